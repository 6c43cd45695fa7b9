import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from '@playwright/test';
import { refusesDeprecated } from '../../src/checks/tls.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { examineTarget } from '../../src/doctor/target.js';
import { sentenceOf } from '../../src/finding.js';
import { type Handshake, handshake } from '../../src/http/handshake.js';
import { Redactor } from '../../src/http/redact.js';
import { exchange } from '../../src/http/transport.js';
import { behaviourNamed } from '../../src/mock/faults.js';
import { startMock } from '../../src/mock/server.js';
import { variations } from '../../src/mock/variations.js';
import { LiveWire } from '../../src/service/live-wire.js';
import { RateLimiter } from '../../src/service/rate-limiter.js';
import { Sender } from '../../src/service/sender.js';
import { readTargets } from '../../src/target/targets-file.js';
import { runCommand } from './command.js';
import { startConnectProxy } from './connect-proxy.js';
import { openSandbox } from './sandbox.js';
import { serverCertificate } from './tls-authority.js';

const contract = loadContract();

/** Both offers, made to a mock over TLS. */
async function offersTo(name?: string): Promise<readonly Handshake[]> {
  const { ca, ...tls } = await serverCertificate();
  const behaviours =
    name === undefined
      ? []
      : [variations.find((variation) => variation.name === name) ?? behaviourNamed(name)];
  const mock = await startMock({ contract, seed: 7, tls, behaviours });
  const url = new URL(mock.origin);
  const connection = { roots: [ca] };
  try {
    return [
      await handshake(url, 'current', connection, 3000),
      await handshake(url, 'deprecated', connection, 3000),
    ];
  } finally {
    await mock.close();
  }
}

const refused = { kind: 'refused', alert: 'protocol_version' };

for (const [name, current, deprecated] of [
  [undefined, { kind: 'agreed', version: 'TLSv1.3' }, refused],
  ['tls-1-2-alone', { kind: 'agreed', version: 'TLSv1.2' }, refused],
  ['tls-1-3-alone', { kind: 'agreed', version: 'TLSv1.3' }, refused],
  ['tls-1-1-too', { kind: 'agreed', version: 'TLSv1.3' }, { kind: 'agreed', version: 'TLSv1.1' }],
  ['tls-1-1-alone', refused, { kind: 'agreed', version: 'TLSv1.1' }],
] as const)
  test(`${name ?? 'health'} shows in what comes of an offer of current and of deprecated TLS`, async () => {
    expect(await offersTo(name)).toMatchObject([current, deprecated]);
  });

const alert = (number: number) => Buffer.from([0x15, 3, 1, 0, 2, 2, number]);

/** What a server may do with an offer of TLS 1.1, and what that proves. */
const ends: readonly (readonly [
  what: string,
  act: (socket: Socket) => void,
  kind: Handshake['kind'],
  says: RegExp,
])[] = [
  ['the alert protocol_version', (socket) => socket.end(alert(70)), 'refused', /protocol_version/],
  ['the alert handshake_failure', (socket) => socket.end(alert(40)), 'refused', /handshake_failure/],
  ['another alert', (socket) => socket.end(alert(80)), 'failed', /internal error/i],
  ['a reset', (socket) => socket.resetAndDestroy(), 'cut', /cut in the handshake \(ECONNRESET\)/],
  ['an end of the connection', (socket) => socket.end(), 'cut', /cut in the handshake/],
  ['silence', () => {}, 'failed', /no TLS connection within 300 ms/],
  [
    'plain HTTP',
    (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    'failed',
    /wrong version number/,
  ],
];

for (const [what, act, kind, says] of ends)
  test(`an offer of TLS 1.1 that meets ${what} is ${kind}`, async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => act(socket));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const shaken = await handshake(new URL(`https://127.0.0.1:${port}`), 'deprecated', {}, 300);
    server.close();
    expect(shaken).toMatchObject({ kind, message: expect.stringMatching(says) });
  });

test('nobody listening and an untrusted certificate prove nothing of the version', async () => {
  const nobody = await handshake(new URL('https://127.0.0.1:9'), 'deprecated', {}, 3000);
  expect(nobody).toMatchObject({ kind: 'failed', message: expect.stringContaining('ECONNREFUSED') });
  const { ca: _, ...tls } = await serverCertificate();
  const mock = await startMock({ contract, seed: 7, tls, behaviours: [behaviourNamed('tls-1-1-too')] });
  const untrusted = await handshake(new URL(mock.origin), 'deprecated', {}, 3000);
  await mock.close();
  expect(untrusted).toMatchObject({ kind: 'failed', message: expect.stringContaining('not trusted here') });
});

