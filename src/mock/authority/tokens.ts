import { randomBytes } from 'node:crypto';
import {
  type CryptoKey,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import { seeded } from '../../seeded.js';
import { type Registration, seedRegistration } from './registration.js';

/** Who a token speaks for. */
export type Flow = 'app' | 'user';

/** What a token of the mock may be made with that a good one would not have. */
export interface Claims {
  readonly issuer?: string;
  readonly audience?: string;
  readonly tenant?: string;
  /** Seconds from now; negative for a token that has expired. */
  readonly expiresIn?: number;
}

/** Ways in which an authority's tokens may differ from those of Entra ID's global cloud. */
export interface TokenSettings {
  /** The one resource it grants tokens for; default Partner Center of the global cloud. */
  readonly resource?: string;
  /** Milliseconds that its clock is ahead of this machine's; negative: behind. */
  readonly clockAheadMs?: number;
  /** How long a granted token is good, in seconds; default an hour. */
  readonly lifetime?: number;
}

// Entra ID signs with RSA, whose keys take a tenth of a second and more to make; callers of the mock hold tokens for opaque.
const algorithm = 'ES256';
const remembered = 1000;
const operator = 'operator@partner.example';

/** The audience of Partner Center tokens; documents print it as the resource of the token request. */
export const audience = 'https://api.partnercenter.microsoft.com';

/** Makes tokens signed with a key of its own, and verifies issuer, audience, tenant, expiry and signature. */
export class Tokens {
  readonly registration: Registration;
  readonly jwks: JSONWebKeySet;
  readonly resource: string;
  /** How long a granted token is good, in seconds. */
  readonly lifetime: number;
  readonly #clockAheadMs: number;
  readonly #privateKey: CryptoKey;
  readonly #resolve: ReturnType<typeof createLocalJWKSet>;
  readonly #verified = new Map<string, number>();

  private constructor(
    registration: Registration,
    privateKey: CryptoKey,
    jwks: JSONWebKeySet,
    settings: TokenSettings,
  ) {
    this.registration = registration;
    this.resource = settings.resource ?? audience;
    this.lifetime = settings.lifetime ?? 3600;
    this.#clockAheadMs = settings.clockAheadMs ?? 0;
    this.jwks = jwks;
    this.#privateKey = privateKey;
    this.#resolve = createLocalJWKSet(jwks);
  }

  static async create(seed: number, settings: TokenSettings): Promise<Tokens> {
    const { privateKey, publicKey } = await generateKeyPair(algorithm);
    const kid = seeded(seed, 'signing key').string.alphanumeric(27);
    const key = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: algorithm };
    return new Tokens(seedRegistration(seed), privateKey, { keys: [key] }, settings);
  }

  /** The time by its clock, in milliseconds. */
  now(): number {
    return Date.now() + this.#clockAheadMs;
  }

  issuerOf(tenant: string): string {
    return `https://sts.windows.net/${tenant}/`;
  }

  /** A signed token of a flow, good unless the claims say otherwise. */
  async mint(flow: Flow, claims: Claims = {}): Promise<string> {
    const { tenant, clientId } = this.registration;
    const now = Math.floor(this.now() / 1000);
    const own: JWTPayload = { appid: clientId, tid: claims.tenant ?? tenant, ver: '1.0' };
    const flowClaims =
      flow === 'app'
        ? { idtyp: 'app', oid: clientId, sub: clientId, roles: [] }
        : {
            idtyp: 'user',
            oid: tenant,
            sub: tenant,
            upn: operator,
            scp: 'user_impersonation',
            amr: ['pwd', 'mfa'],
          };
    return new SignJWT({ ...own, ...flowClaims })
      .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid: this.jwks.keys[0]?.kid ?? '' })
      .setIssuer(claims.issuer ?? this.issuerOf(tenant))
      .setAudience(claims.audience ?? this.resource)
      .setJti(randomBytes(9).toString('base64url'))
      .setIssuedAt(now)
      .setNotBefore(now - 300)
      .setExpirationTime(now + (claims.expiresIn ?? this.lifetime))
      .sign(this.#privateKey);
  }

  /** Whether the token is one that the API accepts. A promise only for a token not seen before. */
  accepts(token: string): boolean | Promise<boolean> {
    const expires = this.#verified.get(token);
    return expires === undefined ? this.#verify(token) : expires > this.now();
  }

  async #verify(token: string): Promise<boolean> {
    const { tenant } = this.registration;
    try {
      const { payload } = await jwtVerify(token, this.#resolve, {
        issuer: this.issuerOf(tenant),
        audience: this.resource,
        algorithms: [algorithm],
        currentDate: new Date(this.now()),
        requiredClaims: ['exp', 'tid'],
      });
      if (payload['tid'] !== tenant) return false;
      if (this.#verified.size >= remembered) this.#verified.clear();
      this.#verified.set(token, (payload.exp ?? 0) * 1000);
      return true;
    } catch {
      return false;
    }
  }

  /** What a signed-in user's client learns of that user, for an application that asked for OpenID. */
  async idToken(issuer: string): Promise<string> {
    const { tenant, clientId } = this.registration;
    const now = Math.floor(this.now() / 1000);
    return new SignJWT({ tid: tenant, oid: tenant, ver: '2.0', preferred_username: operator })
      .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid: this.jwks.keys[0]?.kid ?? '' })
      .setIssuer(issuer)
      .setAudience(clientId)
      .setSubject(tenant)
      .setIssuedAt(now)
      .setExpirationTime(now + this.lifetime)
      .sign(this.#privateKey);
  }
}
