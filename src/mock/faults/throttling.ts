import type { Behaviour } from '../behaviour.js';
import { everyNth } from '../middleware.js';
import { type Reply, withBody, withHeader, withJson, withStatus } from '../reply.js';

/** A reply turned into the documented form of a 429: its own headers, without the MS-* ones. */
export function throttled(reply: Reply, seconds: number): Reply {
  const bare: Reply = {
    ...reply,
    headers: [
      ['Content-Type', 'application/json'],
      ['Retry-After', String(seconds)],
    ],
  };
  return withJson(withStatus(bare, 429), {
    statusCode: 429,
    message: `Rate limit is exceeded. Try again in ${seconds} seconds.`,
  });
}

/** A service that throttles now and then, in a form of its own. */
function throttling(
  name: string,
  requirement: string,
  summary: string,
  alter: (reply: Reply) => Reply,
): Behaviour {
  return {
    name,
    summary,
    requirements: [requirement],
    start: (context) => everyNth(20, context, (reply) => alter(throttled(reply, 0))),
  };
}

export const throttlingFaults: readonly Behaviour[] = [
  throttling('throttled-without-retry-after', 'THR-001', 'throttles without Retry-After', (reply) =>
    withHeader(reply, 'Retry-After', undefined),
  ),
  throttling('retry-after-in-words', 'THR-002', 'says "soon" in Retry-After', (reply) =>
    withHeader(reply, 'Retry-After', 'soon'),
  ),
  throttling('retry-after-fraction', 'THR-002', 'gives a fraction of a second in Retry-After', (reply) =>
    withHeader(reply, 'Retry-After', '0.5'),
  ),
  throttling('throttled-with-html', 'THR-003', 'throttles with a page of HTML', (reply) =>
    withBody(reply, '<html><body>Too many requests</body></html>'),
  ),
  throttling('throttled-with-words', 'THR-003', 'throttles with an object of another form', (reply) =>
    withJson(reply, { error: 'rate limit' }),
  ),
];
