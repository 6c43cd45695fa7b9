import { randomUUID } from 'node:crypto';
import type { Exchange } from '../http/exchange.js';
import { type Learnt, Redactor } from '../http/redact.js';
import { type FoundSecret, secretsIn } from './secrets-in.js';
import type { SeenExchange } from './seen-exchange.js';

/** Past this many, the oldest are forgotten all at once: a stream of exchanges may bring a new token with each. */
const mostKept = 500;

/** So many places are told apart. */
const mostPlaces = 50;

/** The secrets that exchanges brought along: whoever reads a recording knows none of them before. */
export class SecretBook {
  readonly #learnt: Learnt;
  readonly #given: ReadonlyMap<string, string>;
  readonly #places = new Map<string, number>();
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

  /** Where secrets stood, such as `header Authorization`, and in how many exchanges. */
  get places(): ReadonlyMap<string, number> {
    return this.#places;
  }

  /** Learns what an exchange brings along. */
  learn(exchange: Exchange, body: Uint8Array): void {
    const found = secretsIn(exchange, body);
    this.#count(found);
    for (const secret of found) this.#keep(secret);
  }

  /** Notes where an exchange has secrets of which nothing is shown. */
  note(exchange: Exchange, body: Uint8Array): void {
    this.#count(secretsIn(exchange, body));
  }

  #count(found: readonly FoundSecret[]): void {
    for (const place of new Set(found.map((one) => one.place)))
      if (this.#places.has(place) || this.#places.size < mostPlaces)
        this.#places.set(place, (this.#places.get(place) ?? 0) + 1);
  }

  #keep({ value, name, isToken }: FoundSecret): void {
    const key = `${isToken} ${value}`;
    if (this.#known.has(key)) return;
    if (this.#known.size >= mostKept) {
      this.#known = new Set();
      [this.#tokens, this.#all] = this.#empty();
    }
    this.#known.add(key);
    this.#all.learn(value, name);
    if (isToken) this.#tokens.learn(value, name);
    this.#learnt(value, name);
  }

  #empty(): readonly [tokens: Redactor, all: Redactor] {
    // A redactor that was made for nothing says that there is nothing to search for, whatever it learns later.
    const made = new Map([...this.#given, [randomUUID(), 'token'] as const]);
    return [new Redactor(made), new Redactor(made)];
  }
}
