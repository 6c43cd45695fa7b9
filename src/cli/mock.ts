import { resolve } from 'node:path';
import { defaultContractFile, loadContract } from '../contract/load-contract.js';
import { lintOnce } from '../lint.js';
import { behaviourNamed } from '../mock/faults.js';
import { type Mock, startMock } from '../mock/server.js';

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
  const lines = [
    `# qualification-kit mock, seed ${seed}${behaviours.map(({ name, summary }) => `, wrong on purpose: ${name} (${summary})`).join('')}`,
    `PARTNER_CENTER_BASE_URL=${running.origin}`,
    `PARTNER_CENTER_APP_TOKEN=${await running.authority.mint('app')}`,
    `PARTNER_CENTER_USER_TOKEN=${await running.authority.mint('user')}`,
    ...mockEnvironment(running).slice(1),
    `# ${running.origin}/health and ${running.origin}/openapi.yaml tell more; Ctrl-C stops`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  await new Promise<void>((done) => {
    process.once('SIGINT', () => done()).once('SIGTERM', () => done());
  });
  await running.close();
}

/** What a program needs to call a mock, as lines of an environment file; tokens are the caller's business. */
export function mockEnvironment({ origin, customers, authority }: Mock): readonly string[] {
  const { tenant, clientId, clientSecret } = authority.registration;
  return [
    `PARTNER_CENTER_BASE_URL=${origin}`,
    `PARTNER_CENTER_CUSTOMERS=${customers.map(({ id, qualification }) => `${id}=${qualification}`).join(',')}`,
    '# for clients that fetch their own token',
    `PARTNER_CENTER_AUTHORITY=${origin}`,
    `PARTNER_CENTER_TENANT_ID=${tenant}`,
    `PARTNER_CENTER_CLIENT_ID=${clientId}`,
    `PARTNER_CENTER_CLIENT_SECRET=${clientSecret}`,
  ];
}
