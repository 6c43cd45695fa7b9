import { algorithmOf, claimsOf } from '../../http/jwt.js';
import { answering, type Behaviour, behaviour, type MockContext } from '../behaviour.js';
import { bearerOf, type Call, callHeader, withCallHeader } from '../call.js';
import { authorized, segmentOf } from '../customer-call.js';
import { withError, withMembers } from '../error-reply.js';
import { receiving, refusal, status, success } from '../middleware.js';
import { withRawResponse } from '../raw-response.js';
import { textOfReply, withField, withHeader, withOtherValue, withStatus } from '../reply.js';

/** A service that takes calls for authorized which a strict one would refuse. */
function trusting(
  name: string,
  requirements: readonly string[],
  summary: string,
  test: (call: Call, context: MockContext) => boolean,
): Behaviour {
  return behaviour(
    name,
    requirements,
    summary,
    receiving((call, context) => (test(call, context) ? authorized(call, context) : call)),
  );
}

function claimsIn(call: Call): Readonly<Record<string, unknown>> {
  return claimsOf(bearerOf(call) ?? '');
}

function algorithmIn(call: Call): unknown {
  return algorithmOf(bearerOf(call) ?? '');
}

/** A JWT of three parts under an algorithm that signs: such faults verify all but one claim. */
function isIntact(call: Call): boolean {
  const [, , signature = '', ...more] = (bearerOf(call) ?? '').split('.');
  return algorithmIn(call) === 'ES256' && signature.length === 86 && more.length === 0;
}

/** A service that remembers good tokens by a key, and takes every token with a key that it knows for good. */
function remembering(
  name: string,
  requirements: readonly string[],
  summary: string,
  keyOf: (token: string) => string,
): Behaviour {
  return behaviour(name, requirements, summary, (context) => {
    const known = new Set<string>();
    return async (call, next) => {
      const token = bearerOf(call);
      const key = token === undefined ? '' : keyOf(token);
      const reply = await next(known.has(key) ? await authorized(call, context) : call);
      if (key !== '' && success(reply, call, context)) known.add(key);
      return reply;
    };
  });
}

/** The call with the first of several credentials whose token is good, as it was where none is. */
async function firstGood(
  call: Call,
  { authority }: MockContext,
  credentials: readonly string[],
): Promise<Call> {
  for (const credential of credentials) {
    const good = withCallHeader(call, 'Authorization', credential);
    const token = bearerOf(good);
    if (token !== undefined && (await authority.accepts(token))) return good;
  }
  return call;
}

