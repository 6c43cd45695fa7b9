import type { Socket } from 'node:net';
import { messageOf } from '../errors.js';
import type { Asking, Channel, Closed } from './channel.js';
import { showBytes } from './content.js';
import type { Ending } from './exchange.js';
import { requestBytes, Unsendable } from './request-bytes.js';
import { ResponseParser } from './response-parser.js';
import { type Limits, TimeLimit } from './time-limit.js';

interface Waiting {
  readonly parser: ResponseParser;
  readonly limit: TimeLimit;
  readonly resolve: (ending: Ending | Closed) => void;
}

/** HTTP/1.1 on a socket. The first ending of a request counts; what the socket does afterwards belongs to the next. */
export class Http1Channel implements Channel {
  readonly #socket: Socket;
  readonly #limits: Limits;
  readonly #queue: Waiting[] = [];
  #answers = 0;
  #over: Closed | undefined;
  #stray: Buffer = Buffer.alloc(0);

  constructor(socket: Socket, limits: Limits) {
    this.#socket = socket;
    this.#limits = limits;
    socket.on('data', (bytes) => this.#read(bytes));
    socket.on('end', () => this.#ended());
    socket.on('error', (error: NodeJS.ErrnoException) => this.#ended(messageOf(error) || error.code));
    socket.on('close', () => this.#ended());
  }

  get open(): boolean {
    return this.#over === undefined;
  }

  ask(askings: readonly Asking[]): readonly Promise<Ending | Closed>[] {
    const bytes: Buffer[] = [];
    const results = askings.map((asking) => this.#ask(asking, bytes));
    if (bytes.length > 0)
      this.#socket.write(bytes.length === 1 && bytes[0] ? bytes[0] : Buffer.concat(bytes));
    return results;
  }

  destroy(): void {
    this.#over ??= closed('idle', 'the kit closed the connection');
    this.#socket.destroy();
  }

  async #ask({ request, content, last, begin }: Asking, out: Buffer[]): Promise<Ending | Closed> {
    if (this.#over) return this.#over;
    if (this.#stray.length > 0) return this.#strayed();
    let bytes: Buffer;
    try {
      bytes = requestBytes(request, content, last);
    } catch (thrown) {
      if (thrown instanceof Unsendable) return { kind: 'limit', limit: 'request', message: thrown.message };
      throw thrown;
    }
    out.push(bytes);
    return new Promise((resolve) => {
      const parser = new ResponseParser(request.method, this.#limits.maxBodyBytes);
      const limit = new TimeLimit(this.#limits.timeoutMs, begin, () => this.#overdue(parser));
      this.#queue.push({ parser, limit, resolve });
    });
  }

  #read(bytes: Buffer): void {
    let more = bytes;
    while (more.length > 0 && !this.#over) {
      const [waiting] = this.#queue;
      if (!waiting) {
        this.#stray = Buffer.concat([this.#stray, more.subarray(0, mostStray)]);
        return;
      }
      const ending = waiting.parser.push(more);
      if (!ending) return;
      more = waiting.parser.rest;
      this.#answered(waiting, ending, this.#queue.length === 1 ? more : undefined);
    }
  }

  #answered(waiting: Waiting, ending: Ending, leftover: Buffer | undefined): void {
    this.#queue.shift();
    this.#answers += 1;
    const { keeps } = waiting.parser;
    settle(
      waiting,
      leftover === undefined || leftover.length === 0 ? ending : withLeftover(ending, leftover),
    );
    if (keeps) return;
    const announced = closed('announced', 'the answer before it said that the connection ends');
    this.#finish(ending.kind === 'answered' ? announced : brokenBefore);
  }

  /** The other side ended the connection. Only what had an answer before may be a lawful end. */
  #ended(how?: string): void {
    if (this.#over) return;
    const [waiting] = this.#queue;
    if (!waiting) {
      const stray = this.#stray.length > 0 && !isIdleNotice(this.#stray);
      if (!stray) this.#finish(closed('idle', 'the service closed the connection while it was idle'));
      return;
    }
    if (waiting.parser.received === 0 && this.#answers > 0) {
      this.#finish(
        closed(
          'crossed',
          `the service closed the connection as the request was under way (${how ?? 'closed'})`,
        ),
      );
      return;
    }
    this.#queue.shift();
    const ending = waiting.parser.close(how);
    settle(waiting, ending);
    this.#finish(
      ending.kind === 'answered'
        ? closed('announced', 'the answer before it ended with the connection')
        : brokenBefore,
    );
  }

  #overdue(parser: ResponseParser): void {
    const waiting = this.#queue.find((one) => one.parser === parser);
    if (!waiting) return;
    this.#queue.splice(this.#queue.indexOf(waiting), 1);
    settle(waiting, waiting.limit.over(parser.status !== 0, parser.size));
    this.#finish(brokenBefore);
  }

  /** Nobody is answered any more. */
  #finish(over: Closed): void {
    this.#over = over;
    for (const waiting of this.#queue.splice(0)) settle(waiting, over);
    this.#socket.destroy();
  }

  #strayed(): Ending | Closed {
    const idle = isIdleNotice(this.#stray);
    const message = `${this.#stray.length} bytes came that belong to no request (${showBytes(this.#stray)})`;
    this.#finish(idle ? closed('idle', 'the service closed the idle connection with 408') : brokenBefore);
    return idle ? (this.#over ?? brokenBefore) : { kind: 'broken', breakage: 'not-http', message };
  }
}

/** How much is kept of what nobody asked for. */
const mostStray = 1024;

/** Some servers say 408 before they close a connection that was idle. */
function isIdleNotice(bytes: Buffer): boolean {
  return /^HTTP\/1\.[01] 408/.test(bytes.toString('latin1', 0, 12));
}

const brokenBefore = closed('broken', 'the connection broke with an answer before it');

function closed(how: Closed['how'], message: string): Closed {
  return { kind: 'closed', how, message };
}

function withLeftover(ending: Ending, leftover: Uint8Array): Ending {
  return ending.kind === 'answered' ? { ...ending, answer: { ...ending.answer, leftover } } : ending;
}

function settle({ limit, resolve }: Waiting, ending: Ending | Closed): void {
  limit.stop();
  resolve(ending.kind === 'answered' && limit.exceeded ? limit.late() : ending);
}
