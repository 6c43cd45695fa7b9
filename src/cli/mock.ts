import { resolve } from 'node:path';
import { defaultContractFile, loadContract } from '../contract/load-contract.js';
import { lintOnce } from '../lint.js';
import { behaviourNamed } from '../mock/faults.js';
import { startMock } from '../mock/server.js';

export interface MockCommandOptions {
  readonly port: number;
  readonly host: string;
  readonly allowRemote: boolean;
  readonly fault?: readonly string[];
  readonly seed: number;
  readonly contract?: string;
}

/** Runs the mock until SIGINT or SIGTERM, after it has printed what a caller needs, in the form of an environment file. */
export async function mock(options: MockCommandOptions): Promise<void> {
  const behaviours = (options.fault ?? []).map((name) => behaviourNamed(name));
  const file = options.contract === undefined ? defaultContractFile : resolve(options.contract);
  await lintOnce(file);
  const contract = loadContract(file);
  const { port, host, allowRemote, seed } = options;
  const running = await startMock({ contract, seed, port, host, allowRemote, behaviours });
  const { tenant, clientId, clientSecret } = running.authority.registration;
  const customers = running.customers.map(({ id, qualification }) => `${id}=${qualification}`);
  const lines = [
    `# qualification-kit mock, seed ${seed}${behaviours.map(({ name, summary }) => `, wrong on purpose: ${name} (${summary})`).join('')}`,
    `PARTNER_CENTER_BASE_URL=${running.origin}`,
    `PARTNER_CENTER_APP_TOKEN=${await running.authority.mint('app')}`,
    `PARTNER_CENTER_USER_TOKEN=${await running.authority.mint('user')}`,
    `PARTNER_CENTER_CUSTOMERS=${customers.join(',')}`,
    '# for clients that fetch their own token',
    `PARTNER_CENTER_AUTHORITY=${running.origin}`,
    `PARTNER_CENTER_TENANT_ID=${tenant}`,
    `PARTNER_CENTER_CLIENT_ID=${clientId}`,
    `PARTNER_CENTER_CLIENT_SECRET=${clientSecret}`,
    `# ${running.origin}/health and ${running.origin}/openapi.yaml tell more; Ctrl-C stops`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  await new Promise<void>((done) => {
    process.once('SIGINT', () => done()).once('SIGTERM', () => done());
  });
  await running.close();
}
