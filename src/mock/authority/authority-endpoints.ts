import { type Call, callHeader, callPath } from '../call.js';
import { documentReply, type Reply } from '../reply.js';
import { type Generation, instanceDiscovery, openIdConfiguration } from './discovery.js';
import { refusal } from './refusal.js';
import { grantToken } from './token-endpoint.js';
import type { Authority } from './tokens.js';

const paths = {
  token: /^\/([^/]+)\/oauth2\/(v2\.0\/)?token$/,
  keys: /^\/([^/]+)\/discovery\/(v2\.0\/)?keys$/,
  openId: /^\/([^/]+)\/(v2\.0\/)?\.well-known\/openid-configuration$/,
  instance: /^\/common\/discovery\/(v2\.0\/)?instance$/,
};

/** Whether a call is for a token endpoint, of any tenant. */
export function isTokenCall(call: Call): boolean {
  return paths.token.test(callPath(call));
}

/** What all of these paths have and no path of the API has: one glance decides for most calls. */
const mark = /\/(oauth2|discovery|\.well-known)\//;

/** Whether a call is for the authority, not for the API. */
export function isForAuthority(call: Call): boolean {
  const path = callPath(call);
  if (!mark.test(path)) return false;
  return Object.values(paths).some((pattern) => pattern.test(path));
}

/** Answers a call for the authority: tokens, keys, discovery. Its Date is the authority's clock. */
export async function answerAsAuthority(authority: Authority, call: Call, scheme: string): Promise<Reply> {
  const { status, body } = await documentFor(authority, call, scheme);
  const reply = documentReply(status, 'application/json; charset=utf-8', JSON.stringify(body));
  return { ...reply, headers: [...reply.headers, ['Date', new Date(authority.now()).toUTCString()]] };
}

async function documentFor(
  authority: Authority,
  call: Call,
  scheme: string,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const path = callPath(call);
  const named = `${scheme}://${callHeader(call, 'host') ?? ''}`;
  const origin = URL.canParse(named) ? new URL(named).origin : `${scheme}://localhost`;
  const token = paths.token.exec(path);
  if (token) {
    const endpoint = { tenant: token[1] ?? '', generation: generationOf(token), origin };
    return grantToken(authority, endpoint, call);
  }
  const openId = paths.openId.exec(path);
  if (openId) {
    const segment = openId[1] ?? '';
    if (segment === 'common' || segment === authority.registration.tenant)
      return { status: 200, body: openIdConfiguration(segment, generationOf(openId), origin) };
    const { status, body } = refusal(90002, authority.now());
    return { status, body: { ...body, error: 'invalid_tenant' } };
  }
  if (paths.instance.test(path))
    return { status: 200, body: instanceDiscovery(authority.registration.tenant, origin) };
  return { status: 200, body: authority.jwks };
}

/** Both patterns tell the generation with their second group. */
function generationOf(match: RegExpExecArray): Generation {
  return match[2] === undefined ? 'v1' : 'v2';
}
