import { setTimeout as pause } from 'node:timers/promises';
import type { Shard } from '../report/report.js';
import type { Allowance } from '../target/target.js';

/** The part of an allowance that falls to one of several shards; the parts of all shards add up to the whole. */
export function shareOf({ budget, pace }: Allowance, { index, total }: Shard): Allowance {
  const upTo = (shard: number) => Math.floor((budget * shard) / total);
  return { budget: upTo(index) - upTo(index - 1), pace: pace / total };
}

/** Lets requests go one by one: not faster than the pace, not more than the budget, and none while the service wants rest. */
export class RateLimiter {
  readonly #allowance: Allowance | undefined;
  #spent: number;
  #next = 0;
  #restUntil = 0;

  /** @param spent requests that earlier workers of the run made */
  constructor(allowance: Allowance | undefined, spent = 0) {
    this.#allowance = allowance;
    this.#spent = spent;
  }

  get spent(): number {
    return this.#spent;
  }

  /** Waits for this request's turn. Returns why there is none when the budget is spent. */
  async turn(): Promise<string | undefined> {
    const { budget = Number.POSITIVE_INFINITY, pace = Number.POSITIVE_INFINITY } = this.#allowance ?? {};
    if (this.#spent >= budget)
      return `the budget of ${budget} requests is spent; raise it in targets.yaml, or judge less with --only`;
    this.#spent += 1;
    const now = performance.now();
    // Turns are given out in order, so that many callers at once keep the pace together.
    const mine = Math.max(now, this.#next);
    this.#next = mine + 1000 / pace;
    if (mine > now) await pause(mine - now);
    while (this.#restUntil > performance.now()) await pause(this.#restUntil - performance.now() + 1);
    return undefined;
  }

  /** Nobody asks again before that time is over. */
  rest(ms: number): void {
    this.#restUntil = Math.max(this.#restUntil, performance.now() + ms);
  }
}
