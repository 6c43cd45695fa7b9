import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { contentOf } from '../../src/http/content.js';
import type { Ending, HttpRequest } from '../../src/http/exchange.js';
import { exchange } from '../../src/http/transport.js';
import { startRawServer } from './raw-server.js';

const limits = { timeoutMs: 400, maxBodyBytes: 64 * 1024 };

/** What comes of a request to a server that does this with each connection. */
async function meet(serve: (socket: Socket) => void): Promise<Ending> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => serve(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { ending } = await exchange(
    { method: 'GET', origin, target: '/', headers: [['X-Test', 'a']] },
    limits,
  );
  for (const socket of sockets) socket.destroy();
  server.close();
  return ending;
}

const head = 'HTTP/1.1 200 OK\r\n';

const endings: readonly (readonly [
  what: string,
  serve: (socket: Socket) => void,
  expected: Record<string, unknown>,
])[] = [
  ['a reset', (socket) => socket.resetAndDestroy(), { kind: 'broken', breakage: 'reset' }],
  ['a closed connection', (socket) => socket.end(), { kind: 'broken', breakage: 'reset' }],
  ['half a status line', (socket) => socket.end('HTTP/1.1 20'), { kind: 'broken', breakage: 'reset' }],
  ['silence', () => {}, { kind: 'broken', breakage: 'timeout' }],
  [
    'content cut short',
    (socket) => socket.end(`${head}Content-Length: 11\r\n\r\n"educ`),
    { kind: 'broken', breakage: 'cut-off' },
  ],
  [
    'chunks cut short',
    (socket) => socket.end(`${head}Transfer-Encoding: chunked\r\n\r\n5\r\n"educ`),
    { kind: 'broken', breakage: 'cut-off' },
  ],
  [
    'chunks that are none',
    (socket) => socket.end(`${head}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`),
    { kind: 'broken', breakage: 'cut-off' },
  ],
  [
    'a content length that is too long',
    (socket) => socket.write(`${head}Content-Length: 14\r\n\r\n"education"`),
    { kind: 'broken', breakage: 'timeout' },
  ],
  ['no HTTP', (socket) => socket.end('220 mail ready\r\n'), { kind: 'broken', breakage: 'not-http' }],
  [
    'an endless header',
    (socket) => dripText(socket, `${head}X: `, 'x'.repeat(65536)),
    { kind: 'limit', limit: 'header' },
  ],
  [
    'an endless drip',
    (socket) => dripText(socket, `${head}\r\n`, ' '),
    { kind: 'broken', breakage: 'timeout' },
  ],
  [
    'endless interim responses',
    (socket) => dripText(socket, '', 'HTTP/1.1 103 Early Hints\r\n\r\n'),
    { kind: 'broken', breakage: 'timeout' },
  ],
  [
    'a switch of protocols',
    (socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'),
    { kind: 'broken', breakage: 'not-http' },
  ],
  [
    'a response ended by the end of the connection',
    (socket) => socket.end(`${head}\r\n"education"`),
    { kind: 'answered' },
  ],
  [
    'an interim response first',
    (socket) => socket.end(`HTTP/1.1 103 Early Hints\r\n\r\n${head}Content-Length: 2\r\n\r\n""`),
    { kind: 'answered' },
  ],
  ['HTTP/1.0', (socket) => socket.end('HTTP/1.0 200 OK\r\n\r\n"education"'), { kind: 'answered' }],
];

for (const [what, serve, expected] of endings) {
  test(`${what} ends as ${JSON.stringify(expected)}`, async () => {
    expect(await meet(serve)).toMatchObject(expected);
  });
}

test('content over the limit is cut, and the connection with it', async () => {
  const ending = await meet((socket) =>
    socket.write(`${head}Content-Length: 104857600\r\n\r\n${'x'.repeat(200_000)}`),
  );
  expect(ending).toMatchObject({ kind: 'answered', answer: { overflow: true } });
  expect(ending.kind === 'answered' && ending.answer.body.length).toBe(limits.maxBodyBytes);
});

test('a gzip bomb is not unpacked', async () => {
  const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024));
  const ending = await meet((socket) =>
    socket.end(
      Buffer.concat([
        Buffer.from(`${head}Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`),
        bomb,
      ]),
    ),
  );
  const before = process.memoryUsage().arrayBuffers;
  expect(ending.kind === 'answered' && contentOf(ending.answer)).toEqual({
    problem: 'gzip content that grows over 65536 bytes',
  });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5 * 1024 * 1024);
});

