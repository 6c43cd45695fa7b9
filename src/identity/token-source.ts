/** A token, and until when it is good, in milliseconds since 1970; absent: nobody knows. */
export interface Grant {
  readonly token: string;
  readonly expiresAt?: number;
  /** What the next one is asked for with, where that came with this one. */
  readonly refreshToken?: string;
}

interface Held extends Grant {
  /** When the next one is asked for, in milliseconds since 1970. */
  readonly renewAt: number;
}

const earlyMs = 300_000;
const pauseAfterFailureMs = 30_000;

/** Gives one identity's token to any number of callers: kept in memory, renewed in time, asked for once at a time. */
export class TokenSource {
  readonly #acquire: () => Promise<Grant>;
  readonly #now: () => number;
  #held: Held | undefined;
  #request: Promise<string> | undefined;
  /** The token that a renewal after a 401 brought. */
  #renewed: string | undefined;

  /**
   * @param acquire asks for a new token; what it throws, callers see
   * @param first a token that was granted already
   */
  constructor(acquire: () => Promise<Grant>, now: () => number = Date.now, first?: Grant) {
    this.#acquire = acquire;
    this.#now = now;
    if (first) this.#held = { ...first, renewAt: renewalOf(first, now()) };
  }

  /** What was granted last. */
  get held(): Grant | undefined {
    return this.#held;
  }

  /**
   * A token that is good for a while: 5 minutes before it expires, or after half its life if that is later, the next
   * one is asked for. If that fails while the old one is good, the old one is given, and asking is tried again 30 s later.
   */
  async token(): Promise<string> {
    const held = this.#held;
    if (held && this.#now() < held.renewAt) return held.token;
    try {
      return await this.#ask();
    } catch (thrown) {
      const now = this.#now();
      if (held?.expiresAt === undefined || now >= held.expiresAt) throw thrown;
      this.#held = { ...held, renewAt: Math.min(now + pauseAfterFailureMs, held.expiresAt) };
      return held.token;
    }
  }

  /**
   * The token to try again with, once, after an unexpected 401. It is the refused one when another would not help: it
   * was itself brought by a renewal.
   */
  async renew(refused: string): Promise<string> {
    if (this.#held !== undefined && this.#held.token !== refused) return this.token();
    if (refused === this.#renewed) return refused;
    this.#renewed = await this.#ask();
    return this.#renewed;
  }

  #ask(): Promise<string> {
    this.#request ??= this.#fetch().finally(() => {
      this.#request = undefined;
    });
    return this.#request;
  }

  async #fetch(): Promise<string> {
    const grant = await this.#acquire();
    this.#held = { ...grant, renewAt: renewalOf(grant, this.#now()) };
    return grant.token;
  }
}

function renewalOf({ expiresAt }: Grant, now: number): number {
  return expiresAt === undefined
    ? Number.POSITIVE_INFINITY
    : Math.max(expiresAt - earlyMs, now + (expiresAt - now) / 2);
}
