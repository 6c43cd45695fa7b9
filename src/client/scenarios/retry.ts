import { throttled } from '../../mock/error-reply.js';
import { type Delivery, type Reply, withDelivery, withHeader, withJson } from '../../mock/reply.js';
import {
  surfacesCode,
  surfacesError,
  surfacesErrorUnlessRetried,
  surfacesStatus,
} from '../checks/outcomes.js';
import {
  backsOff,
  carriesOneIdAfterAnswer,
  givesUpAfterAttempts,
  givesUpInTime,
  keepsIdWithoutAnswer,
  pausesAtLeast,
  waitsAsTold,
} from '../checks/retries.js';
import type { Scenario } from '../scenario.js';
import { failing, healthy, inTurn, withoutEffect } from './serving.js';

const delivered = (how: Delivery) => ({ after: (reply: Reply) => withDelivery(reply, how) });

/** Throttled, with another way to tell how long to wait. */
function throttledTelling(told: (now: number) => string | undefined): (reply: Reply) => Reply {
  return (reply) =>
    withHeader(
      withJson(throttled(reply, 1), { statusCode: 429, message: 'Rate limit is exceeded.' }),
      'Retry-After',
      told(Date.now()),
    );
}

/** Two seconds or a little more from now, to the second. */
function dateAfter(now: number): string {
  return new Date(Math.ceil(now / 1000) * 1000 + 2000).toUTCString();
}

function retry(
  name: string,
  summary: string,
  serve: Scenario['serve'],
  judges: Scenario['judges'],
): Scenario {
  return { name, area: 'retry', summary, judges, ...(serve ? { serve } : {}), slow: true };
}

/** What goes wrong for a while or for ever, in which clients wait and try again. */
export const retryScenarios: readonly Scenario[] = [
  {
    ...retry('hang', 'never answers', inTurn(delivered({ kind: 'hang' })), {
      'FLR-002': surfacesError,
      'RTY-001': keepsIdWithoutAnswer,
      'RTY-009': givesUpInTime,
    }),
    endless: true,
  },
  {
    ...retry(
      'drip',
      'sends white space without end, four times a second',
      inTurn(delivered({ kind: 'drip', pauseMs: 250, endless: true })),
      { 'FLR-002': surfacesError, 'RTY-010': givesUpInTime },
    ),
    endless: true,
  },
  {
    ...retry(
      'throttled',
      'throttles for ever, with Retry-After: 1 in the first call and without it in the second',
      (_, { callNumber: turn }) =>
        async (call, next) => {
          const reply = await next(withoutEffect(call));
          return turn() === 1 ? throttled(reply, 1) : throttledTelling(() => undefined)(reply);
        },
      {
        'FLR-002': surfacesError,
        'FLR-003': surfacesStatus(429),
        'FLR-005': surfacesStatus(429),
        'RTY-003': waitsAsTold,
        'RTY-006': backsOff,
        'RTY-008': givesUpAfterAttempts,
      },
    ),
    calls: 2,
    endless: true,
  },
  {
    ...retry('unavailable', 'answers 503 for ever', inTurn(failing(503, 'ServiceUnavailable')), {
      'FLR-002': surfacesError,
      'FLR-003': surfacesStatus(503),
      'RTY-008': givesUpAfterAttempts,
    }),
    endless: true,
  },
  {
    ...retry('server-error', 'answers 500 for ever', inTurn(failing(500, 800003)), {
      'FLR-002': surfacesError,
      'FLR-003': surfacesStatus(500),
      'FLR-004': surfacesCode('800003'),
      'RTY-008': givesUpAfterAttempts,
    }),
    endless: true,
    alsoShows: ['SEC-001', 'SEC-002'],
  },
  retry(
    'throttled-by-date',
    'throttles once and tells a date two seconds ahead',
    inTurn(throttledTelling(dateAfter), healthy),
    { 'RTY-004': waitsAsTold },
  ),
  retry(
    'throttled-in-seconds',
    'throttles once, with Retry-After: 2',
    inTurn((reply) => throttled(reply, 2), healthy),
    {
      'RTY-002': carriesOneIdAfterAnswer,
      'RTY-003': waitsAsTold,
    },
  ),
  retry(
    'unavailable-in-seconds',
    'answers 503 once, with Retry-After: 2',
    inTurn((reply) => withHeader(failing(503, 'ServiceUnavailable')(reply), 'Retry-After', '2'), healthy),
    { 'RTY-005': waitsAsTold },
  ),
  retry(
    'throttled-without-hint',
    'throttles once without Retry-After',
    inTurn(
      throttledTelling(() => undefined),
      healthy,
    ),
    { 'RTY-007': pausesAtLeast(50) },
  ),
  retry('unavailable-once', 'answers 503 once', inTurn(failing(503, 'ServiceUnavailable'), healthy), {
    'RTY-002': carriesOneIdAfterAnswer,
  }),
  {
    ...retry('hang-once', 'does not answer the first attempt', inTurn(delivered({ kind: 'hang' }), healthy), {
      'FLR-002': surfacesErrorUnlessRetried,
      'RTY-001': keepsIdWithoutAnswer,
    }),
    endless: true,
  },
  retry('reset-once', 'resets the first connection', inTurn(delivered({ kind: 'reset' }), healthy), {
    'FLR-002': surfacesErrorUnlessRetried,
    'RTY-001': keepsIdWithoutAnswer,
  }),
  {
    ...retry(
      'close-once',
      'closes the first connection without an answer',
      inTurn(delivered({ kind: 'close' }), healthy),
      {
        'FLR-002': surfacesErrorUnlessRetried,
        'RTY-001': keepsIdWithoutAnswer,
      },
    ),
    alsoShows: ['SEC-001', 'SEC-002'],
  },
];
