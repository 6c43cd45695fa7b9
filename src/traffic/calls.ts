import { sentGuid } from '../http/id-headers.js';
import { retryAfterMs } from '../http/retry-after.js';
import type { ObservedExchange } from './traffic-exchange.js';

/** A call of a client: attempts at the same request, in the order of time. */
export interface Call {
  readonly attempts: ObservedExchange[];
  /** How many there were, kept or not. */
  count: number;
  /** One MS-CorrelationId is all that they have in common, which calls may share too. */
  loose: boolean;
}

/** So many attempts of a call are kept. */
const mostAttempts = 12;

/** So many calls wait for another attempt at once; the oldest are taken to be over. */
const mostOpen = 2_000;

/** Another attempt comes within this time of the earlier one's end, and of the time that it was told to wait. */
const patienceMs = 120_000;

/** Groups attempts into calls, by their ids and times. An attempt continues a call where the request is the same, the one before it has failed and ended, and it has the same MS-RequestId, or else the same MS-CorrelationId. */
export class Calls {
  readonly #open = new Map<string, Call>();
  readonly #over: (call: Call) => void;

  /** @param over is told every call that has come to an end */
  constructor(over: (call: Call) => void) {
    this.#over = over;
  }

  /** The call that an attempt belongs to, with it behind the others; undefined where its time is not known. */
  add(attempt: ObservedExchange): Call | undefined {
    const { times } = attempt;
    if (!times) return undefined;
    const keys = keysOf(attempt);
    for (const key of keys) {
      const call = this.#open.get(key);
      const before = call?.attempts.at(-1);
      if (!call || !before) continue;
      if (!continues(attempt, before)) {
        if ((before.times?.startedMs ?? 0) < times.startedMs) this.#close(call);
        continue;
      }
      call.loose ||= key.startsWith(correlation);
      call.count += 1;
      if (call.attempts.length === mostAttempts) call.attempts.splice(1, 1);
      call.attempts.push(attempt);
      if (mayBeTriedAgain(attempt)) for (const one of keys) this.#open.set(one, call);
      else this.#close(call);
      return call;
    }
    const call: Call = { attempts: [attempt], count: 1, loose: false };
    if (!mayBeTriedAgain(attempt)) {
      this.#over(call);
      return call;
    }
    for (const key of keys) this.#open.set(key, call);
    while (this.#open.size > mostOpen) {
      const [oldest] = this.#open.values();
      if (!oldest) break;
      this.#close(oldest);
    }
    return call;
  }

  /** Takes all calls to be over. */
  end(): void {
    for (const call of new Set(this.#open.values())) this.#close(call);
  }

  #close(call: Call): void {
    for (const attempt of call.attempts)
      for (const key of keysOf(attempt)) if (this.#open.get(key) === call) this.#open.delete(key);
    this.#over(call);
  }
}

const correlation = 'correlation ';

/** By MS-RequestId, and by MS-CorrelationId. */
function keysOf({ exchange: { request } }: ObservedExchange): readonly string[] {
  const what = `${request.method} ${request.origin}${request.target}`;
  const ids = [
    ['request ', sentGuid(request, 'MS-RequestId')],
    [correlation, sentGuid(request, 'MS-CorrelationId')],
  ] as const;
  return ids.flatMap(([kind, id]) => (id === undefined ? [] : [`${kind}${id.toLowerCase()} ${what}`]));
}

function continues(attempt: ObservedExchange, before: ObservedExchange): boolean {
  const [start, end] = [attempt.times?.startedMs, before.times?.endedMs];
  if (start === undefined || end === undefined || !mayBeTriedAgain(before)) return false;
  // Clocks of recorders are read in whole milliseconds, and at different places of an exchange.
  if (start < end - 5 || start > end + toldMs(before) + patienceMs) return false;
  return Buffer.compare(attempt.body, before.body) === 0;
}

/** How long an answer said to wait, in milliseconds; 0 for nothing. */
function toldMs({ exchange: { ending }, times }: ObservedExchange): number {
  return ending.kind === 'answered' ? (retryAfterMs(ending.answer, times?.endedMs ?? 0) ?? 0) : 0;
}

/** Whether clients try again what ended like this. */
function mayBeTriedAgain({ exchange: { ending } }: ObservedExchange): boolean {
  if (ending.kind !== 'answered') return ending.kind === 'broken';
  const { status } = ending.answer;
  return status === 408 || status === 429 || status >= 500;
}
