import { X509Certificate } from 'node:crypto';
import {
  compactVerify,
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  type JSONWebKeySet,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose';
import type { Assertion } from '../../src/mock/authority/client-proof.js';
import type { OAuthCode } from '../../src/mock/authority/oauth-error.js';

/** An issuer elsewhere whose tokens stand for the application, as a federated credential describes it. */
export interface FederatedIssuer {
  readonly issuer: string;
  readonly subject: string;
  readonly keys: JSONWebKeySet;
}

/** The audience of assertions from federated issuers. */
export const federatedAudience = 'api://AzureADTokenExchange';

const toleranceMs = 300_000;

/** What the mock's application is registered with besides its secret: certificates, and issuers whose tokens stand for it. */
export class RegisteredAssertions {
  readonly #certificates: X509Certificate[] = [];
  readonly #issuers: FederatedIssuer[] = [];
  readonly #used = new Set<string>();

  /** Registers a certificate, PEM, whose key may sign assertions. */
  register(certificate: string): void {
    this.#certificates.push(new X509Certificate(certificate));
  }

  /** Trusts assertions of an issuer elsewhere. */
  trust(issuer: FederatedIssuer): void {
    this.#issuers.push(issuer);
  }

  /** Why an assertion proves nothing; undefined for one that does. */
  readonly check = async ({ jwt, clientId, audiences, now }: Assertion): Promise<OAuthCode | undefined> => {
    const parts = decode(jwt);
    if (!parts) return 50012;
    const { claims } = parts;
    const own = claims.iss === clientId;
    const refused = own
      ? await this.#refuseCertificate(jwt, parts, audiences)
      : await this.#refuseFederated(jwt, claims);
    if (refused !== undefined) return refused;
    if (!isTimely(claims, now)) return 700024;
    return own ? this.#refuseReplay(claims) : undefined;
  };

  async #refuseCertificate(
    assertion: string,
    { header, claims }: Decoded,
    audiences: readonly string[],
  ): Promise<OAuthCode | undefined> {
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

  async #refuseFederated(assertion: string, claims: JWTPayload): Promise<OAuthCode | undefined> {
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
  #refuseReplay({ jti }: JWTPayload): OAuthCode | undefined {
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
