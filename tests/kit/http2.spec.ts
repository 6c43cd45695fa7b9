import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createSecureServer, createServer, type ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, createServer as createNetServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { expect, test } from '@playwright/test';
import { loadContract } from '../../src/contract/load-contract.js';
import { Connection } from '../../src/http/connection.js';
import { exchange } from '../../src/http/transport.js';
import { startMock } from '../../src/mock/server.js';
import { environmentFor, idsWith } from './command.js';
import { startConnectProxy } from './connect-proxy.js';
import { startHttp2Gateway } from './http2-gateway.js';
import { judgeHere } from './judged-here.js';
import { serverCertificate } from './tls-authority.js';

const limits = { timeoutMs: 3000, maxBodyBytes: 64 * 1024 };

interface Stage {
  readonly origin: string;
  readonly connection: { readonly roots: readonly string[] };
  /** How many connections were opened. */
  readonly connections: () => number;
}

async function withHttp2(
  answer: (stream: ServerHttp2Stream, path: string) => void,
  use: (stage: Stage) => Promise<void>,
): Promise<void> {
  const { ca, ...pair } = await serverCertificate();
  const server = createSecureServer({ ...pair, allowHTTP1: false, settings: { maxHeaderListSize: 1e6 } });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    answer(stream, String(headers[':path']));
  });
  await listening(server);
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => sessions.add(session));
  try {
    await use({
      origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
      connection: { roots: [ca] },
      connections: () => connections,
    });
  } finally {
    for (const session of sessions) session.destroy();
    server.close();
  }
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
}

const get = (origin: string, target = '/') => ({
  method: 'GET',
  origin,
  target,
  headers: [['Accept', 'application/json']] as const,
});

