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
import { seeded } from '../seeded.js';

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

/** What the mock's authority knows of its one registered application. */
export interface Registration {
  readonly tenant: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

// Entra ID signs with RSA, whose keys take a tenth of a second and more to make; callers of the mock hold tokens for opaque.
const algorithm = 'ES256';
const lifetime = 3600;
const remembered = 1000;

/** The audience of Partner Center tokens; documents print it as the resource of the token request. */
export const audience = 'https://api.partnercenter.microsoft.com';

/** A small Entra ID: makes tokens signed with a key of its own, and verifies issuer, audience, tenant, expiry and signature. */
export class Authority {
  readonly registration: Registration;
  readonly jwks: JSONWebKeySet;
  readonly #privateKey: CryptoKey;
  readonly #resolve: ReturnType<typeof createLocalJWKSet>;
  readonly #verified = new Map<string, number>();
  readonly #refreshTokens = new Set<string>();

  private constructor(registration: Registration, privateKey: CryptoKey, jwks: JSONWebKeySet) {
    this.registration = registration;
    this.jwks = jwks;
    this.#privateKey = privateKey;
    this.#resolve = createLocalJWKSet(jwks);
  }

  static async create(seed: number): Promise<Authority> {
    const { privateKey, publicKey } = await generateKeyPair(algorithm);
    const faker = seeded(seed, 'registration');
    const registration = {
      tenant: faker.string.uuid(),
      clientId: faker.string.uuid(),
      clientSecret: faker.string.alphanumeric(40),
    };
    const key = {
      ...(await exportJWK(publicKey)),
      kid: faker.string.alphanumeric(27),
      use: 'sig',
      alg: algorithm,
    };
    return new Authority(registration, privateKey, { keys: [key] });
  }

  issuerOf(tenant: string): string {
    return `https://sts.windows.net/${tenant}/`;
  }

  /** A signed token of a flow, good unless the claims say otherwise. */
  async mint(flow: Flow, claims: Claims = {}): Promise<string> {
    const { tenant, clientId } = this.registration;
    const now = Math.floor(Date.now() / 1000);
    const own: JWTPayload = { appid: clientId, tid: claims.tenant ?? tenant, ver: '1.0' };
    const flowClaims =
      flow === 'app'
        ? { idtyp: 'app', oid: clientId, sub: clientId, roles: [] }
        : {
            idtyp: 'user',
            oid: tenant,
            sub: tenant,
            upn: 'operator@partner.example',
            scp: 'user_impersonation',
            amr: ['pwd', 'mfa'],
          };
    return new SignJWT({ ...own, ...flowClaims })
      .setProtectedHeader({ alg: algorithm, typ: 'JWT', kid: this.jwks.keys[0]?.kid ?? '' })
      .setIssuer(claims.issuer ?? this.issuerOf(tenant))
      .setAudience(claims.audience ?? audience)
      .setJti(randomBytes(9).toString('base64url'))
      .setIssuedAt(now)
      .setNotBefore(now - 300)
      .setExpirationTime(now + (claims.expiresIn ?? lifetime))
      .sign(this.#privateKey);
  }

  /** Whether the token is one that the API accepts. A promise only for a token not seen before. */
  accepts(token: string): boolean | Promise<boolean> {
    const expires = this.#verified.get(token);
    return expires === undefined ? this.#verify(token) : expires > Date.now();
  }

  async #verify(token: string): Promise<boolean> {
    const { tenant } = this.registration;
    try {
      const { payload } = await jwtVerify(token, this.#resolve, {
        issuer: this.issuerOf(tenant),
        audience,
        algorithms: [algorithm],
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

  /** A refresh token that the token endpoint will take once. */
  refreshToken(): string {
    const token = randomBytes(48).toString('base64url');
    this.#refreshTokens.add(token);
    return token;
  }

  /** Takes a refresh token out of use; false when it was not in use. */
  redeem(token: string): boolean {
    return this.#refreshTokens.delete(token);
  }
}

/** How long a new token is good, in seconds. */
export const tokenLifetime = lifetime;
