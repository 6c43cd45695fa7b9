import type { Socket } from 'node:net';
import { expect, test } from '@playwright/test';
import { Connection } from '../../src/http/connection.js';
import type { HttpRequest } from '../../src/http/exchange.js';
import { type RawServer, startRawServer } from './raw-server.js';

const limits = { timeoutMs: 400, maxBodyBytes: 64 * 1024 };

type Sent = Awaited<ReturnType<Connection['send']>>;

/** What came of a request in a word: a status with its content, how it broke, or how the connection was closed before it. */
function told(result: Sent): string {
  if ('kind' in result) return `closed ${result.how}`;
  const { ending } = result;
  if (ending.kind !== 'answered') return 'breakage' in ending ? ending.breakage : ending.kind;
  return `${ending.answer.status} ${Buffer.from(ending.answer.body)}`;
}

async function withConnection(
  answer: (socket: Socket, piece: string, count: number) => void,
  use: (connection: Connection, get: (target: string) => HttpRequest, server: RawServer) => Promise<void>,
): Promise<void> {
  const server = await startRawServer(answer);
  const connection = await Connection.open(server.origin, limits);
  if (!(connection instanceof Connection)) throw new Error('no connection');
  const get = (target: string): HttpRequest => ({
    method: 'GET',
    origin: server.origin,
    target,
    headers: [],
  });
  try {
    await use(connection, get, server);
  } finally {
    connection.close();
    server.close();
  }
}

/** An answer that repeats the target of a request. */
function repeating(piece: string, more = ''): string {
  const target = piece.split(' ')[1] ?? '';
  return `HTTP/1.1 200 OK\r\n${more}Content-Length: ${target.length}\r\n\r\n${target}`;
}

test('requests go one after the other down one connection, and each has its own exchange', async () => {
  await withConnection(
    (socket, piece) => socket.write(repeating(piece)),
    async (connection, get, { received }) => {
      for (const target of ['/a', '/b', '/c'])
        expect(told(await connection.send(get(target)))).toBe(`200 ${target}`);
      expect(connection.open).toBe(true);
      expect(received).toHaveLength(1);
      expect(received[0]).not.toMatch(/^Connection:/im);
    },
  );
});

test('pipelined requests leave together, and their answers are told apart whatever pieces they come in', async () => {
  await withConnection(
    (socket, piece) => {
      const all = piece
        .split('\r\n\r\n')
        .filter((one) => one !== '')
        .map((one) => repeating(one))
        .join('');
      for (const part of all.match(/.{1,9}/gs) ?? []) socket.write(part);
    },
    async (connection, get) => {
      const results = await connection.pipeline(['/first', '/2', '/third'].map(get));
      expect(results.map(told)).toEqual(['200 /first', '200 /2', '200 /third']);
      expect(told(await connection.send(get('/4')))).toBe('200 /4');
    },
  );
});

const second: readonly (readonly [
  what: string,
  answer: (socket: Socket, piece: string, count: number) => void,
  expected: string,
])[] = [
  [
    'an announced end',
    (socket, piece) => socket.end(repeating(piece, 'Connection: close\r\n')),
    'closed announced',
  ],
  ['HTTP/1.0', (socket, piece) => socket.write(repeating(piece).replace('1.1', '1.0')), 'closed announced'],
  [
    'an answer as long as the connection',
    (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'),
    'closed announced',
  ],
  [
    'an end right as it leaves',
    (socket, piece, count) => (count === 1 ? socket.write(repeating(piece)) : socket.end()),
    'closed crossed',
  ],
  [
    'a reset right as it leaves',
    (socket, piece, count) => (count === 1 ? socket.write(repeating(piece)) : socket.resetAndDestroy()),
    'closed crossed',
  ],
  [
    'a part of an answer',
    (socket, piece, count) => (count === 1 ? socket.write(repeating(piece)) : socket.end('HTTP/1.1 2')),
    'reset',
  ],
  [
    'a part of the content',
    (socket, piece, count) =>
      count === 1 ? socket.write(repeating(piece)) : socket.end(repeating(piece).slice(0, -1)),
    'cut-off',
  ],
  ['silence', (socket, piece, count) => count === 1 && socket.write(repeating(piece)), 'timeout'],
  ['bytes that nobody asked for', (socket, piece) => socket.write(`${repeating(piece)}"other"`), 'not-http'],
  [
    'another answer that nobody asked for',
    (socket, piece) => socket.write(repeating(piece).repeat(2)),
    'not-http',
  ],
  [
    '408 behind the answer',
    (socket, piece) => socket.end(`${repeating(piece)}HTTP/1.1 408 Request Timeout\r\n\r\n`),
    'closed idle',
  ],
];

for (const [what, answer, expected] of second)
  test(`a second request that meets ${what} is ${expected}`, async () => {
    await withConnection(answer, async (connection, get) => {
      expect(told(await connection.send(get('/a')))).toMatch(/^200/);
      expect(told(await connection.send(get('/b')))).toBe(expected);
    });
  });

test('a connection that is closed while it is idle is told before anything is sent on it', async () => {
  await withConnection(
    (socket, piece) => socket.write(repeating(piece), () => setTimeout(() => socket.end(), 20)),
    async (connection, get, { received }) => {
      await connection.send(get('/a'));
      await expect.poll(() => connection.open).toBe(false);
      expect(told(await connection.send(get('/b')))).toBe('closed idle');
      expect(received[0]).not.toContain('/b');
    },
  );
});

test('a first request that gets no answer is a failure, and the ones behind it say nothing', async () => {
  await withConnection(
    (socket) => socket.end(),
    async (connection, get) => {
      expect((await connection.pipeline(['/a', '/b'].map(get))).map(told)).toEqual([
        'reset',
        'closed broken',
      ]);
      expect(told(await connection.send(get('/c')))).toBe('closed broken');
    },
  );
});

test('of a pipeline that the service ends lawfully, the answers that came count', async () => {
  await withConnection(
    (socket, piece) => socket.end(repeating(piece, 'Connection: close\r\n')),
    async (connection, get) => {
      expect((await connection.pipeline(['/a', '/b', '/c'].map(get))).map(told)).toEqual([
        '200 /a',
        'closed announced',
        'closed announced',
      ]);
    },
  );
});

test('an answer to HEAD is followed by the next answer, not by content', async () => {
  await withConnection(
    (socket, piece) =>
      socket.write(
        piece.startsWith('HEAD') ? 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n' : repeating(piece),
      ),
    async (connection, get) => {
      expect(told(await connection.send({ ...get('/a'), method: 'HEAD' }))).toBe('200 ');
      expect(told(await connection.send(get('/b')))).toBe('200 /b');
    },
  );
});
