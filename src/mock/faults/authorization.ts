import type { Behaviour, Middleware, MockContext } from '../behaviour.js';
import { bearerOf, type Call, callHeader } from '../call.js';
import { authorized, change, refusal, segmentOf, status, success, withMembers } from '../middleware.js';
import { withField, withHeader, withJson, withStatus } from '../reply.js';

/** A service that takes calls for authorized which a strict one would refuse. */
function trusting(test: (call: Call, context: MockContext) => boolean): (context: MockContext) => Middleware {
  return (context) => async (call, next) =>
    next(test(call, context) ? await authorized(call, context) : call);
}

function claimsOf(token: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    return undefined;
  }
}

function algorithmOf(token: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(token?.split('.')[0] ?? '', 'base64url').toString()).alg;
  } catch {
    return undefined;
  }
}

/** A JWT of three parts under an algorithm that signs: such faults verify all but one claim. */
function isIntact(call: Call): boolean {
  const token = bearerOf(call) ?? '';
  return (
    token.split('.').length === 3 &&
    algorithmOf(token) === 'ES256' &&
    (token.split('.')[2] ?? '').length === 86
  );
}

export const authorizationFaults: readonly Behaviour[] = [
  {
    name: 'anonymous-reads',
    summary: 'answers without Authorization',
    requirements: ['AUT-001', 'HDR-014'],
    start: trusting((call) => callHeader(call, 'authorization') === undefined),
  },
  {
    name: 'anonymous-forbidden',
    summary: 'answers 403 instead of 401 without Authorization',
    requirements: ['AUT-001'],
    start: () =>
      change(status(401), (reply, call) =>
        callHeader(call, 'authorization') === undefined
          ? withStatus(withMembers(reply, { code: 2032 }), 403)
          : reply,
      ),
  },
  {
    name: 'empty-token-accepted',
    summary: 'accepts Bearer without a token',
    requirements: ['AUT-002'],
    start: trusting((call) => /^(bearer)?\s*$/i.test(callHeader(call, 'authorization') ?? 'none')),
  },
  {
    name: 'scheme-ignored',
    summary: 'accepts any scheme but a bad Bearer token',
    requirements: ['AUT-003'],
    start: trusting((call) => /^(?!bearer\b)\S+/i.test(callHeader(call, 'authorization') ?? '')),
  },
  {
    name: 'expiry-ignored',
    summary: 'accepts tokens that have expired',
    requirements: ['AUT-015'],
    start: trusting(
      (call) =>
        Number(claimsOf(bearerOf(call))?.['exp'] ?? Number.POSITIVE_INFINITY) * 1000 < Date.now() &&
        isIntact(call),
    ),
  },
  {
    name: 'audience-ignored',
    summary: 'accepts tokens for another audience',
    requirements: ['AUT-016'],
    start: trusting((call) => /graph/.test(String(claimsOf(bearerOf(call))?.['aud'])) && isIntact(call)),
  },
  {
    name: 'tenant-ignored',
    summary: 'accepts tokens of any tenant of its authority',
    requirements: ['AUT-017'],
    start: trusting((call, { authority }) => {
      const { tid, iss } = claimsOf(bearerOf(call)) ?? {};
      return (
        tid !== authority.registration.tenant &&
        String(iss).startsWith('https://sts.windows.net/') &&
        isIntact(call)
      );
    }),
  },
  {
    name: 'issuer-ignored',
    summary: 'accepts tokens of any issuer',
    requirements: ['AUT-018'],
    start: trusting((call, { authority }) => {
      const { tid, iss } = claimsOf(bearerOf(call)) ?? {};
      return (
        tid === authority.registration.tenant && iss !== authority.issuerOf(String(tid)) && isIntact(call)
      );
    }),
  },
  {
    name: 'any-token-accepted',
    summary: 'accepts whatever stands behind Bearer',
    requirements: ['AUT-004'],
    start: trusting((call) => bearerOf(call) !== undefined),
  },
  {
    name: 'token-start-compared',
    summary: 'remembers the first 40 characters of good tokens and looks at no more',
    requirements: ['AUT-005'],
    start: (context) => {
      const known = new Set<string>();
      return async (call, next) => {
        const start = bearerOf(call)?.slice(0, 40) ?? '';
        const reply = await next(known.has(start) ? await authorized(call, context) : call);
        if (success(reply, call)) known.add(start);
        return reply;
      };
    },
  },
  {
    name: 'signature-not-verified',
    summary: "reads a token's claims without verifying its signature",
    requirements: ['AUT-006'],
    start: trusting(
      (call) =>
        algorithmOf(bearerOf(call)) === 'ES256' &&
        claimsOf(bearerOf(call)) !== undefined &&
        bearerOf(call)?.split('.').length === 3,
    ),
  },
  {
    name: 'unsigned-tokens-accepted',
    summary: 'accepts the algorithm none',
    requirements: ['AUT-007'],
    start: trusting((call) => String(algorithmOf(bearerOf(call))).toLowerCase() === 'none'),
  },
  {
    name: 'token-in-query-accepted',
    summary: 'takes the token from the query string',
    requirements: ['AUT-008'],
    start: trusting((call) => /[?&]access_token=./.test(call.target)),
  },
  {
    name: 'app-only-refused',
    summary: 'refuses app-only tokens with 403 and code 900329',
    requirements: ['AUT-009'],
    start: () =>
      change(success, (reply, call) =>
        claimsOf(bearerOf(call))?.['idtyp'] === 'app' ? refused(reply, 403, 900329) : reply,
      ),
  },
  {
    name: 'user-tokens-refused',
    summary: 'refuses app+user tokens with 401',
    requirements: ['AUT-009'],
    start: () =>
      change(success, (reply, call) =>
        claimsOf(bearerOf(call))?.['idtyp'] === 'user' ? refused(reply, 401, 900420) : reply,
      ),
  },
  {
    name: 'flows-disagree',
    summary: 'answers app+user tokens with another value',
    requirements: ['AUT-010'],
    start: () =>
      change(success, (reply, call) =>
        claimsOf(bearerOf(call))?.['idtyp'] === 'user'
          ? withJson(reply, reply.body.length === 6 ? 'education' : 'none')
          : reply,
      ),
  },
  {
    name: 'customers-told-before-authorization',
    summary: 'looks the customer up before it looks at the token',
    requirements: ['AUT-011'],
    start: (context) =>
      change(status(401), (reply, call) => {
        const segment = segmentOf(call, context);
        const known =
          segment === undefined || context.customers.some(({ id }) => id === segment.toLowerCase());
        return known
          ? reply
          : withMembers(withHeader(reply, 'WWW-Authenticate', undefined), {
              description: 'The tenant was not found.',
            });
      }),
  },
  {
    name: 'qualification-in-errors',
    summary: "adds the customer's qualification to errors",
    requirements: ['AUT-012'],
    start: () => change(refusal, (reply) => withMembers(reply, { customer: { qualification: 'education' } })),
  },
  {
    name: 'token-in-errors',
    summary: 'repeats the token in the description of an error',
    requirements: ['AUT-013'],
    start: () =>
      change(refusal, (reply, call) =>
        withMembers(reply, { description: `Not for ${bearerOf(call) ?? 'nobody'}`.slice(0, 1024) }),
      ),
  },
  {
    name: 'token-in-header',
    summary: 'repeats Authorization among the response headers',
    requirements: ['AUT-013'],
    start: () =>
      change(success, (reply, call) =>
        withField(reply, 'X-Debug-Authorization', callHeader(call, 'authorization') ?? ''),
      ),
  },
  {
    name: 'challenge-missing',
    summary: 'answers 401 without WWW-Authenticate',
    requirements: ['AUT-014'],
    start: () => change(status(401), (reply) => withHeader(reply, 'WWW-Authenticate', undefined)),
  },
];

function refused(reply: Parameters<typeof withJson>[0], to: number, code: number) {
  const body = { code, description: 'The token is not supported here.', data: [], source: 'PartnerFD' };
  return withJson(withStatus(to === 401 ? withField(reply, 'WWW-Authenticate', 'Bearer') : reply, to), body);
}
