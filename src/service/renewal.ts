import { isJwt } from '../http/redact.js';

/** A token with less time than this is renewed before it is sent. */
const leastMs = 120_000;

/** Whether a token tells that it expires soon. Opaque tokens tell nothing. */
export function expiresSoon(token: string | undefined, now = Date.now()): boolean {
  if (token === undefined || !isJwt(token)) return false;
  const claims: { readonly exp?: unknown } = claimsIn(token);
  return typeof claims.exp === 'number' && claims.exp * 1000 - now < leastMs;
}

function claimsIn(token: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    return {};
  }
}
