import { finding, violated } from '../checks/outcome.js';
import type { ClientCheck } from '../client/checks/client-check.js';
import {
  backsOff,
  carriesOneIdAfterAnswer,
  keepsIdWithoutAnswer,
  mostAttempts,
  pausesAtLeast,
  waitsAsTold,
} from '../client/checks/retries.js';
import { checksOfWrites, universalClientChecks } from '../client/checks/universal.js';
import { headerValue } from '../http/exchange.js';
import type { ObservedExchange } from './traffic-exchange.js';

/** A check of the client's side, and the attempts that give occasion to it. */
export interface ObservedCheck {
  readonly id: string;
  readonly check: ClientCheck;
  /** `count` is the number of the last one in its call. */
  readonly applies: (attempts: readonly ObservedExchange[], count: number) => boolean;
}

/** What holds in every scenario and cannot be told without having asked for the call, or is told otherwise here. */
const notOfAttempts: ReadonlySet<string> = new Set([
  ...['REQ-003', 'REQ-011', 'FLR-001', 'SEC-001', 'SEC-002'],
  ...[...checksOfWrites.keys()].filter((id) => id !== 'CWR-003'),
]);

/** What every attempt is held against by itself. */
export const checksOfAttempts: readonly ObservedCheck[] = [...universalClientChecks]
  .filter(([id]) => !notOfAttempts.has(id))
  .map(([id, check]) => ({ id, check, applies: () => true }));

/** What two attempts of a call are held against, one behind the other. */
export const checksOfRetries: readonly ObservedCheck[] = [
  { id: 'RTY-001', check: keepsIdWithoutAnswer, applies: pairBehind(() => true) },
  { id: 'RTY-002', check: carriesOneIdAfterAnswer, applies: pairBehind(() => true) },
  { id: 'RTY-003', check: waitsAsTold, applies: pairBehind(throttled(/^\d+$/)) },
  { id: 'RTY-004', check: waitsAsTold, applies: pairBehind(toldByDate) },
  { id: 'RTY-005', check: waitsAsTold, applies: pairBehind((one) => statusOf(one) === 503) },
  { id: 'RTY-007', check: pausesAtLeast(50), applies: pairBehind(throttled(undefined)) },
  {
    id: 'RTY-008',
    check: () => [
      { outcome: violated(finding('attempts', `at most ${mostAttempts}`, `${mostAttempts + 1} or more`)) },
    ],
    applies: (_, count) => count === mostAttempts + 1,
  },
];

/** What a call is held against that is over, by all of its attempts. */
export const checksOfCalls: readonly ObservedCheck[] = [
  {
    id: 'RTY-006',
    check: backsOff,
    applies: (attempts) => attempts.length > 2 && attempts.slice(0, -1).every((one) => statusOf(one) === 429),
  },
];

/** A pair of attempts of which the first gives occasion. */
function pairBehind(occasion: (before: ObservedExchange) => boolean): ObservedCheck['applies'] {
  return (attempts) => {
    const [before] = attempts;
    return attempts.length === 2 && before !== undefined && occasion(before);
  };
}

function throttled(told: RegExp | undefined): (one: ObservedExchange) => boolean {
  return (one) => {
    const field = retryAfterOf(one);
    return statusOf(one) === 429 && (told ? told.test(field ?? '') : field === undefined);
  };
}

function toldByDate(one: ObservedExchange): boolean {
  return /^\D/.test(retryAfterOf(one) ?? '');
}

function statusOf({ exchange: { ending } }: ObservedExchange): number | undefined {
  return ending.kind === 'answered' ? ending.answer.status : undefined;
}

function retryAfterOf({ exchange: { ending } }: ObservedExchange): string | undefined {
  return ending.kind === 'answered' ? headerValue(ending.answer.headers, 'retry-after') : undefined;
}
