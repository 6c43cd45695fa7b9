import { type Call, callHeader, callPath } from '../call.js';
import { documentReply, type Reply } from '../reply.js';
import { type Generation, instanceDiscovery, openIdConfiguration } from './discovery.js';
import { oauthError } from './oauth-error.js';
import { type Grants, grantToken } from './token-endpoint.js';

const paths = {
  token: /^\/([^/]+)\/oauth2\/(v2\.0\/)?token$/,
  keys: /^\/([^/]+)\/discovery\/(v2\.0\/)?keys$/,
  openId: /^\/([^/]+)\/(v2\.0\/)?\.well-known\/openid-configuration$/,
  instance: /^\/common\/discovery\/(v2\.0\/)?instance$/,
};

/** What all of these paths have and no path of the API has: one glance decides for most calls. */
const mark = /\/(oauth2|discovery|\.well-known)\//;

/** Whether a call is for the authority, not for the API. */
export function isForAuthority(call: Call): boolean {
  const path = callPath(call);
  if (!mark.test(path)) return false;
  return Object.values(paths).some((pattern) => pattern.test(path));
}

/** Answers a call for the authority: tokens, keys, discovery. Its Date is the authority's clock. */
export async function answerAsAuthority(grants: Grants, call: Call, scheme: string): Promise<Reply> {
  const { status, body } = await documentFor(grants, call, scheme);
  const reply = documentReply(status, 'application/json; charset=utf-8', JSON.stringify(body));
  return { ...reply, headers: [...reply.headers, ['Date', new Date(grants.tokens.now()).toUTCString()]] };
}

async function documentFor(
  grants: Grants,
  call: Call,
  scheme: string,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const { tokens } = grants;
  const path = callPath(call);
  const named = `${scheme}://${callHeader(call, 'host') ?? ''}`;
  const origin = URL.canParse(named) ? new URL(named).origin : `${scheme}://localhost`;
  const token = paths.token.exec(path);
  if (token) {
    const endpoint = { tenant: token[1] ?? '', generation: generationOf(token), origin };
    return grantToken(grants, endpoint, call);
  }
  const openId = paths.openId.exec(path);
  if (openId) {
    const segment = openId[1] ?? '';
    if (segment === 'common' || segment === tokens.registration.tenant)
      return { status: 200, body: openIdConfiguration(segment, generationOf(openId), origin) };
    const { status, body } = oauthError(90002, tokens.now());
    return { status, body: { ...body, error: 'invalid_tenant' } };
  }
  if (paths.instance.test(path))
    return { status: 200, body: instanceDiscovery(tokens.registration.tenant, origin) };
  return { status: 200, body: tokens.jwks };
}

/** Both patterns tell the generation with their second group. */
function generationOf(match: RegExpExecArray): Generation {
  return match[2] === undefined ? 'v1' : 'v2';
}
