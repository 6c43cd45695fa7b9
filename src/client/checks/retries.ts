import { fieldInWords, finding, holds, violated } from '../../checks/outcome.js';
import { headerValues } from '../../http/exchange.js';
import { isGuid } from '../../http/guid.js';
import { idHeaders, sentGuid } from '../../http/id-headers.js';
import { retryAfterMs } from '../../http/retry-after.js';
import type { Attempt, DriverCall } from '../transcript.js';
import { actingCalls } from './acting.js';
import { type AttemptOutcome, type ClientCheck, eachRetriedCall } from './client-check.js';

/** An error that lasts is asked for this often at most. No documented client makes more than five attempts. */
export const mostAttempts = 10;

/** Clocks and timers differ a little, and so may a wait. */
const toleranceMs = 150;

/** Pauses that grow by less than this do not grow. */
const growth = 1.2;

/** A refusal that another try cannot change is asked for once, or as often as told. */
export function triesAtMost(most: number): ClientCheck {
  return (transcript) =>
    actingCalls(transcript).map(({ attempts }): AttemptOutcome => {
      const extra = attempts[most];
      if (extra === undefined) return { outcome: holds() };
      const times = most === 1 ? 'one request' : `at most ${most} requests`;
      return {
        outcome: violated(
          finding('attempts', times, `${attempts.length}${attempts.length > 20 ? ' and more' : ''}`),
        ),
        attempt: extra,
      };
    });
}

/** An attempt that got no answer is repeated with the same MS-RequestId. */
export const keepsIdWithoutAnswer = eachRetriedCall(({ attempts }) => {
  const outcomes = pairs(attempts).flatMap(([before, after]): readonly AttemptOutcome[] => {
    if (before.exchange.ending.kind !== 'broken') return [];
    const [old, id] = [before, after].map(({ exchange }) => sentGuid(exchange.request, 'MS-RequestId'));
    if (old === undefined || id === undefined) return [];
    if (old.toLowerCase() === id.toLowerCase()) return [{ outcome: holds() }];
    return [{ outcome: violated(finding('header MS-RequestId', `${old} again`, id)), attempt: after }];
  });
  return outcomes.length > 0 ? outcomes : { skip: 'no two MS-RequestIds to compare' };
});

/** A retry after an answer has one MS-RequestId, which may be new or the same, and one MS-CorrelationId. */
export const carriesOneIdAfterAnswer = eachRetriedCall(({ attempts }) => {
  const outcomes = pairs(attempts).flatMap(([before, after]): readonly AttemptOutcome[] => {
    if (before.exchange.ending.kind !== 'answered') return [];
    const wrong = idHeaders.flatMap((name) => {
      const values = headerValues(after.exchange.request.headers, name);
      const sent = headerValues(before.exchange.request.headers, name).length > 0;
      if (!sent || (values.length === 1 && isGuid(values[0] ?? ''))) return [];
      return [finding(`header ${name}`, 'one GUID', fieldInWords(values))];
    });
    if (wrong.length > 0) return [{ outcome: violated(...wrong), attempt: after }];
    const [old, id] = [before, after].map(({ exchange }) => sentGuid(exchange.request, 'MS-RequestId'));
    if (old === undefined || id === undefined) return [];
    return [{ outcome: holds(old.toLowerCase() === id.toLowerCase() ? 'kept' : 'reset') }];
  });
  return outcomes.length > 0 ? outcomes : { skip: 'no two MS-RequestIds to compare' };
});

/** No attempt comes before the time that the answer before it told with Retry-After. */
export const waitsAsTold = eachRetriedCall(({ attempts }) => {
  const outcomes = pairs(attempts).flatMap(([before, after]): readonly AttemptOutcome[] => {
    const told = toldMs(before);
    if (told === undefined) return [];
    const waited = pauseBetween(before, after);
    if (waited >= told - toleranceMs) return [{ outcome: holds() }];
    return [
      {
        outcome: violated(
          finding('the pause before the next attempt', `${Math.round(told)} ms or more`, `${waited} ms`),
        ),
        attempt: after,
      },
    ];
  });
  return outcomes.length > 0 ? outcomes : { skip: 'no answer told how long to wait' };
});