test('each connection of refusing has a reading, and an agreement is told with its version', () => {
  const message = '';
  const reading = (which: 'protocol_version' | 'handshake_failure') =>
    refusesDeprecated({ kind: 'refused', alert: which, message }).reading;
  expect([reading('protocol_version'), reading('handshake_failure')]).toEqual([
    'protocol-version',
    'handshake-failure',
  ]);
  expect(
    refusesDeprecated({ kind: 'agreed', version: 'TLSv1.1', certificateUntil: '' }).findings.map(sentenceOf),
  ).toEqual(['at TLS handshake: expected a refusal of TLS 1.0 and 1.1, received TLSv1.1']);
});

test('why nobody can be spoken to over a connection is told by its cause', async () => {
  const { ca: _, ...tls } = await serverCertificate();
  const secure = await startMock({ contract, seed: 7, tls });
  const plain = await startMock({ contract, seed: 7 });
  const cut = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.resetAndDestroy());
  }).listen(0, '127.0.0.1');
  // As OpenSSL answers plain HTTP: a fatal alert.
  const alert = createServer((socket) => socket.end(Buffer.from('15030300020228', 'hex'))).listen(
    0,
    '127.0.0.1',
  );
  await Promise.all([once(cut, 'listening'), once(alert, 'listening')]);
  const causes: unknown[] = [];
  for (const origin of [
    secure.origin,
    plain.origin.replace('http:', 'https:'),
    `http://127.0.0.1:${(alert.address() as AddressInfo).port}`,
    `https://127.0.0.1:${(cut.address() as AddressInfo).port}`,
    'https://127.0.0.1:9',
  ]) {
    const request = { method: 'GET', origin, target: '/', headers: [] };
    const { ending } = await exchange(request, { timeoutMs: 3000, maxBodyBytes: 1 });
    causes.push(ending.kind === 'unreachable' ? ending.cause : ending.kind);
  }
  await secure.close();
  await plain.close();
  cut.close();
  alert.close();
  expect(causes).toEqual(['certificate', 'protocol', 'protocol', 'protocol', undefined]);
});

test('a mock over plain HTTP cannot have a fault of TLS', async () => {
  await expect(startMock({ contract, seed: 7, behaviours: [behaviourNamed('tls-1-1-too')] })).rejects.toThrow(
    'tls-1-1-too is about TLS, and this mock speaks plain HTTP; say --tls',
  );
});

test('the doctor tells a service without TLS 1.2 as the requirement does', async () => {
  const sandbox = await openSandbox([behaviourNamed('tls-1-1-alone')]);
  try {
    const file = readTargets(sandbox.targets, contract);
    const told: string[] = [];
    for await (const { name, state, detail, next } of examineTarget(file, 'contoso', contract, 3000))
      told.push(`${state} ${name}: ${detail} ${next}`);
    expect(told.join('\n')).toMatch(/problem TLS: .* does not speak TLS 1\.2 or 1\.3: .* \(TLS-001\)/);
  } finally {
    await sandbox.close();
  }
});

test('behind a proxy TLS is not judged, whatever the proxy leads to', async () => {
  const sandbox = await openSandbox([behaviourNamed('tls-1-1-too')]);
  const proxy = await startConnectProxy();
  try {
    sandbox.write({ contoso: sandbox.entry({ ...sandbox.appAlone, proxy: proxy.url }) });
    const words = ['service', '--target', 'contoso', '--only', 'transport', '--only', 'RTE-001'];
    const { code, report, stdout, stderr } = await runCommand(
      [...words, '--targets', sandbox.targets],
      sandbox.env,
    );
    expect(code, stdout + stderr).toBe(0);
    const verdicts = report?.requirements.map(({ id, verdict }) => `${id} ${verdict}`);
    expect(verdicts).toEqual(['RTE-001 pass', 'TLS-001 skip', 'TLS-002 skip']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('skip TLS-001 TLS-002: a proxy is in between');
  } finally {
    await proxy.close();
    await sandbox.close();
  }
});

test('an offer of TLS 1.1 that is cut is made once more, and each counts against the budget', async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {});
    socket.once('data', () => socket.resetAndDestroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const subject = {
    origin: `https://127.0.0.1:${port}`,
    prefix: '',
    tokens: { app: 'a token that is never sent' },
    customers: [],
    refused: {},
    selfCheck: false,
    connection: {},
    loopback: true,
    close: async () => {},
  };
  const limiter = new RateLimiter({ budget: 3, pace: 1000 });
  const context = { contract, redactor: new Redactor(new Map()) };
  const wire = new LiveWire({ timeoutMs: 3000, maxBodyBytes: 1 }, limiter, {});
  const sender = new Sender(subject, context, wire);
  expect((await sender.offerDeprecatedTls()).kind).toBe('cut');
  expect([connections, limiter.spent, sender.drain()]).toEqual([2, 2, { observations: [], handshakes: 2 }]);
  await expect(sender.offerDeprecatedTls()).rejects.toThrow('the budget of 3 requests is spent');
  server.close();
});
