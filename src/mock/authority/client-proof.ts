import { timingSafeEqual } from 'node:crypto';
import { claimsOf, isJwt } from '../../http/jwt.js';
import type { OAuthCode } from './oauth-error.js';
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

/** A client's assertion, and what it is held against. */
export interface Assertion {
  readonly jwt: string;
  readonly clientId: string;
  readonly audiences: readonly string[];
  /** The authority's clock, in milliseconds. */
  readonly now: number;
}

/** Why an assertion proves nothing; undefined for one that does. */
export type AssertionCheck = (assertion: Assertion) => OAuthCode | undefined | Promise<OAuthCode | undefined>;

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Why a proof shows no registered application, by the authority's clock in milliseconds; undefined when it shows one. */
export async function refuseProof(
  proof: Proof,
  { clientId, clientSecret, expiredSecret }: Registration,
  check: AssertionCheck,
  now: number,
): Promise<OAuthCode | undefined> {
  const { assertion: jwt, assertionType, audiences, secret } = proof;
  if (jwt !== undefined)
    return assertionType === jwtBearer ? check({ jwt, clientId, audiences, now }) : 50012;
  if (secret === undefined) return 7000218;
  if (equal(secret, expiredSecret)) return 7000222;
  return equal(secret, clientSecret) ? undefined : 7000215;
}

/** The check of an application that has neither a certificate nor a federated credential. */
export const refuseAssertion: AssertionCheck = ({ jwt, clientId }) => {
  if (!isJwt(jwt)) return 50012;
  const { iss, sub } = claimsOf(jwt);
  if (iss !== clientId) return 700211;
  return sub === iss ? 700027 : 700021;
};

function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
