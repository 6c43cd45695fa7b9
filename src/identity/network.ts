import { setTimeout as pause } from 'node:timers/promises';
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { retryAfterMs } from '../checks/throttling.js';
import { KitError } from '../errors.js';
import { jsonContentOf } from '../http/content.js';
import { type Answer, headerValue } from '../http/exchange.js';
import { isLoopback } from '../http/loopback.js';
import { exchange, maxBodyBytes } from '../http/transport.js';
import type { Way } from '../http/way.js';
import { explainRefusal, type Refusal, refusalIn } from './entra-errors.js';

/** How requests to an authority travel. */
export interface Travel {
  readonly way: Way;
  /** Longest time for one exchange, in milliseconds. */
  readonly timeoutMs: number;
}

const longestWaitMs = 30_000;
const shortWaitMs = 500;
/** From here on a clock is told to be wrong. */
const tellingSkewMs = 60_000;

/**
 * MSAL's way to the network, through the kit's transport: one retry on 429 and 5xx, no redirect followed, plain HTTP to
 * loopback alone. MSAL hides why it failed behind codes of its own, so the reason is kept here.
 */
export class Network implements INetworkModule {
  /** Why the latest request came to nothing. */
  failure: KitError | undefined;
  /** The refresh token that came last; MSAL does not hand it out. */
  refreshToken: string | undefined;
  readonly #travel: Travel;
  readonly #authority: URL;

  /** @param authority its real origin, which may be plain HTTP on loopback although MSAL believes in HTTPS */
  constructor(travel: Travel, authority: string) {
    this.#travel = travel;
    this.#authority = new URL(authority);
  }

  sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#send('GET', url, options);
  }

  sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#send('POST', url, options);
  }

  async #send<T>(
    method: string,
    url: string,
    { headers = {}, body = '' }: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<T>> {
    try {
      const real = this.#swapScheme(url, 'https:', this.#authority.protocol);
      const answer = await send({ method, url: real, headers, content: body }, this.#travel);
      const json = contentIn(answer, real);
      const refusal = refusalIn(json);
      if (refusal) this.failure = new KitError(explainRefusal(refusal) + clockIn(answer, refusal));
      if (typeof json === 'object' && json !== null && 'refresh_token' in json)
        this.refreshToken = String(json.refresh_token);
      if (typeof json === 'object' && json !== null && 'issuer' in json)
        json.issuer = this.#swapScheme(String(json.issuer), this.#authority.protocol, 'https:');
      return {
        status: answer.status,
        headers: Object.fromEntries(answer.headers.map(([name, value]) => [name.toLowerCase(), value])),
        body: json as T,
      };
    } catch (thrown) {
      if (thrown instanceof KitError) this.failure = thrown;
      throw thrown;
    }
  }

  /** A URL of the authority with one scheme in place of the other; any other as it is. */
  #swapScheme(url: string, from: string, to: string): string {
    const origin = `${from}//${this.#authority.host}/`;
    return url.startsWith(origin) ? `${to}${url.slice(from.length)}` : url;
  }
}

/** A request to an authority, or to whoever gives assertions for one. */
export interface Sending {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: string;
}

/** The answer to a request, which is tried once more on 429 and 5xx, after as long as the answer asks for. Throws KitError. */
export async function send(sending: Sending, travel: Travel): Promise<Answer> {
  const first = await sendOnce(sending, travel);
  if (!isPassing(first)) return first;
  const asked = retryAfterMs(first, Date.now());
  if (asked !== undefined && asked > longestWaitMs) throw failed(first, sending.url);
  await pause(asked ?? shortWaitMs);
  const second = await sendOnce(sending, travel);
  if (isPassing(second)) throw failed(second, sending.url);
  return second;
}

async function sendOnce(sending: Sending, { way, timeoutMs }: Travel): Promise<Answer> {
  const { method, headers, content } = sending;
  const url = new URL(sending.url);
  if (url.protocol !== 'https:' && !isLoopback(url.hostname))
    throw new KitError(`${url.host} would be called over plain HTTP; secrets go there over HTTPS alone`);
  const request = {
    method,
    origin: url.origin,
    target: url.pathname + url.search,
    headers: Object.entries(headers),
  };
  const { ending } = await exchange(request, { timeoutMs, maxBodyBytes }, { way, content });
  if (ending.kind === 'unreachable') throw new KitError(`${url.host} cannot be reached: ${ending.message}`);
  if (ending.kind === 'broken') throw new KitError(`${url.host} did not answer: ${ending.message}`);
  return ending.answer;
}

function isPassing({ status }: Answer): boolean {
  return status === 429 || status >= 500;
}

function failed(answer: Answer, url: string): KitError {
  const refusal = refusalIn(jsonContentOf(answer)?.value);
  const said = refusal ? ` with ${explainRefusal(refusal)}` : '';
  const asked = retryAfterMs(answer, Date.now());
  const when = `try again ${asked === undefined ? 'later' : `in ${Math.ceil(asked / 1000)} s`}`;
  return new KitError(`${new URL(url).host} answered ${answer.status}${said}; ${when}`);
}

/** The JSON of an answer. Throws KitError that says what came instead. */
export function contentIn(answer: Answer, url: string): unknown {
  const { host } = new URL(url);
  const { status } = answer;
  if (status >= 300 && status < 400)
    throw new KitError(`${host} answered ${status}, a redirect, which is not followed; is it the authority?`);
  const json = jsonContentOf(answer);
  if (json) return json.value;
  const type = headerValue(answer.headers, 'content-type')?.split(';')[0] ?? 'no content type';
  throw new KitError(
    `${host} answered ${status} with no JSON (${type}); is it the authority, or does a proxy or a portal answer in its place?`,
  );
}

/** What the authority's clock has to do with a refusal that is about time. */
function clockIn(answer: Answer, { codes }: Refusal): string {
  const theirs = Date.parse(headerValue(answer.headers, 'date') ?? '');
  const aheadMs = Date.now() - theirs;
  if (!codes.includes(700024) || Number.isNaN(theirs) || Math.abs(aheadMs) < tellingSkewMs) return '';
  return `; this machine's clock is ${Math.round(Math.abs(aheadMs) / 60_000)} minutes ${aheadMs > 0 ? 'ahead of' : 'behind'} the authority's`;
}
