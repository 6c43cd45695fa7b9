import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { Call } from './call.js';
import { type Authority, audience, type Flow, tokenLifetime } from './tokens.js';

/** The two generations of token endpoints, which name and type their fields differently. */
export type Generation = 'v1' | 'v2';

/** An HTTP status and a JSON body. */
export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Answers a token request of the client-credentials or refresh-token grant; errors have the OAuth form that Entra ID uses. */
export async function grantToken(
  authority: Authority,
  generation: Generation,
  tenant: string,
  call: Call,
): Promise<TokenAnswer> {
  const { registration } = authority;
  const form = new URLSearchParams(Buffer.from(call.body).toString('utf8'));
  const field = (name: string) => form.get(name) ?? '';
  if (call.method !== 'POST') return refusal('invalid_request', 900561, 'the endpoint accepts POST only');
  if (tenant !== registration.tenant) return refusal('invalid_request', 90002, 'the tenant is not found');
  if (field('client_id') !== registration.clientId)
    return refusal('unauthorized_client', 700016, 'the application is not found');
  if (!equal(field('client_secret'), registration.clientSecret))
    return refusal('invalid_client', 7000215, 'the client secret is not valid', 401);
  const wanted = generation === 'v1' ? field('resource') : field('scope');
  const known = generation === 'v1' ? [audience] : [`${audience}/.default`, `${audience}/user_impersonation`];
  if (!wanted.split(' ').some((one) => known.includes(one.replace(/\/$/, ''))))
    return refusal('invalid_resource', 500011, 'the resource is not found');
  switch (field('grant_type')) {
    case 'client_credentials':
      return grant(authority, generation, 'app');
    case 'refresh_token':
      if (!authority.redeem(field('refresh_token')))
        return refusal('invalid_grant', 70000, 'the refresh token is not valid or was used before');
      return grant(authority, generation, 'user');
    default:
      return refusal('unsupported_grant_type', 70003, 'the grant type is not supported');
  }
}

async function grant(authority: Authority, generation: Generation, flow: Flow): Promise<TokenAnswer> {
  const now = Math.floor(Date.now() / 1000);
  const refresh = flow === 'user' ? { refresh_token: authority.refreshToken() } : {};
  const scope = flow === 'user' ? { scope: 'user_impersonation' } : {};
  const token = { token_type: 'Bearer', ...scope, access_token: await authority.mint(flow), ...refresh };
  if (generation === 'v2')
    return { status: 200, body: { ...token, expires_in: tokenLifetime, ext_expires_in: tokenLifetime } };
  // The first generation prints numbers as strings.
  const times = {
    expires_in: `${tokenLifetime}`,
    ext_expires_in: `${tokenLifetime}`,
    not_before: `${now - 300}`,
    expires_on: `${now + tokenLifetime}`,
  };
  return { status: 200, body: { ...token, ...times, resource: audience } };
}

function refusal(error: string, code: number, text: string, status = 400): TokenAnswer {
  const body = {
    error,
    error_description: `AADSTS${code}: ${text}.`,
    error_codes: [code],
    timestamp: new Date()
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z/, 'Z'),
    trace_id: randomUUID(),
    correlation_id: randomUUID(),
  };
  return { status, body };
}

function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
