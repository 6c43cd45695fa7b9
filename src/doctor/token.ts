import { claimsOf, isJwt } from '../http/jwt.js';
import type { Access, Flow } from '../target/target.js';
import { type Diagnosis, problem, undetermined, well } from './diagnosis.js';

/** What a token says of itself: audience, tenant, kind, roles, expiry, MFA. The values are shown, the token is not. */
export function* examineToken(flow: Flow, token: string, { scope, tenant }: Access): Generator<Diagnosis> {
  const name = `${flow} token`;
  if (!isJwt(token)) {
    yield undetermined(name, 'it is opaque and tells nothing of itself');
    return;
  }
  const claims = claimsOf(token);
  const text = (claim: string) => String(claims[claim] ?? 'none');
  const resource = scope.replace(/\/(\.default|user_impersonation)$/, '');
  const audience = text('aud').replace(/\/$/, '');
  if (audience !== resource)
    yield problem(name, `its audience is ${text('aud')}`, `ask for the scope ${resource}/.default`);
  else yield well(name, `audience ${text('aud')}`);
  if (tenant !== '' && text('tid').toLowerCase() !== tenant.toLowerCase())
    yield problem(
      name,
      `its tenant is ${text('tid')}`,
      `the target's tenant is ${tenant}; which one is meant?`,
    );
  const isUser = claims['idtyp'] === 'user' || claims['scp'] !== undefined;
  if (isUser !== (flow === 'user'))
    yield problem(
      name,
      isUser ? 'it is a token of a user' : 'it is an app-only token',
      `put it under the identity "${isUser ? 'user' : 'app'}"`,
    );
  else yield well(name, isUser ? `scope ${text('scp')}` : `roles ${list(claims['roles'])}`);
  const left = Number(claims['exp'] ?? 0) * 1000 - Date.now();
  if (left <= 0)
    yield problem(name, `it expired ${minutes(-left)} ago`, 'fetch a new one; look at this clock');
  else yield well(name, `expires in ${minutes(left)}`);
  if (!isUser) return;
  const methods = Array.isArray(claims['amr']) ? claims['amr'] : [];
  yield methods.includes('mfa')
    ? well(name, 'has the MFA claim')
    : problem(
        name,
        `no MFA claim (amr ${list(methods)})`,
        'sign the user in with MFA and renew the refresh token',
      );
}

function list(values: unknown): string {
  return Array.isArray(values) && values.length > 0 ? values.join(', ') : 'none';
}

function minutes(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}