/** Throttled again and again, the client waits longer: than it was told, or, where it is told nothing, than at first. Growth in one of the calls is enough. */
export const backsOff: ClientCheck = (transcript) => {
  const series = actingCalls(transcript).flatMap(({ attempts }) => {
    const pauses = pairs(attempts).map(([before, after]) => pauseBetween(before, after));
    // A busy machine makes any pause longer; what was told is the firmer measure.
    const told = Math.max(0, ...attempts.map((attempt) => toldMs(attempt) ?? 0));
    return pauses.length < 2
      ? []
      : [{ pauses, base: told > 0 ? told : (pauses[0] ?? 0), last: attempts.at(-1) }];
  });
  if (series.length === 0)
    return { skip: 'the client made one retry at most where this is judged', lawful: true };
  if (series.some(({ pauses, base }) => pauses.slice(1).some((pause) => pause >= base * growth)))
    return [{ outcome: holds() }];
  return series.map(({ pauses, last }): AttemptOutcome => {
    const received = pauses.map((one) => `${one} ms`).join(', ');
    return {
      outcome: violated(finding('the pauses between attempts', 'longer ones each time', received)),
      ...(last ? { attempt: last } : {}),
    };
  });
};

/** Throttled without being told how long, the client does not come back at once. */
export function pausesAtLeast(leastMs: number): ClientCheck {
  return eachRetriedCall(({ attempts }) =>
    pairs(attempts).map(([before, after]): AttemptOutcome => {
      const waited = pauseBetween(before, after);
      if (waited >= leastMs) return { outcome: holds() };
      const message = finding('the pause before the next attempt', `${leastMs} ms or more`, `${waited} ms`);
      return { outcome: violated(message), attempt: after };
    }),
  );
}

/** An error that lasts is given up after a bounded number of attempts. */
export const givesUpAfterAttempts: ClientCheck = (transcript) => {
  const { timeoutMs } = transcript;
  const outcomes: AttemptOutcome[] = [];
  for (const { attempts, stopped, outcome } of actingCalls(transcript)) {
    const extra = attempts[mostAttempts];
    if (extra !== undefined) {
      const received = `${attempts.length}${stopped === undefined ? '' : ', and no end'}`;
      outcomes.push({
        outcome: violated(finding('attempts', `at most ${mostAttempts}`, received)),
        attempt: extra,
      });
    } else if (stopped === 'time') {
      const seen = `${countOf(attempts)} in ${timeoutMs} ms`;
      return { inconclusive: `the client had not given up after ${seen}; raise --timeout` };
    } else if (outcome.kind !== 'none') outcomes.push({ outcome: holds() });
  }
  return outcomes.length > 0 ? outcomes : { skip: 'the call had no outcome' };
};

/**
 * A service that never comes to an end is given up within the time limit. A client that was stopped while it tried
 * again has a limit for each attempt; how many it would have made is not known.
 */
export const givesUpInTime: ClientCheck = ({ calls, timeoutMs }) => {
  const outcomes: AttemptOutcome[] = [];
  for (const { stopped, outcome, attempts } of calls) {
    if (stopped === 'time' && attempts.length > 1 && attempts.length <= mostAttempts)
      return {
        inconclusive: `the client had not given up after ${countOf(attempts)} in ${timeoutMs} ms; raise --timeout`,
      };
    const attempt = attempts.at(-1);
    const message = finding(
      'outcome',
      `a result within ${timeoutMs} ms (--timeout)`,
      `none after ${countOf(attempts)}`,
    );
    if (stopped !== undefined) outcomes.push({ outcome: violated(message), ...(attempt ? { attempt } : {}) });
    else if (outcome.kind !== 'none') outcomes.push({ outcome: holds() });
  }
  return outcomes.length > 0 ? outcomes : { skip: 'the call had no outcome' };
};

function countOf(attempts: DriverCall['attempts']): string {
  return `${attempts.length} ${attempts.length === 1 ? 'attempt' : 'attempts'}`;
}

function pairs(attempts: readonly Attempt[]): readonly (readonly [before: Attempt, after: Attempt])[] {
  return attempts.slice(1).flatMap((after, index) => {
    const before = attempts[index];
    return before ? [[before, after] as const] : [];
  });
}

/** From the answer to the arrival of the next attempt, in whole milliseconds. */
function pauseBetween(before: Attempt, after: Attempt): number {
  return Math.round(after.receivedAtMs - before.answeredAtMs);
}

/** How long the answer to an attempt said to wait. */
function toldMs({ exchange }: Attempt): number | undefined {
  const { ending } = exchange;
  if (ending.kind !== 'answered') return undefined;
  const answeredAt = Date.parse(exchange.startedAt) + exchange.durationMs;
  return retryAfterMs(ending.answer, answeredAt);
}
