import { performance } from 'node:perf_hooks';
import { Client, type Dispatcher } from 'undici';
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
  // A connection per exchange: on a shared one, a server may close an idle connection just as the next request leaves.
  const client = new Client(request.origin, { pipelining: 1, headersTimeout: 0, bodyTimeout: 0, connect: { timeout: limits.timeoutMs } });
  const ending = await new Promise<Ending>((resolve) => new Attempt(client, request, limits, resolve).start());
  void client.destroy();
  return { request, ending, startedAt, durationMs: Math.round(performance.now() - begin) };
}

class Attempt implements Dispatcher.DispatchHandler {
  readonly #client: Client;
  readonly #request: Request;
  readonly #limits: Limits;
  readonly #resolve: (ending: Ending) => void;
  readonly #chunks: Buffer[] = [];
  #timer: NodeJS.Timeout | undefined;
  #connected = false;
  #size = 0;
  #status = 0;
  #headers: HeaderList = [];

  constructor(client: Client, request: Request, limits: Limits, resolve: (ending: Ending) => void) {
    this.#client = client;
    this.#request = request;
    this.#limits = limits;
    this.#resolve = resolve;
  }

  start(): void {
    const { timeoutMs } = this.#limits;
    this.#client.on('connect', () => {
      this.#connected = true;
    });
    this.#timer = setTimeout(() => {
      if (!this.#connected) this.#end({ kind: 'unreachable', message: `no connection within ${timeoutMs} ms` });
      else if (this.#status === 0) this.#end({ kind: 'broken', breakage: 'timeout', message: `no response within ${timeoutMs} ms` });
      else this.#end({ kind: 'broken', breakage: 'timeout', message: `the response did not end within ${timeoutMs} ms (${this.#size} bytes of content came)` });
    }, timeoutMs);
    const { method, target, headers } = this.#request;
    try {
      this.#client.dispatch({ method: method as Dispatcher.HttpMethod, path: target, headers: headers.flat() as string[], reset: true }, this);
    } catch (thrown) {
      this.onResponseError(undefined, thrown as Error);
    }
  }

  onRequestStart(): void {}

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (status < 200) return;
    this.#status = status;
    this.#headers = pairs((controller as { rawHeaders?: unknown }).rawHeaders);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = this.#limits.maxBodyBytes - this.#size;
    this.#size += chunk.length;
    if (room > 0) this.#chunks.push(chunk.subarray(0, room));
    if (this.#size > this.#limits.maxBodyBytes) {
      this.#end({ kind: 'answered', answer: this.#answer(true) });
      controller.abort(new Error('the content is over the limit'));
    }
  }

  onResponseEnd(): void {
    this.#end({ kind: 'answered', answer: this.#answer(false) });
  }

  onResponseError(_: unknown, error: Error): void {
    if (this.#connected) this.#end(breakageOf(error, this.#status, this.#size));
    else this.#end({ kind: 'unreachable', message: messageOf(error) || String((error as { code?: unknown }).code) });
  }

  #answer(overflow: boolean): Answer {
    return { status: this.#status, headers: this.#headers, body: Buffer.concat(this.#chunks), overflow };
  }

  #end(ending: Ending): void {
    clearTimeout(this.#timer);
    this.#resolve(ending);
  }
}

function breakageOf(error: Error, status: number, size: number): Ending {
  const code = String((error as { code?: unknown }).code ?? '');
  const [breakage, message] = classify(code, messageOf(error), status, size);
  return { kind: 'broken', breakage, message };
}

function classify(code: string, message: string, status: number, size: number): readonly [Breakage, string] {
  if (code.startsWith('HPE_') || code === 'UND_ERR_HTTP_PARSER' || code === 'UND_ERR_HEADERS_OVERFLOW') {
    return ['not-http', `what came is no HTTP response (${message})`];
  }
  if (status === 0) return ['reset', `the connection ended without a response (${message})`];
  return ['cut-off', `the response ended after ${size} bytes of content, before it was whole (${message})`];
}

function pairs(raw: unknown): HeaderList {
  if (!Array.isArray(raw)) return [];
  const list: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    list.push([Buffer.from(raw[index]).toString('latin1'), Buffer.from(raw[index + 1]).toString('latin1')]);
  }
  return list;
}
