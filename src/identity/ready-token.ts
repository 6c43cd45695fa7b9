import { decodeJwt } from 'jose';
import { KitError } from '../errors.js';
import { isJwt } from '../http/jwt.js';
import { nameOfReference, parseReference, resolveToken } from './secret-reference.js';
import type { Grant } from './token-source.js';

/** A token that is there already, with the expiry that it tells itself. Throws KitError when it has expired or is none. */
export async function readToken(reference: string): Promise<Grant> {
  const name = nameOfReference(parseReference(reference));
  const token = await resolveToken(reference);
  if (/^bearer\s/i.test(token)) throw new KitError(`${name} begins with "Bearer"; give the token alone`);
  if (/[^\x21-\x7e]/.test(token)) throw new KitError(`${name} holds a character that no token has`);
  const expiresAt = expiryOf(token);
  if (expiresAt === undefined) return { token };
  if (expiresAt <= Date.now())
    throw new KitError(
      `the token of ${name} expired at ${new Date(expiresAt).toISOString()}; put a new one there`,
    );
  return { token, expiresAt };
}

function expiryOf(token: string): number | undefined {
  if (!isJwt(token)) return undefined;
  try {
    const { exp } = decodeJwt(token);
    return exp === undefined ? undefined : exp * 1000;
  } catch {
    return undefined;
  }
}
