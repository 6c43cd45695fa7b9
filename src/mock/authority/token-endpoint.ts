import { type Call, callHeader } from '../call.js';
import { type AssertionCheck, type Proof, refuseProof } from './client-proof.js';
import { type Generation, issuerOf } from './discovery.js';
import { oauthError, type TokenAnswer } from './oauth-error.js';
import type { RefreshTokens } from './refresh-tokens.js';
import type { Flow, Tokens } from './tokens.js';

/** Where a token request arrived: the tenant in its path, the endpoint's generation, and the authority's origin as the client knows it. */
export interface Endpoint {
  readonly tenant: string;
  readonly generation: Generation;
  readonly origin: string;
}

/** What a token endpoint grants from, and by what it knows a client. */
export interface Grants {
  readonly tokens: Tokens;
  readonly refreshTokens: RefreshTokens;
  readonly checkAssertion: AssertionCheck;
}

/** Answers a token request of the client-credentials or refresh-token grant; errors have the OAuth form that Entra ID uses. */
export async function grantToken(grants: Grants, endpoint: Endpoint, call: Call): Promise<TokenAnswer> {
  const { registration, resource } = grants.tokens;
  const now = grants.tokens.now();
  const form = new URLSearchParams(Buffer.from(call.body).toString('utf8'));
  const basic = basicOf(call);
  if (call.method !== 'POST') return oauthError(900561, now);
  if (endpoint.tenant !== registration.tenant) return oauthError(90002, now);
  if ((basic?.clientId ?? form.get('client_id')) !== registration.clientId) return oauthError(700016, now);
  const proof = proofIn(form, basic?.secret, endpoint);
  const unproven = await refuseProof(proof, registration, grants.checkAssertion, now);
  if (unproven !== undefined) return oauthError(unproven, now);
  const wanted = form.get(endpoint.generation === 'v1' ? 'resource' : 'scope')?.split(' ') ?? [];
  if (!wanted.some((one) => isOf(resource, endpoint.generation, one))) return oauthError(500011, now);
  switch (form.get('grant_type')) {
    case 'client_credentials':
      return grant(grants, endpoint, 'app', wanted);
    case 'refresh_token': {
      const refused = grants.refreshTokens.redeem(form.get('refresh_token') ?? '');
      return refused === undefined ? grant(grants, endpoint, 'user', wanted) : oauthError(refused, now);
    }
    default:
      return oauthError(70003, now);
  }
}

function isOf(resource: string, generation: Generation, wanted: string): boolean {
  const known = generation === 'v1' ? [resource] : [`${resource}/.default`, `${resource}/user_impersonation`];
  return known.includes(wanted.replace(/\/$/, ''));
}

/** The client id and secret of the Basic scheme, each of them form-encoded (RFC 6749, 2.3.1). */
function basicOf(call: Call): { readonly clientId: string; readonly secret: string } | undefined {
  const encoded = /^Basic +(\S+)\s*$/i.exec(callHeader(call, 'authorization') ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  const decode = (part: string) => new URLSearchParams(`x=${part}`).get('x') ?? '';
  return { clientId: decode(text.slice(0, colon)), secret: decode(text.slice(colon + 1)) };
}

function proofIn(form: URLSearchParams, basicSecret: string | undefined, endpoint: Endpoint): Proof {
  const { origin, tenant } = endpoint;
  return {
    secret: basicSecret ?? form.get('client_secret') ?? undefined,
    assertion: form.get('client_assertion') ?? undefined,
    assertionType: form.get('client_assertion_type') ?? undefined,
    audiences: [`${origin}/${tenant}/oauth2/token`, `${origin}/${tenant}/oauth2/v2.0/token`],
  };
}

async function grant(
  { tokens, refreshTokens }: Grants,
  { generation, origin }: Endpoint,
  flow: Flow,
  wanted: readonly string[],
): Promise<TokenAnswer> {
  const { lifetime, resource, registration } = tokens;
  const now = Math.floor(tokens.now() / 1000);
  const user = flow === 'user' ? { scope: 'user_impersonation' } : {};
  const refresh = flow === 'user' ? { refresh_token: refreshTokens.issue() } : {};
  const openId =
    flow === 'user' && wanted.includes('openid')
      ? {
          id_token: await tokens.idToken(issuerOf(registration.tenant, generation, origin)),
          client_info: Buffer.from(
            JSON.stringify({ uid: registration.tenant, utid: registration.tenant }),
          ).toString('base64url'),
        }
      : {};
  const token = {
    token_type: 'Bearer',
    ...user,
    access_token: await tokens.mint(flow),
    ...refresh,
    ...openId,
  };
  if (generation === 'v2')
    return { status: 200, body: { ...token, expires_in: lifetime, ext_expires_in: lifetime } };
  // The first generation prints numbers as strings.
  const times = {
    expires_in: `${lifetime}`,
    ext_expires_in: `${lifetime}`,
    not_before: `${now - 300}`,
    expires_on: `${now + lifetime}`,
  };
  return { status: 200, body: { ...token, ...times, resource } };
}
