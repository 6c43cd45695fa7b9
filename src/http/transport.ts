import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { performance } from 'node:perf_hooks';
import type { TLSSocket } from 'node:tls';
import { messageOf } from '../errors.js';
import type { Answer, Breakage, Ending, Exchange, HeaderList, Request } from './exchange.js';

/** How long an exchange may take in all, and how many bytes of content are kept. */
export interface Limits {
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
}

/** Content past this is never a qualification nor an error: reading stops. */
export const maxBodyBytes = 1024 * 1024;

/**
 * Sends one request on a connection of its own and waits for the whole response or for the time limit.
 * Never throws for what the other side does, never follows a redirect, never decodes, never sends twice.
 */
export async function exchange(request: Request, limits: Limits): Promise<Exchange> {
  const startedAt = new Date().toISOString();
  const begin = performance.now();
  const ending = await new Promise<Ending>((resolve) => new Attempt(request, limits, resolve));
  return { request, ending, startedAt, durationMs: Math.round(performance.now() - begin) };
}

class Attempt {
  readonly #limits: Limits;
  readonly #resolve: (ending: Ending) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #sent: ClientRequest | undefined;
  #connected = false;
  #size = 0;
  #status = 0;
  #headers: HeaderList = [];

  constructor(
    { method, origin, target, headers }: Request,
    limits: Limits,
    resolve: (ending: Ending) => void,
  ) {
    this.#limits = limits;
    this.#resolve = resolve;
    this.#timer = setTimeout(() => this.#end(this.#overdue()), limits.timeoutMs);
    const { protocol, hostname, port, host } = new URL(origin);
    const secure = protocol === 'https:';
    try {
      // No agent: on a shared connection, a server may close an idle one just as the next request leaves.
      const sent = (secure ? httpsRequest : httpRequest)({
        agent: false,
        method,
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port,
        path: target,
        headers: [['Host', host], ...headers, ['Connection', 'close']].flat(),
      });
      this.#sent = sent;
      sent.on('socket', (socket) => {
        const ready = () => {
          this.#connected = true;
        };
        if (secure) (socket as TLSSocket).once('secureConnect', ready);
        else socket.once('connect', ready);
      });
      sent.on('response', (response) => this.#read(response));
      sent.on('upgrade', (_, socket) => {
        socket.destroy();
        this.#end({
          kind: 'broken',
          breakage: 'not-http',
          message: 'the service switched to another protocol',
        });
      });
      sent.on('error', (error) => this.#failed(error));
      sent.end();
    } catch (thrown) {
      this.#end({ kind: 'unreachable', message: messageOf(thrown) });
    }
  }

  #read(response: IncomingMessage): void {
    this.#status = response.statusCode ?? 0;
    this.#headers = pairs(response.rawHeaders);
    response.on('data', (chunk: Buffer) => {
      const room = this.#limits.maxBodyBytes - this.#size;
      this.#size += chunk.length;
      if (room > 0) this.#chunks.push(chunk.subarray(0, room));
      if (this.#size > this.#limits.maxBodyBytes) this.#end({ kind: 'answered', answer: this.#answer(true) });
    });
    response.on('end', () => {
      if (response.complete) this.#end({ kind: 'answered', answer: this.#answer(false) });
    });
    response.on('error', (error) => this.#failed(error));
    response.on('close', () => {
      if (!response.complete) this.#failed(new Error('the connection was closed'));
    });
  }

  #failed(error: Error): void {
    const code = String((error as NodeJS.ErrnoException).code ?? '');
    const message = messageOf(error) || code;
    if (speaksTls(error))
      this.#end({ kind: 'unreachable', message: 'the port speaks TLS; did you mean "https:"?' });
    else if (!this.#connected) this.#end({ kind: 'unreachable', message });
    else {
      const [breakage, text] = classify(code, message, this.#status, this.#size);
      this.#end({ kind: 'broken', breakage, message: text });
    }
  }

  #overdue(): Ending {
    const { timeoutMs } = this.#limits;
    if (!this.#connected) return { kind: 'unreachable', message: `no connection within ${timeoutMs} ms` };
    const message =
      this.#status === 0
        ? `no response within ${timeoutMs} ms`
        : `the response did not end within ${timeoutMs} ms (${this.#size} bytes of content came)`;
    return { kind: 'broken', breakage: 'timeout', message };
  }

  #answer(overflow: boolean): Answer {
    return { status: this.#status, headers: this.#headers, body: Buffer.concat(this.#chunks), overflow };
  }

  /** The first ending counts; whatever the connection does afterwards is not looked at. */
  #end(ending: Ending): void {
    clearTimeout(this.#timer);
    this.#resolve(ending);
    this.#sent?.destroy();
  }
}

/** A TLS alert in answer to plain HTTP: a record of type 21 and a version that begins with 3. */
function speaksTls(error: Error): boolean {
  const packet = (error as { rawPacket?: unknown }).rawPacket;
  return packet instanceof Uint8Array && packet[0] === 0x15 && packet[1] === 0x03;
}

function classify(code: string, message: string, status: number, size: number): readonly [Breakage, string] {
  if (status !== 0)
    return ['cut-off', `the response ended after ${size} bytes of content, before it was whole (${message})`];
  if (code.startsWith('HPE_')) return ['not-http', `what came is no HTTP response (${message})`];
  return ['reset', `the connection ended without a response (${message})`];
}

function pairs(raw: readonly string[]): HeaderList {
  const list: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) list.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return list;
}
