import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { type Generator, seeded } from '../../src/seeded.js';

/** One request and its answer, as bytes. */
export interface Turn {
  readonly request: Buffer;
  readonly answer: Buffer;
}

/** All that goes down one connection. */
export interface Conversation {
  readonly turns: readonly Turn[];
  /** All requests leave at once. */
  readonly pipelined: boolean;
  /** How the server ends it: when the client has, behind the last answer, within it, or with a reset before it. */
  readonly end: 'by-client' | 'by-server' | 'cut' | 'reset';
}

/** What both sides of a conversation received, and how it ended for the client. */
export interface Heard {
  readonly byServer: Buffer;
  readonly byClient: Buffer;
  readonly ended: string;
}

/** Conversations of as many turns as that in all, by a seed. `host` is what their requests name. */
export function conversations(seed: number, turns: number, host: string): readonly Conversation[] {
  const draw = seeded(seed, 'conversations');
  const list: Conversation[] = [];
  for (let made = 0; made < turns; ) {
    const length = Math.min(draw.number.int({ min: 1, max: 8 }), turns - made);
    const end = draw.helpers.weightedArrayElement([
      { value: 'by-client' as const, weight: 6 },
      { value: 'by-server' as const, weight: 3 },
      { value: 'cut' as const, weight: 1 },
      { value: 'reset' as const, weight: 1 },
    ]);
    list.push({
      turns: Array.from({ length }, (_, at) => turnOf(draw, host, end !== 'by-client' && at === length - 1)),
      pipelined: draw.datatype.boolean(0.3),
      end,
    });
    made += length;
  }
  return list;
}

function turnOf(draw: Generator, host: string, last: boolean): Turn {
  const method = draw.helpers.arrayElement(['GET', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'DELETE']);
  const [fields, content] = requestContent(draw, method);
  const target = draw.helpers.arrayElement([
    '/v1/customers/a/qualification',
    '/',
    '*',
    '/a?b=%20&c',
    '/\xe9//x',
  ]);
  const lines = draw.helpers.shuffle([
    `${cased(draw, 'host')}:${' '.repeat(draw.number.int(2))}${host}`,
    ...fields,
    ...extra(draw),
  ]);
  const head = `${method} ${method === 'OPTIONS' ? '*' : target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
  return {
    request: Buffer.concat([Buffer.from(head, 'latin1'), content]),
    answer: answerOf(draw, method, last),
  };
}

function requestContent(draw: Generator, method: string): readonly [readonly string[], Buffer] {
  if (/GET|HEAD|OPTIONS/.test(method) && draw.datatype.boolean(0.9)) return [[], Buffer.alloc(0)];
  const body = bytesOf(draw);
  if (draw.datatype.boolean()) return [[`${cased(draw, 'content-length')}: ${body.length}`], body];
  return [[`${cased(draw, 'transfer-encoding')}: chunked`], chunked(draw, body)];
}

function answerOf(draw: Generator, method: string, last: boolean): Buffer {
  const interim = draw.datatype.boolean(0.1) ? 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n' : '';
  const status = draw.helpers.arrayElement([200, 200, 200, 204, 301, 304, 401, 404, 429, 500]);
  const none = method === 'HEAD' || status === 204 || status === 304;
  const body = bytesOf(draw);
  const how = last && !none ? draw.number.int(2) : draw.number.int(1);
  const framing =
    status === 204
      ? []
      : how === 0
        ? [`${cased(draw, 'content-length')}: ${body.length}`]
        : how === 1
          ? [`${cased(draw, 'transfer-encoding')}: chunked`]
          : [];
  const lines = draw.helpers.shuffle([...framing, ...extra(draw)]);
  const eol = draw.datatype.boolean(0.05) ? '\n' : '\r\n';
  const head = [`HTTP/1.1 ${status} ${draw.helpers.arrayElement(['OK', '', 'Caf\xe9'])}`, ...lines, '', ''];
  const content = none ? Buffer.alloc(0) : how === 1 ? chunked(draw, body) : body;
  return Buffer.concat([Buffer.from(interim + head.join(eol), 'latin1'), content]);
}

function chunked(draw: Generator, body: Buffer): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const size = draw.number.int({ min: 1, max: body.length - at });
    const extension = draw.helpers.arrayElement(['', '', ';a=b', ' ; x="y"']);
    pieces.push(Buffer.from(`${draw.datatype.boolean() ? '0' : ''}${size.toString(16)}${extension}\r\n`));
    pieces.push(body.subarray(at, at + size), Buffer.from('\r\n'));
    at += size;
  }
  const trailers = draw.datatype.boolean(0.2) ? 'X-Sum: 1\r\nx-other:2\r\n' : '';
  return Buffer.concat([...pieces, Buffer.from(`0\r\n${trailers}\r\n`)]);
}

function bytesOf(draw: Generator): Buffer {
  const length = draw.helpers.arrayElement([0, 1, 11, 200, 5000, draw.datatype.boolean(0.1) ? 300_000 : 17]);
  return Buffer.from(Array.from({ length: Math.min(length, 64) }, () => draw.number.int(255))).length ===
    length
    ? Buffer.from(Array.from({ length }, () => draw.number.int(255)))
    : Buffer.alloc(length, draw.string.alphanumeric(37));
}

function extra(draw: Generator): readonly string[] {
  return Array.from({ length: draw.number.int(4) }, () => {
    const name = cased(draw, draw.helpers.arrayElement(['x-a', 'ms-requestid', 'accept', 'set-cookie']));
    return `${name}:${draw.helpers.arrayElement(['', ' ', '\t'])}${draw.string.alphanumeric(9)}${draw.helpers.arrayElement(['', ' '])}`;
  });
}

function cased(draw: Generator, name: string): string {
  return [...name].map((letter) => (draw.datatype.boolean() ? letter.toUpperCase() : letter)).join('');
}

/** A server that plays its part of conversations, the next one for each connection, and what it heard in each. */
export async function startPlayer(): Promise<{
  readonly origin: string;
  readonly host: string;
  play(conversation: Conversation): Promise<Buffer>;
  close(): void;
}> {
  let expect: ((socket: Socket) => void) | undefined;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    socket.on('error', () => {});
    expect?.(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    origin: `http://${host}`,
    play: (conversation) =>
      new Promise((resolve) => {
        expect = (socket) => {
          void answerAll(socket, conversation).then(resolve);
        };
      }),
    close: () => server.close(),
  };
}

