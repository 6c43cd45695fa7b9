import { type Answer, type Exchange, isUnanswered } from '../http/exchange.js';
import { retryAfterMs } from '../http/retry-after.js';
import type { Over } from './not-judged.js';

/** What becomes of a request after one try. */
export type NextStep =
  /** What came of it counts. With `over`, nothing can be judged after it. */
  | { readonly kind: 'keep'; readonly over?: Over }
  /** It is sent again after that time, in milliseconds. */
  | { readonly kind: 'retry'; readonly afterMs: number }
  /** Nothing more can be judged, and what came of it says nothing about the service. */
  | { readonly kind: 'stop'; readonly over: Over };

/** What went before a try. */
export interface Tries {
  /** How many tries the request had before this one. */
  readonly before: number;
  /** Whether a broken exchange gets a second chance. */
  readonly secondChances: boolean;
  /** The request may have an effect, so it is never sent again. */
  readonly once?: boolean;
}

const mostThrottles = 4;
const longestWaitMs = 60_000;
const keep: NextStep = { kind: 'keep' };

/**
 * What a good client of a service under test does after one try of a read: a 429 is waited out as told, a 502, 503 or 504
 * for a moment, a 500, a 501 and a broken exchange get a second chance. What may have an effect is sent once.
 */
export function nextStep(exchange: Exchange, { before, secondChances, once = false }: Tries): NextStep {
  const { request, ending, startedAt, durationMs } = exchange;
  if (once && ending.kind !== 'unreachable') return keep;
  switch (ending.kind) {
    case 'unreachable': {
      if (ending.tlsTooOld)
        return { kind: 'keep', over: { verdict: 'skip', reason: `${ending.message} (TLS-001)` } };
      if (before < 2 && !once) return { kind: 'retry', afterMs: 100 * 4 ** before };
      const reason = `no connection to ${request.origin}: ${ending.message}`;
      return { kind: 'stop', over: { verdict: 'error', reason, unreachable: ending } };
    }
    case 'limit':
    case 'broken':
      return isUnanswered(ending) && before === 0 && secondChances ? { kind: 'retry', afterMs: 50 } : keep;
    case 'answered':
      return afterAnswer(ending.answer, before, Date.parse(startedAt) + durationMs);
    default:
      return ending satisfies never;
  }
}

function afterAnswer(answer: Answer, before: number, now: number): NextStep {
  const backOff = 250 * 2 ** before;
  const told = retryAfterMs(answer, now);
  switch (answer.status) {
    case 429: {
      const wait = before === 0 ? (told ?? backOff) : (told ?? 0) + backOff;
      if (before < mostThrottles && wait <= longestWaitMs) return { kind: 'retry', afterMs: wait };
      const reason = `the service kept throttling (${before + 1} answers 429, the last asked to wait ${Math.ceil(wait / 1000)} s); try again later or give the tenant a larger budget`;
      return { kind: 'stop', over: { verdict: 'error', reason } };
    }
    case 502:
    case 503:
    case 504:
      return before < 3 ? { kind: 'retry', afterMs: Math.min(told ?? backOff, longestWaitMs) } : keep;
    case 500:
    case 501:
      return before === 0 ? { kind: 'retry', afterMs: 50 } : keep;
    default:
      return keep;
  }
}
