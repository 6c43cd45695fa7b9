import { performance } from 'node:perf_hooks';
import type { Ending } from './exchange.js';

/** How long an exchange may take in all, and how many bytes of content are kept. */
export interface Limits {
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
}

/** The longest time behind its limit that an answer is still waited for, in milliseconds. */
const mostGraceMs = 1000;

/** The time limit of a response. A while behind it, a tenth of the limit, a late answer is waited for, to tell slow from silent. */
export class TimeLimit {
  readonly #ms: number;
  readonly #begin: number;
  readonly #timer: NodeJS.Timeout;

  /**
   * @param ms the limit
   * @param begin when it began to run, as `performance.now()` says
   * @param over is called when nothing is waited for any more
   */
  constructor(ms: number, begin: number, over: () => void) {
    this.#ms = ms;
    this.#begin = begin;
    const grace = Math.min(ms / 10, mostGraceMs);
    this.#timer = setTimeout(over, Math.max(1, begin + ms + grace - performance.now()));
  }

  get exceeded(): boolean {
    return performance.now() - this.#begin > this.#ms;
  }

  /** The ending of a whole answer that came just after the limit. */
  late(): Ending {
    const passed = Math.round(performance.now() - this.#begin);
    const message = `the response took ${passed} ms, just longer than the kit's time limit of ${this.#ms} ms`;
    return { kind: 'limit', limit: 'time', message };
  }

  /** The ending when nothing is waited for any more. @param begun a header came, and bytes of content */
  over(begun: boolean, bytes: number): Ending {
    const message = begun
      ? `the response did not end within ${this.#ms} ms, the kit's time limit (${bytes} bytes of content came)`
      : `no response within ${this.#ms} ms, the kit's time limit`;
    return { kind: 'broken', breakage: 'timeout', message };
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
