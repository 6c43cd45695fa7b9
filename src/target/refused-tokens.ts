import { KitError } from '../errors.js';
import { plainIn } from '../files/plain-value.js';
import { claimsOf, isJwt } from '../http/jwt.js';
import { type RefusedKind, type RefusedTokens, type Target, tokensOf } from './target.js';

/** The variables that hold tokens to be refused. */
export const refusedVariables: Readonly<Record<RefusedKind, string>> = {
  expired: 'PARTNER_CENTER_EXPIRED_TOKEN',
  otherAudience: 'PARTNER_CENTER_OTHER_AUDIENCE_TOKEN',
  otherTenant: 'PARTNER_CENTER_OTHER_TENANT_TOKEN',
  otherIssuer: 'PARTNER_CENTER_OTHER_ISSUER_TOKEN',
};

/** Tokens that are wrong in the way that they are given for. Throws KitError for a good one, or one that tells nothing, which would prove nothing. */
export function refusedIn(env: NodeJS.ProcessEnv, good: Target['grants']): RefusedTokens {
  const tokens = Object.values(tokensOf({ grants: good }));
  const given = Object.entries(refusedVariables).flatMap(([kind, name]) => {
    const token = plainIn(env, name) ?? '';
    if (token === '') return [];
    demandWrong(kind as RefusedKind, name, token, tokens);
    return [[kind, token]];
  });
  return Object.fromEntries(given);
}

const wrongClaims = { otherAudience: 'aud', otherTenant: 'tid', otherIssuer: 'iss' } as const;

function demandWrong(kind: RefusedKind, name: string, token: string, good: readonly string[]): void {
  if (!isJwt(token)) throw new KitError(`${name} is no JWT, so nobody can tell what is wrong with it`);
  const claims = claimsOf(token);
  if (kind === 'expired') {
    if (typeof claims['exp'] === 'number' && claims['exp'] * 1000 < Date.now()) return;
    throw new KitError(`${name} has not expired`);
  }
  const claim = wrongClaims[kind];
  if (good.some((one) => isJwt(one) && String(claimsOf(one)[claim]) === String(claims[claim])))
    throw new KitError(`${name} has the claim "${claim}" of the good token, so nothing is wrong with it`);
}