export const authorizationFaults: readonly Behaviour[] = [
  trusting(
    'anonymous-reads',
    ['AUT-001', 'HDR-014'],
    'answers without Authorization',
    (call) => callHeader(call, 'authorization') === undefined,
  ),
  answering(
    'anonymous-forbidden',
    ['AUT-001'],
    'answers 403 instead of 401 without Authorization',
    status(401),
    (reply, call) =>
      callHeader(call, 'authorization') === undefined
        ? withStatus(withMembers(reply, { code: 2032 }), 403)
        : reply,
  ),
  trusting('empty-token-accepted', ['AUT-002'], 'accepts Bearer without a token', (call) =>
    /^(bearer)?\s*$/i.test(callHeader(call, 'authorization') ?? 'none'),
  ),
  trusting('scheme-ignored', ['AUT-003'], 'accepts any scheme but a bad Bearer token', (call) =>
    /^(?!bearer\b)\S+/i.test(callHeader(call, 'authorization') ?? ''),
  ),
  trusting(
    'expiry-ignored',
    ['AUT-015'],
    'accepts tokens that have expired',
    (call) => Number(claimsIn(call)['exp']) * 1000 < Date.now() && isIntact(call),
  ),
  trusting(
    'audience-ignored',
    ['AUT-016'],
    'accepts tokens for another audience',
    (call) => /graph/.test(String(claimsIn(call)['aud'])) && isIntact(call),
  ),
  trusting(
    'tenant-ignored',
    ['AUT-017'],
    'accepts tokens of any tenant of its authority',
    (call, { authority }) => {
      const { tid, iss } = claimsIn(call);
      const known = String(iss).startsWith('https://sts.windows.net/');
      return tid !== authority.registration.tenant && known && isIntact(call);
    },
  ),
  trusting('issuer-ignored', ['AUT-018'], 'accepts tokens of any issuer', (call, { authority }) => {
    const { tid, iss } = claimsIn(call);
    const { tenant } = authority.registration;
    return tid === tenant && iss !== authority.issuerOf(tenant) && isIntact(call);
  }),
  trusting(
    'any-token-accepted',
    ['AUT-004'],
    'accepts whatever stands behind Bearer',
    (call) => bearerOf(call) !== undefined,
  ),
  remembering(
    'token-start-compared',
    ['AUT-005'],
    'remembers the first 40 characters of good tokens and looks at no more',
    (token) => token.slice(0, 40),
  ),
  remembering(
    'token-end-ignored',
    ['AUT-020'],
    'remembers good tokens without their last character',
    (token) => token.slice(0, -1),
  ),
  remembering(
    'token-header-ignored',
    ['AUT-020'],
    'remembers payload and signature of good tokens, whatever their header',
    (token) => token.slice(token.indexOf('.')),
  ),
  remembering(
    'signature-remembered',
    ['AUT-006', 'AUT-020'],
    'remembers the signatures of good tokens, whatever was signed',
    (token) => token.slice(token.lastIndexOf('.')),
  ),
  remembering('token-case-folded', ['AUT-019'], 'remembers good tokens in lower case', (token) =>
    token.toLowerCase(),
  ),
  behaviour(
    'any-field-of-credentials',
    ['AUT-021'],
    'takes whichever of two Authorization fields has a good token',
    receiving((call, context) =>
      firstGood(
        call,
        context,
        call.headers.flatMap(([name, value]) => (/^authorization$/i.test(name) ? [value] : [])),
      ),
    ),
  ),
  answering(
    'two-credentials-fail',
    ['AUT-021'],
    'answers two Authorization fields with 500',
    (_, call) => call.headers.filter(([name]) => /^authorization$/i.test(name)).length > 1,
    (reply) => withStatus(withMembers(reply, { code: 800003 }), 500),
  ),
  behaviour(
    'credentials-searched',
    ['AUT-022'],
    'takes the first good token of credentials joined by a comma',
    receiving((call, context) =>
      firstGood(call, context, (callHeader(call, 'authorization') ?? '').split(/, */)),
    ),
  ),
  trusting(
    'signature-not-verified',
    ['AUT-006'],
    "reads a token's claims without verifying its signature",
    (call) =>
      algorithmIn(call) === 'ES256' &&
      Object.keys(claimsIn(call)).length > 0 &&
      bearerOf(call)?.split('.').length === 3,
  ),
  trusting(
    'unsigned-tokens-accepted',
    ['AUT-007'],
    'accepts the algorithm none',
    (call) => String(algorithmIn(call)).toLowerCase() === 'none',
  ),
  trusting('token-in-query-accepted', ['AUT-008'], 'takes the token from the query string', (call) =>
    /[?&]access_token=./.test(call.target),
  ),
  answering(
    'app-only-refused',
    ['AUT-009'],
    'refuses app-only tokens with 403 and code 900329',
    success,
    (reply, call) =>
      claimsIn(call)['idtyp'] === 'app'
        ? withError(reply, 403, 900329, 'The token is not supported here.')
        : reply,
  ),
  answering('user-tokens-refused', ['AUT-009'], 'refuses app+user tokens with 401', success, (reply, call) =>
    claimsIn(call)['idtyp'] === 'user'
      ? withField(
          withError(reply, 401, 900420, 'The token is not supported here.'),
          'WWW-Authenticate',
          'Bearer',
        )
      : reply,
  ),
  answering(
    'flows-disagree',
    ['AUT-010'],
    'answers app+user tokens with another value',
    success,
    (reply, call) => (claimsIn(call)['idtyp'] === 'user' ? withOtherValue(reply) : reply),
  ),
  answering(
    'customers-told-before-authorization',
    ['AUT-011'],
    'looks the customer up before it looks at the token',
    status(401),
    (reply, call, context) => {
      const segment = segmentOf(call, context)?.toLowerCase();
      if (segment === undefined || context.customers.some(({ id }) => id === segment)) return reply;
      const unchallenged = withHeader(reply, 'WWW-Authenticate', undefined);
      return withMembers(unchallenged, { description: 'The tenant was not found.' });
    },
  ),
  answering(
    'qualification-in-errors',
    ['AUT-012'],
    "adds the customer's qualification to errors",
    refusal,
    (reply) => withMembers(reply, { customer: { qualification: 'education' } }),
  ),
  answering(
    'token-in-errors',
    ['AUT-013'],
    'repeats the token in the description of an error',
    refusal,
    (reply, call) =>
      withMembers(reply, { description: `Not for ${bearerOf(call) ?? 'nobody'}`.slice(0, 1024) }),
  ),
  answering(
    'token-in-header',
    ['AUT-013'],
    'repeats Authorization among the response headers',
    success,
    (reply, call) => withField(reply, 'X-Debug-Authorization', callHeader(call, 'authorization') ?? ''),
  ),
  answering(
    'token-in-trailer',
    ['AUT-013'],
    'repeats the token behind the content, in a trailer and in a chunk extension',
    success,
    (reply, call) => {
      const token = bearerOf(call) ?? '';
      const size = reply.body.length.toString(16);
      const chunks = `${size};for=${token}\r\n${textOfReply(reply)}\r\n0\r\nX-Debug-Token: ${token}\r\n\r\n`;
      return withRawResponse(reply, 'Transfer-Encoding: chunked', Buffer.from(chunks));
    },
  ),
  answering(
    'token-in-escapes',
    ['AUT-013'],
    "repeats the token's signature in errors, in character references within base64",
    refusal,
    (reply, call) => {
      const signature = bearerOf(call)?.split('.').at(-1) ?? '';
      const references = [...signature].map((one) => `&#${one.charCodeAt(0)};`);
      const details = Buffer.from(references.join('')).toString('base64');
      return withMembers(reply, { details });
    },
  ),
  behaviour(
    'head-anonymous',
    ['AUT-023'],
    'answers HEAD like GET, and without Authorization',
    receiving(async (call, context) =>
      call.method === 'HEAD' ? { ...(await authorized(call, context)), method: 'GET' } : call,
    ),
  ),
  answering('challenge-missing', ['AUT-014'], 'answers 401 without WWW-Authenticate', status(401), (reply) =>
    withHeader(reply, 'WWW-Authenticate', undefined),
  ),
];
