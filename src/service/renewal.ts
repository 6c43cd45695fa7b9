import { claimsOf, isJwt } from '../http/jwt.js';

/** A token with less time than this is renewed before it is sent. */
const leastMs = 120_000;

/** Whether a token tells that it expires soon. Opaque tokens tell nothing. */
export function expiresSoon(token: string | undefined, now = Date.now()): boolean {
  if (token === undefined || !isJwt(token)) return false;
  const expiry = claimsOf(token)['exp'];
  return typeof expiry === 'number' && expiry * 1000 - now < leastMs;
}
