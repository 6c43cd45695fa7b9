import { randomUUID } from 'node:crypto';
import { type Exchange, type HeaderList, headerValues } from '../http/exchange.js';
import { type Learnt, Redactor } from '../http/redact.js';
import type { SeenExchange } from './seen-exchange.js';

/** Past this many, the oldest are forgotten all at once: a stream of exchanges may bring a new token with each. */
const mostKept = 500;

/** The name of what a client authorises itself with. */
export const tokenName = 'token';

/** The secrets that exchanges brought along: whoever reads a recording knows none of them before. */
export class SecretBook {
  readonly #learnt: Learnt;
  readonly #given: ReadonlyMap<string, string>;
  #known = new Set<string>();
  #tokens: Redactor;
  #all: Redactor;

  /**
   * @param learnt is told every secret
   * @param given secrets that are known before, with their names
   */
  constructor(learnt: Learnt = () => {}, given: ReadonlyMap<string, string> = new Map()) {
    this.#learnt = learnt;
    this.#given = given;
    [this.#tokens, this.#all] = this.#empty();
  }

  /** Finds tokens: what a client may send in Authorization alone, and a service never. */
  get tokens(): Redactor {
    return this.#tokens;
  }

  /** Masks all that is secret in an exchange: tokens, keys, and what cookies hold. */
  get all(): Redactor {
    return this.#all;
  }

  /** What masks all that is secret in an exchange, however long ago it was seen. */
  redactorOf({ exchange, body = new Uint8Array() }: Pick<SeenExchange, 'exchange' | 'body'>): Redactor {
    this.learn(exchange, body);
    return this.#all;
  }

  /** Learns what an exchange brings along. */
  learn({ request, ending }: Exchange, body: Uint8Array): void {
    for (const field of headerValues(request.headers, 'authorization')) this.#token(credentialIn(field));
    for (const field of headerValues(request.headers, 'proxy-authorization'))
      this.#other(credentialIn(field), 'credential');
    this.#inFields(request.headers);
    const query = request.target.slice(request.target.indexOf('?') + 1);
    for (const [value, name] of namedSecretsIn(request.target.includes('?') ? query : ''))
      this.#named(value, name);
    const sent = body.length === 0 ? '' : Buffer.from(body).toString('latin1');
    for (const [value, name] of namedSecretsIn(sent)) this.#named(value, name);
    if (ending.kind !== 'answered') return;
    this.#inFields(ending.answer.headers);
    const told = Buffer.from(ending.answer.body.subarray(0, 64 * 1024)).toString('latin1');
    for (const [value, name] of namedSecretsIn(told)) this.#named(value, name);
  }

  #empty(): readonly [tokens: Redactor, all: Redactor] {
    // A redactor that was made for nothing says that there is nothing to search for, whatever it learns later.
    const made = new Map([...this.#given, [randomUUID(), tokenName] as const]);
    return [new Redactor(made), new Redactor(made)];
  }

  #inFields(headers: HeaderList): void {
    for (const [name, value] of headers) {
      if (/^(set-)?cookie2?$/i.test(name)) this.#cookies(name, value);
      else if (keyHeader.test(name)) this.#other(value.trim(), 'key');
      else if (value.includes('eyJ')) for (const jwt of value.match(jwtForm) ?? []) this.#other(jwt, 'token');
    }
  }

  #cookies(name: string, value: string): void {
    const pairs = /^set-/i.test(name) ? [value.split(';')[0] ?? ''] : value.split(';');
    for (const pair of pairs) {
      const held = pair.slice(pair.indexOf('=') + 1).trim();
      if (held.length >= 12) this.#other(held, 'session value');
    }
  }

  #named(value: string, name: string): void {
    if (/token|assertion/i.test(name)) this.#token(value);
    else this.#other(value, name === 'jwt' ? tokenName : name);
  }

  #token(value: string): void {
    if (value === '' || isMasked(value)) return;
    this.#other(value, tokenName);
    this.#tokens.learn(value, tokenName);
  }

  #other(value: string, name: string): void {
    if (value.length < 8 || isMasked(value) || this.#known.has(value)) return;
    if (this.#known.size >= mostKept) {
      this.#known = new Set();
      [this.#tokens, this.#all] = this.#empty();
    }
    this.#known.add(value);
    this.#all.learn(value, name);
    this.#learnt(value, name);
  }
}

/** What an Authorization field has behind its scheme; all of it without one. */
export function credentialIn(field: string): string {
  return /^\s*[\w-]+ +(\S.*)$/.exec(field)?.[1]?.trim() ?? field.trim();
}

/** Whether somebody has put something in the place of a secret: `[token]`, `***`, `<redacted>`, `[43 characters]`, `xxxx`. */
export function isMasked(value: string): boolean {
  const text = value.trim();
  return (
    /^([[<({].*[\])}>]|\W*(redacted|removed|hidden|masked|sanitized|filtered|scrubbed|omitted|secret|token)\W*)$/i.test(
      text,
    ) || /^[*x•.…_#-]{3,}$/i.test(text)
  );
}

const keyHeader =
  /((api|subscription|access|auth|functions)[-_]?(key|token)|secret|password|security-token)/i;
const jwtForm = /eyJ[\w-]{8,}\.[\w-]{8,}(\.[\w-]*)?/g;

/** Members and parameters that hold a secret, by their names, and JSON Web Tokens wherever they stand. */
function namedSecretsIn(text: string): readonly (readonly [value: string, name: string])[] {
  if (text === '') return [];
  const named = [...text.matchAll(secretMember)].map(
    ([, name = '', value = '']) => [value, name.toLowerCase().replaceAll('_', ' ')] as const,
  );
  const jwts = text.includes('eyJ') ? [...text.matchAll(jwtForm)].map(([jwt]) => [jwt, 'jwt'] as const) : [];
  return [...named, ...jwts];
}

const secretMember =
  /(?:^|[?&\s"'{,;])(access_token|refresh_token|id_token|client_secret|client_assertion|password)["']?\s*[=:]\s*["']?([^\s"'&,;}]{8,})/gi;
