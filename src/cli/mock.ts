import { resolve } from 'node:path';
import { loadCatalogue } from '../catalogue/catalogue.js';
import { MockConsole } from '../console/mock-console.js';
import { defaultContractFile, loadContract } from '../contract/load-contract.js';
import type { Customer } from '../mock/customers.js';
import { environmentOf } from '../mock/environment.js';
import { FaultSwitches } from '../mock/fault-switches.js';
import { behaviourNamed } from '../mock/faults.js';
import { startMock } from '../mock/server.js';
import { lintOnce } from '../run/lint.js';
import { MockTraffic } from '../traffic/mock-traffic.js';
import { makeMockCertificate } from './mock-certificate.js';

export interface MockCommandOptions {
  readonly port: number;
  readonly host: string;
  readonly allowRemote: boolean;
  readonly fault?: readonly string[];
  readonly seed: number;
  readonly prefix?: string;
  readonly contract?: string;
  readonly tls: boolean;
  /** Where the CA's certificate is written; means TLS. */
  readonly tlsCa?: string;
  /** Where the page is that shows what arrives; 0 is a free port. */
  readonly console?: number;
  readonly quiet: boolean;
}

/** Runs the mock until SIGINT or SIGTERM, after it has printed what a caller needs, in the form of an environment file. */
export async function mock(options: MockCommandOptions): Promise<void> {
  const behaviours = (options.fault ?? []).map((name) => behaviourNamed(name));
  const file = options.contract === undefined ? defaultContractFile : resolve(options.contract);
  await lintOnce(file);
  const contract = loadContract(file);
  const { port, host, allowRemote, seed, tlsCa } = options;
  const prefix = options.prefix?.replace(/\/+$/, '') ?? '';
  const secure = options.tls || tlsCa !== undefined ? await makeMockCertificate(host, tlsCa) : undefined;
  const tls = secure ? { tls: secure.tls } : {};
  const switchable = behaviours.filter((one) => !one.tls);
  const switches = new FaultSwitches(switchable.map(({ name }) => name));
  // Standard output is an environment file, which a terminal may not see.
  const shows = process.stderr.isTTY === true && !options.quiet;
  const traffic =
    shows || options.console !== undefined ? new MockTraffic(contract, loadCatalogue()) : undefined;
  const told = shows ? (line: string) => void process.stderr.write(`  ${line}\n`) : undefined;
  const opened = traffic && new MockConsole(traffic, switches, told);
  const running = await startMock({
    contract,
    seed,
    port,
    host,
    prefix,
    allowRemote,
    // How TLS is spoken is settled when the mock starts.
    behaviours: opened ? [...behaviours.filter((one) => one.tls), switches.behaviour] : behaviours,
    ...(opened ? { watch: opened.watch } : {}),
    ...tls,
  }).catch((thrown) => {
    secure?.close();
    throw thrown;
  });
  const lines = [
    `# qualification-kit mock, seed ${seed}${behaviours.map(({ name, summary }) => `, wrong on purpose: ${name} (${summary})`).join('')}`,
    `PARTNER_CENTER_BASE_URL=${running.baseUrl}`,
    `PARTNER_CENTER_APP_TOKEN=${await running.authority.mint('app')}`,
    `PARTNER_CENTER_USER_TOKEN=${await running.authority.mint('user')}`,
    ...environmentOf(running).slice(1),
    ...writableLines(running.customers),
    ...(secure ? trustOf(secure.ca) : []),
  ];
  const close = async () => {
    await opened?.close();
    await running.close();
    secure?.close();
  };
  try {
    const title = `The mock at ${running.baseUrl}`;
    opened?.serve(running);
    if (options.console !== undefined)
      lines.push(`# console: ${await opened?.open(running, title, lines, options.console)}`);
  } catch (thrown) {
    await close();
    throw thrown;
  }
  lines.push(`# ${running.origin}/health and ${running.origin}/openapi.yaml tell more; Ctrl-C stops`);
  process.stdout.write(`${lines.join('\n')}\n`);
  await new Promise<void>((done) => {
    process.once('SIGINT', () => done()).once('SIGTERM', () => done());
  });
  await close();
}

/** Whom `service --writes` may write to. */
function writableLines(customers: readonly Customer[]): readonly string[] {
  const ids = customers.filter(({ writable }) => writable === true).map(({ id }) => id);
  return ids.length === 0 ? [] : [`PARTNER_CENTER_WRITABLE_CUSTOMERS=${ids.join(',')}`];
}

/** The lines that make a program trust the mock's CA. */
function trustOf(ca: string): readonly string[] {
  return [
    '# whom to trust: Node adds this CA to its own, if it is set before Node starts',
    `NODE_EXTRA_CA_CERTS=${ca}`,
    '# and OpenSSL, Python and others take it in place of all others',
    `SSL_CERT_FILE=${ca}`,
  ];
}
