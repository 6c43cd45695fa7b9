import { performance } from 'node:perf_hooks';
import type { Asking, Channel, Closed } from './channel.js';
import type { ConnectionOptions } from './connection-options.js';
import type { Ending, Exchange, HttpRequest } from './exchange.js';
import { Http1Channel } from './http1-channel.js';
import { Http2Channel } from './http2-channel.js';
import { type Opened, openSocket, type Protocol } from './open-socket.js';
import type { Limits } from './time-limit.js';

/** A connection that stays open for several requests, each of which gives an exchange, or how the service closed the connection before it. */
export class Connection {
  readonly #origin: string;
  readonly #limits: Limits;
  readonly #options: ConnectionOptions;
  #channel: Channel;
  #tlsVersion: string | undefined;
  #asked = false;

  private constructor(origin: string, limits: Limits, options: ConnectionOptions, opened: Ready) {
    this.#origin = origin;
    this.#limits = limits;
    this.#options = options;
    this.#tlsVersion = opened.tlsVersion;
    this.#channel = channelOn(origin, limits, opened);
  }

  /**
   * Opens one, or tells why there is none. Offers HTTP/1.1, and HTTP/2 to whoever speaks nothing else. Throws KitError
   * when HTTPS_PROXY is no URL.
   * @param begin when the time limit for it began to run, as `performance.now()` says
   */
  static async open(
    origin: string,
    limits: Limits,
    options: ConnectionOptions = {},
    begin: number = performance.now(),
  ): Promise<Connection | Unopened> {
    const known = http2Only.get(options)?.has(origin) === true;
    let opened = await openSocket(origin, options, known ? 'h2' : 'http/1.1', limits.timeoutMs, begin);
    if ('ending' in opened && opened.otherProtocol && !known) {
      opened = await openSocket(origin, options, 'h2', limits.timeoutMs, begin);
      if ('socket' in opened && opened.protocol === 'h2') remember(options, origin);
    }
    return 'ending' in opened ? opened : new Connection(origin, limits, options, opened);
  }

  /** Whether another request may be sent, as far as is known. */
  get open(): boolean {
    return this.#channel.open;
  }

  /** Sends one request and waits for its answer. @param last says that no other follows */
  async send(request: HttpRequest, last = false): Promise<Exchange | Closed> {
    const [startedAt, begin] = [new Date().toISOString(), performance.now()];
    const { content = '' } = request;
    const ending = await this.ask({ request, content, last, begin });
    return ending.kind === 'closed' ? ending : this.#exchange(request, ending, startedAt, begin);
  }

  /** Sends requests without waiting for answers in between, which a server answers in the same order (RFC 9112, 9.3.2). */
  pipeline(requests: readonly HttpRequest[]): Promise<readonly (Exchange | Closed)[]> {
    const [startedAt, begin] = [new Date().toISOString(), performance.now()];
    const endings = this.#channel.ask(
      requests.map((request) => ({ request, content: request.content ?? '', last: false, begin })),
    );
    return Promise.all(
      requests.map(async (request, index) => {
        const ending = await endings[index];
        if (!ending) throw new Error('a request of a pipeline has no ending');
        return ending.kind === 'closed' ? ending : this.#exchange(request, ending, startedAt, begin);
      }),
    );
  }

  /** The ending of one request, for whoever makes an exchange of it. */
  async ask(asking: Asking): Promise<Ending | Closed> {
    const first = !this.#asked;
    this.#asked = true;
    const [asked] = this.#channel.ask([asking]);
    if (!asked) throw new Error('a request has no ending');
    const ending = await asked;
    if (ending.kind === 'closed' || !first || !this.#origin.startsWith('https:')) return ending;
    return isHttp2(ending) ? this.#askOverHttp2(asking, ending) : ending;
  }

  /** Such as `TLSv1.3`; absent over plain HTTP, and behind a proxy. */
  get tlsVersion(): string | undefined {
    return this.#tlsVersion;
  }

  close(): void {
    this.#channel.destroy();
  }

  /** For a service that chose nothing of the offer and answered with frames, or with advice: it did not look at the request. */
  async #askOverHttp2(asking: Asking, before: Ending): Promise<Ending | Closed> {
    this.#channel.destroy();
    const opened = await openSocket(this.#origin, this.#options, 'h2', this.#limits.timeoutMs, asking.begin);
    if ('ending' in opened) return opened.ending;
    if (opened.protocol !== 'h2') {
      opened.socket.destroy();
      return before;
    }
    remember(this.#options, this.#origin);
    this.#tlsVersion = opened.tlsVersion;
    this.#channel = channelOn(this.#origin, this.#limits, opened);
    const [asked] = this.#channel.ask([asking]);
    return asked ?? before;
  }

  #exchange(request: HttpRequest, ending: Ending, startedAt: string, begin: number): Exchange {
    const durationMs = Math.round(performance.now() - begin);
    const tls = this.#tlsVersion === undefined ? {} : { tlsVersion: this.#tlsVersion };
    return { request, ending, startedAt, durationMs, ...tls };
  }
}

type Ready = Extract<Opened, { readonly socket: unknown }>;
type Unopened = Extract<Opened, { readonly ending: unknown }>;

/** Origins that were seen to speak nothing but HTTP/2, by the way to them. */
const http2Only = new WeakMap<ConnectionOptions, Set<string>>();

function remember(options: ConnectionOptions, origin: string): void {
  const origins = http2Only.get(options) ?? new Set();
  origins.add(origin);
  http2Only.set(options, origins);
}

function channelOn(origin: string, limits: Limits, { socket, protocol }: Ready): Channel {
  return protocol === ('h2' satisfies Protocol)
    ? new Http2Channel(socket, origin, limits)
    : new Http1Channel(socket, limits);
}

/** Frames in answer to HTTP/1.1, or the refusal that Node's own server of HTTP/2 writes. */
function isHttp2(ending: Ending): boolean {
  if (ending.kind === 'limit') return ending.limit === 'protocol';
  if (ending.kind !== 'answered' || ending.answer.status !== 403) return false;
  return /ALPN.*\bh2\b/s.test(Buffer.from(ending.answer.body).toString('latin1'));
}
