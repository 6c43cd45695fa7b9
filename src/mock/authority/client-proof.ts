import { timingSafeEqual, X509Certificate } from 'node:crypto';
import {
  compactVerify,
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  type JSONWebKeySet,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose';
import type { Code } from './refusal.js';
import type { Registration } from './registration.js';

/** What came with a token request to show who sends it. */
export interface Proof {
  readonly secret: string | undefined;
  /** A JWT, and the kind of assertion it is said to be. */
  readonly assertion: string | undefined;
  readonly assertionType: string | undefined;
  /** URLs that an assertion signed by the application may be addressed to. */
  readonly audiences: readonly string[];
}

/** An issuer elsewhere whose tokens stand for the application, as a federated credential describes it. */
export interface FederatedIssuer {
  readonly issuer: string;
  readonly subject: string;
  readonly keys: JSONWebKeySet;
}

/** The audience of assertions from federated issuers. */
export const federatedAudience = 'api://AzureADTokenExchange';

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const toleranceMs = 300_000;

/** Decides whether a token request comes from the registered application: by secret, certificate or federated assertion. */
export class ClientProof {
  readonly #registration: Registration;
  readonly #certificates: X509Certificate[] = [];
  readonly #issuers: FederatedIssuer[] = [];
  readonly #used = new Set<string>();

  constructor(registration: Registration) {
    this.#registration = registration;
  }

  /** Registers a certificate, PEM, whose key may sign assertions. */
  register(certificate: string): void {
    this.#certificates.push(new X509Certificate(certificate));
  }

  /** Trusts assertions of an issuer elsewhere. */
  trust(issuer: FederatedIssuer): void {
    this.#issuers.push(issuer);
  }

  /** Why the proof is none, by the authority's clock in milliseconds; undefined when it is one. */
  async refuse(proof: Proof, now: number): Promise<Code | undefined> {
    const { clientSecret, expiredSecret } = this.#registration;
    if (proof.assertion !== undefined)
      return proof.assertionType === jwtBearer ? this.#refuseAssertion(proof.assertion, proof, now) : 50012;
    if (proof.secret === undefined) return 7000218;
    if (equal(proof.secret, expiredSecret)) return 7000222;
    return equal(proof.secret, clientSecret) ? undefined : 7000215;
  }

  async #refuseAssertion(assertion: string, proof: Proof, now: number): Promise<Code | undefined> {
    const parts = decode(assertion);
    if (!parts) return 50012;
    const { claims } = parts;
    const own = claims.iss === this.#registration.clientId;
    const refused = own
      ? await this.#refuseCertificate(assertion, parts, proof.audiences)
      : await this.#refuseFederated(assertion, claims);
    if (refused !== undefined) return refused;
    if (!isTimely(claims, now)) return 700024;
    return own ? this.#refuseReplay(claims) : undefined;
  }

  async #refuseCertificate(
    assertion: string,
    { header, claims }: Decoded,
    audiences: readonly string[],
  ): Promise<Code | undefined> {
    if (claims.sub !== claims.iss) return 700021;
    const signer = this.#certificates.find((certificate) => isNamedBy(header, certificate));
    if (!signer) return 700027;
    try {
      await compactVerify(assertion, signer.publicKey, { algorithms: ['PS256', 'RS256'] });
    } catch {
      return 700027;
    }
    return audiencesOf(claims).some((audience) => audiences.includes(audience)) ? undefined : 700023;
  }

  async #refuseFederated(assertion: string, claims: JWTPayload): Promise<Code | undefined> {
    const issuers = this.#issuers.filter(({ issuer }) => issuer === claims.iss);
    if (issuers.length === 0) return 700211;
    const issuer = issuers.find(({ subject }) => subject === claims.sub);
    if (!issuer) return 700213;
    if (!audiencesOf(claims).includes(federatedAudience)) return 700212;
    try {
      await compactVerify(assertion, createLocalJWKSet(issuer.keys));
      return undefined;
    } catch {
      return 50013;
    }
  }

  /** Stricter than Entra ID, which is not documented to look at `jti` (RFC 7523, 3, lets a server refuse a replay). */
  #refuseReplay({ jti }: JWTPayload): Code | undefined {
    if (jti === undefined) return 50012;
    if (this.#used.has(jti)) return 700027;
    this.#used.add(jti);
    return undefined;
  }
}

interface Decoded {
  readonly header: JWTHeaderParameters;
  readonly claims: JWTPayload;
}

function decode(assertion: string): Decoded | undefined {
  try {
    return { header: decodeProtectedHeader(assertion) as JWTHeaderParameters, claims: decodeJwt(assertion) };
  } catch {
    return undefined;
  }
}

/** Names a certificate by its thumbprint, of SHA-256 or of SHA-1. */
function isNamedBy(header: JWTHeaderParameters, { fingerprint, fingerprint256 }: X509Certificate): boolean {
  const named = (thumbprint: unknown, hex: string) =>
    thumbprint === Buffer.from(hex.replaceAll(':', ''), 'hex').toString('base64url');
  return named(header['x5t#S256'], fingerprint256) || named(header.x5t, fingerprint);
}

function isTimely({ nbf, exp }: JWTPayload, now: number): boolean {
  if (exp === undefined || exp * 1000 < now - toleranceMs) return false;
  return nbf === undefined || nbf * 1000 <= now + toleranceMs;
}

function audiencesOf({ aud }: JWTPayload): readonly string[] {
  return aud === undefined || typeof aud === 'string' ? [aud ?? ''] : aud;
}

function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