test('a service that speaks HTTP/2 only is judged over it, and asked for nothing else the second time', async () => {
  await withHttp2(
    (stream, path) => {
      stream.respond(
        { ':status': 200, 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'] },
        { waitForTrailers: true },
      );
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-sum': '1' }));
      stream.end(JSON.stringify(path));
    },
    async ({ origin, connection, connections }) => {
      const first = await exchange(get(origin, '/a'), limits, { connection });
      expect(first).toMatchObject({
        tlsVersion: 'TLSv1.3',
        ending: {
          kind: 'answered',
          answer: { status: 200, httpVersion: '2', overflow: false, trailers: [['x-sum', '1']] },
        },
      });
      expect(first.ending.kind === 'answered' && first.ending.answer.headers.slice(0, 3)).toEqual([
        ['content-type', 'application/json'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ]);
      expect(first.ending.kind === 'answered' && Buffer.from(first.ending.answer.body).toString()).toBe(
        '"/a"',
      );
      expect(connections()).toBe(2);
      await exchange(get(origin, '/b'), limits, { connection });
      expect(connections()).toBe(3);
    },
  );
});

test('several requests share a connection of HTTP/2', async () => {
  await withHttp2(
    (stream, path) => {
      stream.respond({ ':status': 200 });
      stream.end(path);
    },
    async ({ origin, connection, connections }) => {
      const kept = await Connection.open(origin, limits, connection);
      if (!(kept instanceof Connection)) throw new Error('no connection');
      const results = [
        await kept.send(get(origin, '/a')),
        ...(await kept.pipeline(['/b', '/c'].map((target) => get(origin, target)))),
      ];
      kept.close();
      const contents = results.map((result) =>
        'ending' in result && result.ending.kind === 'answered'
          ? Buffer.from(result.ending.answer.body).toString()
          : result,
      );
      expect(contents).toEqual(['/a', '/b', '/c']);
      expect(connections()).toBe(2);
    },
  );
});

const endings: readonly (readonly [
  what: string,
  answer: (stream: ServerHttp2Stream) => void,
  expected: Record<string, unknown>,
])[] = [
  [
    'a stream that is reset',
    (stream) => stream.close(2),
    { kind: 'broken', breakage: 'reset', message: /INTERNAL_ERROR/ },
  ],
  [
    'content that is reset',
    (stream) => {
      stream.respond({ ':status': 200 });
      stream.write('"ed', () => setTimeout(() => stream.destroy(new Error('cut')), 20));
    },
    { kind: 'broken', breakage: 'cut-off', message: /after 3 bytes of content, before it was whole/ },
  ],
  ['a connection that is cut', (stream) => stream.session?.destroy(), { kind: 'broken', breakage: 'reset' }],
  [
    'silence',
    () => {},
    { kind: 'broken', breakage: 'timeout', message: /no response within 500 ms, the kit's time limit/ },
  ],
  [
    'a long header',
    (stream) => {
      stream.respond({
        ':status': 204,
        ...Object.fromEntries([1, 2, 3].map((n) => [`x-${n}`, 'a'.repeat(15_000)])),
      });
      stream.end();
    },
    { kind: 'answered', answer: { status: 204 } },
  ],
  [
    'content over the limit',
    (stream) => {
      stream.respond({ ':status': 200 });
      stream.end('x'.repeat(200_000));
    },
    { kind: 'answered', answer: { overflow: true } },
  ],
];

for (const [what, answer, expected] of endings)
  test(`over HTTP/2, ${what} ends as ${String(expected['breakage'] ?? expected['kind'])}`, async () => {
    await withHttp2(answer, async ({ origin, connection }) => {
      const timeoutMs = what === 'silence' ? 500 : 3000;
      const { ending } = await exchange(get(origin), { ...limits, timeoutMs }, { connection });
      const message = expected['message'];
      expect(ending).toMatchObject({
        ...expected,
        ...(message instanceof RegExp ? { message: expect.stringMatching(message) } : {}),
      });
    });
  });

test('HTTP/2 is spoken through a proxy too', async () => {
  const proxy = await startConnectProxy();
  await withHttp2(
    (stream) => {
      stream.respond({ ':status': 204 });
      stream.end();
    },
    async ({ origin, connection }) => {
      const made = await exchange(get(origin), limits, { connection: { ...connection, proxy: proxy.url } });
      expect(made).toMatchObject({ ending: { kind: 'answered', answer: { httpVersion: '2' } } });
      expect(made.tlsVersion).toBeUndefined();
    },
  );
  await proxy.close();
});

test('a request that HTTP/2 cannot carry is a limit, and nothing is sent', async () => {
  let streams = 0;
  await withHttp2(
    (stream) => {
      streams += 1;
      stream.respond({ ':status': 204 });
      stream.end();
    },
    async ({ origin, connection }) => {
      const headers = [
        ['Authorization', 'Bearer a'],
        ['Authorization', 'Bearer b'],
      ] as const;
      const { ending } = await exchange({ ...get(origin), headers }, limits, { connection });
      expect(ending).toMatchObject({
        kind: 'limit',
        limit: 'request',
        message: expect.stringMatching(/over HTTP\/2.*cannot be sent/),
      });
      expect(streams).toBe(0);
    },
  );
});

test('a service that speaks both is asked in HTTP/1.1', async () => {
  const { ca, ...pair } = await serverCertificate();
  const server = createSecureServer({ ...pair, allowHTTP1: true }, (_, response) => response.end());
  await listening(server);
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { ending } = await exchange(get(origin), limits, { connection: { roots: [ca] } });
  server.close();
  expect(ending).toMatchObject({ kind: 'answered', answer: { status: 200, httpVersion: '1.1' } });
});

/** SETTINGS without a setting, and GOAWAY with PROTOCOL_ERROR. */
const frames = Buffer.from('000000040000000000' + '0000080700000000000000000000000001', 'hex');

test('a service that chooses nothing of the offer and answers with frames is asked in HTTP/2', async () => {
  const { ca, ...pair } = await serverCertificate();
  let offers = 0;
  const http2 = createServer({}, (_, response) => response.end('"none"'));
  // Without ALPN, it is what the server said of old: anything may be inside.
  const server = createTlsServer(
    { ...pair, ALPNCallback: ({ protocols }) => (protocols.includes('h2') ? 'h2' : protocols[0]) },
    (socket) => {
      offers += 1;
      socket.on('error', () => {});
      if (socket.alpnProtocol === 'h2') http2.emit('connection', socket);
      else socket.end(frames);
    },
  );
  await listening(server);
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { ending } = await exchange(get(origin), limits, { connection: { roots: [ca] } });
  server.close();
  expect(ending).toMatchObject({ kind: 'answered', answer: { status: 200, httpVersion: '2' } });
  expect(offers).toBe(2);
});

for (const [what, start] of [
  ["Node's own", () => createServer()],
  [
    'one that answers with GOAWAY',
    () =>
      createNetServer((socket) =>
        socket.on('error', () => {}).once('data', () => socket.end(frames.subarray(9))),
      ),
  ],
] as const)
  test(`a service that speaks HTTP/2 without TLS is told so in a line: ${what}`, async () => {
    const server = start();
    await listening(server);
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { ending } = await exchange(get(origin), limits);
    server.close();
    expect(ending).toEqual({
      kind: 'limit',
      limit: 'protocol',
      message: 'it speaks HTTP/2 only, which the kit speaks over TLS alone; give its https: address',
    });
  });

test('a run judges a service that speaks HTTP/2 only as it judges any other', async () => {
  const { ca, ...pair } = await serverCertificate();
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  writeFileSync(join(folder, 'ca.pem'), ca);
  const mock = await startMock({ contract: loadContract(), seed: 7 });
  const gateway = await startHttp2Gateway(mock.origin, pair);
  try {
    const env = { ...(await environmentFor(mock)), PARTNER_CENTER_BASE_URL: gateway.origin };
    const { code, report, stdout, stderr } = await judgeHere(['service', '--seed', '7', '--strict'], {
      ...env,
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
    });
    expect([idsWith(report, 'fail'), idsWith(report, 'error')], stdout + stderr).toEqual([[], []]);
    expect(idsWith(report, 'pass')).toEqual(
      expect.arrayContaining(['AVL-001', 'AUT-006', 'HDR-002', 'TLS-001', 'CON-001']),
    );
    expect(code).toBe(0);
  } finally {
    gateway.close();
    await mock.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a service that speaks HTTP/2 without TLS makes a run an error that says so in a line', async () => {
  const server = createServer();
  await listening(server);
  const mock = await startMock({ contract: loadContract(), seed: 7 });
  const PARTNER_CENTER_BASE_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { code, stdout } = await judgeHere(['service', '--only', 'RTE-001'], {
    ...(await environmentFor(mock)),
    PARTNER_CENTER_BASE_URL,
  });
  await mock.close();
  server.close();
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'the first read could not be judged: it speaks HTTP/2 only, which the kit speaks over TLS alone; give its https: address',
  );
  expect(code).toBe(2);
});
