import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { performance } from 'node:perf_hooks';
import { checkServerIdentity, type TLSSocket } from 'node:tls';
import { messageOf } from '../errors.js';
import {
  type ConnectionOptions,
  explainTrust,
  isTrustFailure,
  onRefusedTunnel,
  type Tunnel,
  tlsOptionsOf,
  tunnelTo,
} from './connection-options.js';
import type {
  Answer,
  Breakage,
  Ending,
  Exchange,
  HeaderList,
  HttpRequest,
  UnreachableCause,
} from './exchange.js';
import { speaksOnlyDeprecated } from './handshake.js';

/** How long an exchange may take in all, and how many bytes of content are kept. */
export interface Limits {
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
}

/** Content past this is never a qualification nor an error: reading stops. */
export const maxBodyBytes = 1024 * 1024;

/** What a request may need besides what evidence of it shows. */
export interface RequestOptions {
  /** Absent: Node's roots, and no proxy whatever the environment says. */
  readonly connection?: ConnectionOptions;
  /** Kept out of the exchange, because it may be a secret. */
  readonly content?: string;
}

/**
 * Sends one request on a connection of its own and waits for the whole response or for the time limit.
 * Never throws for what the other side does, never follows a redirect, never decodes, never sends twice, never leaves
 * a certificate unverified, never sends over TLS before 1.2. Throws KitError when HTTPS_PROXY is no URL.
 */
export async function exchange(
  request: HttpRequest,
  limits: Limits,
  options: RequestOptions = {},
): Promise<Exchange> {
  const startedAt = new Date().toISOString();
  const begin = performance.now();
  const tunnel = options.connection && (await tunnelTo(request.origin, options.connection));
  let tlsVersion: string | undefined;
  const agreed = (version: string) => {
    tlsVersion = version;
  };
  const ending = await new Promise<Ending>(
    (resolve) => new Attempt(request, limits, options, tunnel, agreed, resolve),
  );
  const durationMs = Math.round(performance.now() - begin);
  return { request, ending, startedAt, durationMs, ...(tlsVersion === undefined ? {} : { tlsVersion }) };
}

class Attempt {
  readonly #limits: Limits;
  readonly #tunnel: Tunnel | undefined;
  readonly #through: string;
  readonly #resolve: (ending: Ending) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #sent: ClientRequest | undefined;
  #connected = false;
  /** Over TLS, before the handshake. */
  #accepted = false;
  #size = 0;
  #status = 0;
  #headers: HeaderList = [];
  #trailers: HeaderList = [];

  constructor(
    { method, origin, target, headers }: HttpRequest,
    limits: Limits,
    { connection = {}, content = '' }: RequestOptions,
    tunnel: Tunnel | undefined,
    agreed: (tlsVersion: string) => void,
    resolve: (ending: Ending) => void,
  ) {
    this.#limits = limits;
    this.#tunnel = tunnel;
    this.#through = tunnel === undefined ? '' : ` (through the proxy ${tunnel.proxy.host})`;
    this.#resolve = resolve;
    this.#timer = setTimeout(() => this.#end(this.#overdue()), limits.timeoutMs);
    const { protocol, hostname, port, host } = new URL(origin);
    const secure = protocol === 'https:';
    const bare = hostname.replace(/^\[|\]$/g, '');
    const length: HeaderList = content === '' ? [] : [['Content-Length', String(Buffer.byteLength(content))]];
    try {
      // No agent but a proxy's: on a shared connection, a server may close an idle one just as the next request leaves.
      const sent = (secure ? httpsRequest : httpRequest)({
        agent: tunnel ?? false,
        method,
        hostname: bare,
        port,
        path: target,
        headers: [['Host', host], ...headers, ...length, ['Connection', 'close']].flat(),
        // Whatever NODE_TLS_REJECT_UNAUTHORIZED says, and behind a proxy too, where Node would compare another name.
        rejectUnauthorized: true,
        checkServerIdentity: (_, certificate) => checkServerIdentity(bare, certificate),
        ...tlsOptionsOf(connection),
      });
      onRefusedTunnel(sent, (message) => this.#end(this.#unreachable(message)));
      this.#sent = sent;
      sent.on('socket', (socket) => {
        const ready = () => {
          this.#connected = true;
          if (secure && tunnel === undefined) agreed((socket as TLSSocket).getProtocol() ?? '');
        };
        if (secure) {
          (socket as TLSSocket).once('secureConnect', ready);
          socket.once('connect', () => {
            this.#accepted = tunnel === undefined;
          });
        } else socket.once('connect', ready);
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
      sent.end(content);
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
      this.#trailers = pairs(response.rawTrailers);
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
      this.#end(this.#unreachable('the port speaks TLS; did you mean "https:"?', 'protocol'));
    else if (!this.#connected && this.#tunnel === undefined && speaksOnlyDeprecated(error)) {
      const told = 'it refuses TLS 1.2 and 1.3 for their version, or knows neither';
      this.#end({ kind: 'unreachable', message: told, tlsTooOld: true });
    } else if (!this.#connected)
      this.#end(this.#unreachable(explainTrust(code, message), this.#causeOf(code)));
    else {
      const [breakage, text] = classify(code, message, this.#status, this.#size);
      this.#end({ kind: 'broken', breakage, message: text });
    }
  }

  /** Why somebody who was there could not be spoken to. */
  #causeOf(code: string): UnreachableCause | undefined {
    if (isTrustFailure(code)) return 'certificate';
    return this.#accepted || /^(EPROTO|ERR_SSL_)/.test(code) ? 'protocol' : undefined;
  }

  #unreachable(message: string, cause?: UnreachableCause): Ending {
    const known = cause === undefined ? {} : { cause };
    return { kind: 'unreachable', message: message + this.#through, ...known };
  }

  #overdue(): Ending {
    const { timeoutMs } = this.#limits;
    if (!this.#connected) return this.#unreachable(`no connection within ${timeoutMs} ms`);
    const message =
      this.#status === 0
        ? `no response within ${timeoutMs} ms`
        : `the response did not end within ${timeoutMs} ms (${this.#size} bytes of content came)`;
    return { kind: 'broken', breakage: 'timeout', message };
  }

  #answer(overflow: boolean): Answer {
    const trailers = this.#trailers.length > 0 ? { trailers: this.#trailers } : {};
    const body = Buffer.concat(this.#chunks);
    return { status: this.#status, headers: this.#headers, ...trailers, body, overflow };
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
