import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadContract } from '../../src/contract/load-contract.js';
import type { Answer } from '../../src/http/exchange.js';
import { exchange } from '../../src/http/transport.js';
import type { Realm } from '../../src/identity/open-identity.js';
import { Authority, type Settings } from '../../src/mock/authority/authority.js';
import { behaviourNamed } from '../../src/mock/faults.js';
import { type Mock, startMock } from '../../src/mock/server.js';
import { makeServerCertificate } from '../../src/mock/server-certificate.js';
import { authorityFaults } from './authority-faults.js';
import { makeClientCertificate } from './client-certificate.js';
import { RegisteredAssertions } from './registered-assertions.js';

/** A mock that speaks TLS, and a folder for what its clients need. */
export interface TlsAuthority {
  readonly mock: Mock;
  /** What its application is registered with. */
  readonly assertions: RegisteredAssertions;
  /** How to get tokens of it. */
  readonly realm: Realm;
  /** Paths of requests that the mock received so far, without tenant and query. */
  calls(): readonly string[];
  /** Writes a file into the folder; its path. */
  file(name: string, text: string): string;
}

/** What may be unusual about it. */
export interface Unusual {
  readonly settings?: Settings;
  readonly fault?: string;
  readonly plain?: boolean;
}

// Certificates take a few tenths of a second: one of each kind for all tests of a worker.
let server: ReturnType<typeof makeServerCertificate> | undefined;
let client: ReturnType<typeof makeClientCertificate> | undefined;

export function serverCertificate(): ReturnType<typeof makeServerCertificate> {
  server ??= makeServerCertificate();
  return server;
}

export function clientCertificate(): ReturnType<typeof makeClientCertificate> {
  client ??= makeClientCertificate();
  return client;
}

export const passphrase = 'correct horse battery staple';
let locked: ReturnType<typeof makeClientCertificate> | undefined;

/** One whose key has the passphrase. */
export function lockedCertificate(): ReturnType<typeof makeClientCertificate> {
  locked ??= makeClientCertificate({ passphrase });
  return locked;
}

const contract = loadContract();

/** Runs a mock over TLS for the time of a test. */
export async function withTlsAuthority<Result>(
  use: (stage: TlsAuthority) => Promise<Result>,
  { settings = {}, fault, plain = false }: Unusual = {},
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  const { key, cert, ca } = await serverCertificate();
  const assertions = new RegisteredAssertions();
  const mock = await startMock({
    contract,
    seed: 11,
    authority: await Authority.create(11, { ...settings, checkAssertion: assertions.check }),
    ...(plain ? {} : { tls: { key, cert } }),
    ...(fault === undefined ? {} : { authorityBehaviours: [behaviourNamed(fault, authorityFaults)] }),
  });
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const { tenant } = mock.authority.registration;
  const realm = {
    authority: mock.origin,
    tenant,
    scope: `${mock.authority.resource}/.default`,
    ca: file('ca.pem', ca),
  };
  const calls = () =>
    mock.journal.read().map(({ call }) => call.target.replace(`/${tenant}`, '').replace(/\?.*/, ''));
  try {
    return await use({ mock, assertions, realm, calls, file });
  } finally {
    await mock.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The answer of the mock to a request, trusting its CA alone. */
export async function call(
  mock: Mock,
  method: string,
  target: string,
  headers: readonly (readonly [string, string])[] = [],
  content = '',
): Promise<Answer> {
  const { ca } = await serverCertificate();
  const { ending } = await exchange(
    { method, origin: mock.origin, target, headers },
    { timeoutMs: 5000, maxBodyBytes: 65536 },
    { connection: { roots: [ca] }, content },
  );
  if (ending.kind !== 'answered') throw new Error(`${ending.kind}: ${ending.message}`);
  return ending.answer;
}

/** The status of reading a customer with a token. */
export async function read(mock: Mock, token: string): Promise<number> {
  const target = `/v1/customers/${mock.customers[0]?.id}/qualification`;
  return (await call(mock, 'GET', target, [['Authorization', `Bearer ${token}`]])).status;
}

/** Runs with other environment variables; undefined takes one away. */
export async function withEnvironment<Result>(
  values: Readonly<Record<string, string | undefined>>,
  use: () => Promise<Result>,
): Promise<Result> {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  const set = (entries: Iterable<readonly [string, string | undefined]>) => {
    for (const [name, value] of entries) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(Object.entries(values));
  try {
    return await use();
  } finally {
    set(before);
  }
}
