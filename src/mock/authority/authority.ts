import type { Call } from '../call.js';
import type { Reply } from '../reply.js';
import { type AssertionCheck, refuseAssertion } from './client-proof.js';
import { answerAsAuthority, isForAuthority } from './endpoints.js';
import { RefreshTokens, type Standing } from './refresh-tokens.js';
import type { Registration } from './registration.js';
import { type Claims, type Flow, type TokenSettings, Tokens } from './tokens.js';

/** Ways in which an authority may differ from Entra ID's global cloud. */
export interface Settings extends TokenSettings {
  /** Decides on assertions in place of a secret; by default all are refused, as by an application with a secret alone. */
  readonly checkAssertion?: AssertionCheck;
}

/** App-only tokens that are right but for one thing, by what that is. */
export interface WrongTokens {
  readonly expired: string;
  readonly otherAudience: string;
  readonly otherTenant: string;
  readonly otherIssuer: string;
}

const elsewhere = '00000000-0000-4000-8000-00000000e15e';

/**
 * A small Entra ID with one application: it answers token requests and discovery, makes tokens, and verifies them for the
 * API. The mock and everybody else meet the authority here alone.
 */
export class Authority {
  readonly refreshTokens = new RefreshTokens();
  readonly #tokens: Tokens;
  readonly #checkAssertion: AssertionCheck;

  private constructor(tokens: Tokens, checkAssertion: AssertionCheck = refuseAssertion) {
    this.#tokens = tokens;
    this.#checkAssertion = checkAssertion;
  }

  static async create(seed: number, settings: Settings = {}): Promise<Authority> {
    return new Authority(await Tokens.create(seed, settings), settings.checkAssertion);
  }

  get registration(): Registration {
    return this.#tokens.registration;
  }

  /** The one resource it grants tokens for. */
  get resource(): string {
    return this.#tokens.resource;
  }

  /** The time by its clock, in milliseconds. */
  now(): number {
    return this.#tokens.now();
  }

  /** The issuer in the tokens of a tenant. */
  issuerOf(tenant: string): string {
    return this.#tokens.issuerOf(tenant);
  }

  /** A signed token of a flow, good unless the claims say otherwise. */
  mint(flow: Flow, claims: Claims = {}): Promise<string> {
    return this.#tokens.mint(flow, claims);
  }

  /** Tokens that no API may accept. */
  async mintWrong(): Promise<WrongTokens> {
    const [expired, otherAudience, otherTenant, otherIssuer] = await Promise.all([
      this.mint('app', { expiresIn: -3600 }),
      this.mint('app', { audience: 'https://graph.windows.net' }),
      this.mint('app', { tenant: elsewhere, issuer: this.issuerOf(elsewhere) }),
      this.mint('app', { issuer: 'https://issuer.example/' }),
    ]);
    return { expired, otherAudience, otherTenant, otherIssuer };
  }

  /** Whether the token is one that the API accepts. A promise only for a token not seen before. */
  accepts(token: string): boolean | Promise<boolean> {
    return this.#tokens.accepts(token);
  }

  /** A refresh token that the token endpoint will take once. */
  refreshToken(standing: Standing = 'good'): string {
    return this.refreshTokens.issue(standing);
  }

  /** Whether a call is for the authority, not for the API. */
  isFor(call: Call): boolean {
    return isForAuthority(call);
  }

  /** Answers a call for the authority, which arrived by this scheme: tokens, keys, discovery. */
  answer(call: Call, scheme: string): Promise<Reply> {
    const [tokens, refreshTokens, checkAssertion] = [this.#tokens, this.refreshTokens, this.#checkAssertion];
    return answerAsAuthority({ tokens, refreshTokens, checkAssertion }, call, scheme);
  }
}