test('raw header fields keep their case, order and number', async () => {
  const ending = await meet((socket) =>
    socket.end(`${head}b: 1\r\nMS-RequestId: x\r\nB: 2\r\nms-requestid: y\r\nContent-Length: 0\r\n\r\n`),
  );
  expect(ending.kind === 'answered' && ending.answer.headers.slice(0, 4)).toEqual([
    ['b', '1'],
    ['MS-RequestId', 'x'],
    ['B', '2'],
    ['ms-requestid', 'y'],
  ]);
});

test('a refused connection and an unknown host are unreachable', async () => {
  const server = createHttpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  for (const origin of [`http://127.0.0.1:${port}`, 'http://no-such-host.invalid']) {
    const { ending } = await exchange(
      { method: 'GET', origin, target: '/', headers: [] },
      { ...limits, timeoutMs: 5000 },
    );
    expect(ending).toEqual({ kind: 'unreachable', message: expect.any(String) });
  }
});

test('a path is sent as it was given', async () => {
  let line = '';
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (data) => {
      line = data.toString().split('\r\n')[0] ?? '';
      socket.end(`${head}Content-Length: 0\r\n\r\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const target = '/v1/customers/..%2F%2e%2e//x;y=%zz/./../qualification?';
  await exchange(
    {
      method: 'PROPFIND',
      origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      target,
      headers: [],
    },
    limits,
  );
  server.close();
  expect(line).toBe(`PROPFIND ${target} HTTP/1.1`);
});

/** What a server gets of a request, with what comes of it. */
async function sent(request: Partial<HttpRequest>, content = ''): Promise<{ text: string; ending: Ending }> {
  const server = await startRawServer((socket) => socket.end(`${head}Content-Length: 0\r\n\r\n`));
  const whole = { method: 'GET', origin: server.origin, target: '/', headers: [], ...request };
  const { ending } = await exchange(whole, limits, { content });
  const text = (server.received[0] ?? '').replaceAll(server.origin.slice(7), 'HOST');
  server.close();
  return { text, ending };
}

const sentAs: readonly (readonly [
  what: string,
  request: Partial<HttpRequest>,
  content: string,
  text: string,
])[] = [
  [
    'fields in their order and case, behind Host',
    {
      headers: [
        ['b', '1'],
        ['MS-RequestId', 'x'],
        ['B', '2'],
        ['Authorization', 'Bearer a'],
        ['authorization', 'Bearer b'],
      ],
    },
    '',
    'GET / HTTP/1.1\r\nHost: HOST\r\nb: 1\r\nMS-RequestId: x\r\nB: 2\r\nAuthorization: Bearer a\r\nauthorization: Bearer b\r\nConnection: close\r\n\r\n',
  ],
  [
    'a Host of its own as it stands',
    {
      headers: [
        ['X', '1'],
        ['host', 'other'],
      ],
    },
    '',
    'GET / HTTP/1.1\r\nX: 1\r\nhost: other\r\nConnection: close\r\n\r\n',
  ],
  [
    'content with its length in bytes',
    { method: 'POST', headers: [['X', '1']] },
    '{"a":"é"}',
    'POST / HTTP/1.1\r\nHost: HOST\r\nX: 1\r\nContent-Length: 10\r\nConnection: close\r\n\r\n{"a":"\u00c3\u00a9"}',
  ],
  [
    'POST without content with a length all the same',
    { method: 'POST' },
    '',
    'POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
  ],
  [
    'other methods without content without one',
    { method: 'DELETE' },
    '',
    'DELETE / HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n',
  ],
];

for (const [what, request, content, text] of sentAs)
  test(`a request is sent as composed: ${what}`, async () => {
    expect((await sent(request, content)).text).toBe(text);
  });

const unsendable: readonly (readonly [what: string, request: Partial<HttpRequest>, says: RegExp])[] = [
  ['a line end in a value', { headers: [['X-A', 'a\r\nX-B: b']] }, /the header X-A holds a character/],
  ['a letter that no field has', { headers: [['X-A', '\u4e16']] }, /the header X-A holds a character/],
  ['a name that is none', { headers: [['X A', 'b']] }, /the name of a header is no token/],
  ['a space in the path', { target: '/a b' }, /the path holds a character/],
  ['a method that is none', { method: 'G T' }, /the method is no token/],
];

for (const [what, request, says] of unsendable)
  test(`a request with ${what} is a limit, and nothing is sent`, async () => {
    const { text, ending } = await sent(request);
    expect(text).toBe('');
    expect(ending).toMatchObject({ kind: 'limit', limit: 'request', message: expect.stringMatching(says) });
  });

const messages: readonly (readonly [what: string, serve: (socket: Socket) => void, message: string])[] = [
  ['silence', () => {}, "no response within 400 ms, the kit's time limit"],
  [
    'content without end',
    (socket) => socket.write(`${head}Content-Length: 5\r\n\r\n""`),
    "the response did not end within 400 ms, the kit's time limit (2 bytes of content came)",
  ],
  [
    'a closed connection',
    (socket) => socket.end(),
    'the connection ended without a response (the connection was closed)',
  ],
  [
    'a reset',
    (socket) => socket.resetAndDestroy(),
    'the connection ended without a response (read ECONNRESET)',
  ],
  [
    'two lengths',
    (socket) => socket.end(`${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\n""`),
    'where the response ends cannot be told (Content-Length is said differently: 1 and 2)',
  ],
  [
    'an alert of TLS',
    (socket) => socket.end(Buffer.from([21, 3, 1, 0, 2, 2, 70])),
    'the port speaks TLS; did you mean "https:"?',
  ],
];

for (const [what, serve, message] of messages)
  test(`${what} is told as "${message}"`, async () => {
    const ending = await meet(serve);
    expect('message' in ending && ending.message).toBe(message);
  });

test('a whole answer just after the time limit is no violation, and is told as the limit of the kit that it met', async () => {
  const after = (ms: number) => (socket: Socket) => {
    setTimeout(() => socket.end(`${head}Content-Length: 2\r\n\r\n""`), ms);
  };
  const request = { method: 'GET', target: '/', headers: [] };
  const endingAfter = async (ms: number) => {
    const server = await startRawServer(after(ms));
    const { ending } = await exchange({ ...request, origin: server.origin }, { ...limits, timeoutMs: 1000 });
    server.close();
    return ending;
  };
  const [early, late, never] = await Promise.all([100, 1030, 1600].map(endingAfter));
  expect(early).toMatchObject({ kind: 'answered' });
  expect(late).toMatchObject({
    kind: 'limit',
    limit: 'time',
    message: expect.stringMatching(
      /^the response took 1\d\d\d ms, just longer than the kit's time limit of 1000 ms$/,
    ),
  });
  expect(never).toMatchObject({ kind: 'broken', breakage: 'timeout' });
});

test('an answer that comes before the request was sent whole counts', async () => {
  const server = await startRawServer((socket, _, count) => {
    if (count === 1) socket.end('HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n');
  });
  const request = { method: 'POST', origin: server.origin, target: '/', headers: [] };
  const { ending } = await exchange(
    request,
    { ...limits, timeoutMs: 5000 },
    { content: 'x'.repeat(8_000_000) },
  );
  server.close();
  expect(ending).toMatchObject({ kind: 'answered', answer: { status: 413 } });
});

test('bytes behind an answer are kept apart from it', async () => {
  const ending = await meet((socket) => socket.end(`${head}Content-Length: 2\r\n\r\n""<b>`));
  expect(ending).toMatchObject({
    kind: 'answered',
    answer: { body: Buffer.from('""'), leftover: Buffer.from('<b>') },
  });
});

function dripText(socket: Socket, first: string, more: string): void {
  socket.write(first);
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(more)), 10);
  socket.on('close', () => clearInterval(timer));
}