async function answerAll(socket: Socket, { turns, end }: Conversation): Promise<Buffer> {
  const heard = new Hearing(socket);
  let due = 0;
  for (const [index, { request, answer }] of turns.entries()) {
    due += request.length;
    await heard.atLeast(due);
    const last = index === turns.length - 1;
    if (last && end === 'reset') {
      // Right behind bytes, Node tells a reset as an end.
      await pause(3);
      socket.resetAndDestroy();
      return heard.bytes;
    }
    const bytes = last && end === 'cut' ? answer.subarray(0, Math.ceil(answer.length / 2)) : answer;
    await writeInPieces(socket, bytes, index);
  }
  if (end === 'by-client') await heard.all();
  socket.end();
  return heard.bytes;
}

/** What comes down a connection. */
class Hearing {
  readonly #pieces: Buffer[] = [];
  #size = 0;
  #wake = () => {};
  #ended = '';

  constructor(socket: Socket) {
    socket.on('data', (bytes: Buffer) => {
      this.#pieces.push(bytes);
      this.#size += bytes.length;
      this.#wake();
    });
    socket.on('end', () => this.#end('end'));
    socket.on('error', (error: NodeJS.ErrnoException) => this.#end(error.code ?? ''));
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  /** How it ended: `end`, or the code of an error; empty before that. */
  get ended(): string {
    return this.#ended;
  }

  /** Waits for so many bytes, or for the end. */
  async atLeast(size: number): Promise<void> {
    while (this.#size < size && this.#ended === '')
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
  }

  all(): Promise<void> {
    return this.atLeast(Number.POSITIVE_INFINITY);
  }

  #end(how: string): void {
    this.#ended ||= how;
    this.#wake();
  }
}

/** Plays the client's part of a conversation at a port. */
export async function converse(
  port: number,
  { turns, pipelined, end }: Conversation,
  heardByServer: Promise<Buffer>,
): Promise<Heard> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  const heard = new Hearing(socket);
  let due = 0;
  for (const [index, { request, answer }] of turns.entries()) {
    await writeInPieces(socket, request, index + 1);
    due += answer.length;
    const last = index === turns.length - 1;
    if (!pipelined && !(last && end !== 'by-client')) await heard.atLeast(due);
  }
  if (end === 'by-client') socket.end();
  await heard.all();
  socket.destroy();
  return { byServer: await heardByServer, byClient: heard.bytes, ended: heard.ended };
}

/** In pieces that have nothing to do with what is in them. */
async function writeInPieces(socket: Socket, bytes: Buffer, salt: number): Promise<void> {
  const cuts = salt % 3 === 0 ? [] : [7, 1 + ((salt * 31) % Math.max(1, bytes.length))];
  let from = 0;
  for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    const to = Math.min(cut, bytes.length);
    if (to > from) socket.write(bytes.subarray(from, to));
    from = Math.max(from, to);
    if (salt % 3 === 1) await turn();
  }
}
