import { type Behaviour, behaviour } from '../behaviour.js';
import { throttled } from '../error-reply.js';
import { everyNth } from '../middleware.js';
import { type Reply, withBody, withHeader, withJson } from '../reply.js';

/** A service that throttles now and then, in a form of its own. */
function throttling(
  name: string,
  requirement: string,
  summary: string,
  change: (reply: Reply) => Reply,
): Behaviour {
  return behaviour(
    name,
    [requirement],
    summary,
    everyNth(20, (reply) => change(throttled(reply, 0))),
  );
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
