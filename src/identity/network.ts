import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { KitError } from '../errors.js';
import { type Answer, headerValue } from '../http/exchange.js';
import type { AuthorityBase } from './authority-base.js';
import { explainRefusal, type Refusal, refusalIn } from './entra-errors.js';
import { demandJson, type SendOptions, sendWithRetry } from './send-with-retry.js';

/** What an authority's answer has: a discovery document, a token. */
const wanted = { GET: 'token_endpoint', POST: 'access_token' } as const;
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
  readonly #options: SendOptions;
  readonly #authority: AuthorityBase;
  /** The token endpoint of the discovery document, where a gateway stands in front of it. */
  #endpoint: string | undefined;

  /** @param authority where it is really asked: below a path, or by plain HTTP on loopback, although MSAL believes in HTTPS and none */
  constructor(options: SendOptions, authority: AuthorityBase) {
    this.#options = options;
    this.#authority = authority;
  }

  sendGetRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#send('GET', url, options);
  }

  sendPostRequestAsync<T>(url: string, options?: NetworkRequestOptions): Promise<NetworkResponse<T>> {
    return this.#send('POST', url, options);
  }

  async #send<T>(
    method: 'GET' | 'POST',
    url: string,
    { headers = {}, body = '' }: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<T>> {
    try {
      const real = this.#realUrl(url);
      const answer = await sendWithRetry({ method, url: real, headers, content: body }, this.#options);
      const json = demandJson(answer, real);
      const refusal = refusalIn(json);
      if (refusal) this.failure = new KitError(explainRefusal(refusal) + clockIn(answer, refusal));
      else if (answer.status >= 400 || !isRecord(json) || !(wanted[method] in json))
        throw new KitError(
          `${this.#named(real)} answered ${answer.status} with JSON that is no authority's; is it the authority?`,
        );
      else if (typeof json['refresh_token'] === 'string') this.refreshToken = json['refresh_token'];
      else this.#believe(json);
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

  /** Where a URL that MSAL believes in is really asked: the authority's at the place that was written, any other as it is. */
  #realUrl(url: string): string {
    const { origin, host, prefix } = this.#authority;
    const believed = [`https://${host}/`, ...(this.#endpoint === undefined ? [] : [this.#endpoint])];
    if (!believed.some((start) => url.startsWith(start))) return url;
    const { pathname, search } = new URL(url);
    return origin + (pathname.startsWith(`${prefix}/`) ? '' : prefix) + pathname + search;
  }

  /** Has MSAL believe a discovery document. Its endpoint stays as it is, because assertions are signed for it. */
  #believe(document: Record<string, unknown>): void {
    const { origin, host, prefix } = this.#authority;
    const { issuer, token_endpoint: endpoint } = document;
    if (typeof issuer === 'string' && issuer.startsWith(`${origin}/`))
      document['issuer'] = `https://${host}${issuer.slice(origin.length)}`;
    // Behind a path stands a gateway, which may hand on the document of what is behind it: that is asked through it too.
    if (prefix !== '' && typeof endpoint === 'string' && URL.canParse(endpoint)) this.#endpoint = endpoint;
  }

  /** How a message names whoever answered. */
  #named(real: string): string {
    const { origin, host, prefix } = this.#authority;
    return real.startsWith(`${origin}${prefix}/`) ? host + prefix : new URL(real).host;
  }
}

function isRecord(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null;
}

/** What the authority's clock has to do with a refusal that is about time. */
function clockIn(answer: Answer, { codes }: Refusal): string {
  const theirs = Date.parse(headerValue(answer.headers, 'date') ?? '');
  const aheadMs = Date.now() - theirs;
  if (!codes.includes(700024) || Number.isNaN(theirs) || Math.abs(aheadMs) < tellingSkewMs) return '';
  return `; this machine's clock is ${Math.round(Math.abs(aheadMs) / 60_000)} minutes ${aheadMs > 0 ? 'ahead of' : 'behind'} the authority's`;
}
