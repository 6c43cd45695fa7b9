import { performance } from 'node:perf_hooks';
import type { Behaviour } from '../mock/behaviour.js';
import type { JournalEntry } from '../mock/journal.js';
import type { Reply } from '../mock/reply.js';
import { type AnsweredRequest, attemptOf } from './attempt-of.js';
import { grantedBy, isForAuthority, tokenRefusalIn } from './authority-traffic.js';
import type { Attempt } from './transcript.js';

/** A client that has asked this often in one call is stopped. */
const usuallyEnough = 25;

/** Sees what a healthy mock would answer, and what leaves in its place. */
export class Recorder {
  readonly #granted: (token: string) => void;
  readonly #healthy = new Map<number, Reply>();
  readonly #applied = new Set<number>();
  #taken: AnsweredRequest[] = [];
  #tooMany = new AbortController();

  readonly #enough: number;
  #count = 0;
  #tokenRefusal: string | undefined;

  /**
   * @param granted is told every token that the mock's own endpoints grant
   * @param enough how many attempts are kept; one more aborts the signal of `begin`
   */
  constructor(granted: (token: string) => void, enough = usuallyEnough) {
    this.#granted = granted;
    this.#enough = enough;
  }

  /** How the mock's token endpoint refused the last request, if it did. */
  get tokenRefusal(): string | undefined {
    return this.#tokenRefusal;
  }

  /** How many there were, kept or not. */
  get count(): number {
    return this.#count;
  }

  /** To stand innermost among the mock's behaviours. */
  readonly health: Behaviour = {
    name: 'health',
    summary: 'answers as a healthy mock',
    requirements: [],
    start: () => async (call, next) => {
      const reply = await next(call);
      this.#healthy.set(call.number, reply);
      if (call.method !== 'GET' && reply.status < 300) this.#applied.add(call.number);
      return reply;
    },
  };

  readonly watch = (entry: JournalEntry): void => {
    const granted = grantedBy(entry);
    this.#tokenRefusal = tokenRefusalIn(entry) ?? this.#tokenRefusal;
    if (granted !== undefined) this.#granted(granted);
    if (isForAuthority(entry)) return;
    const healthy = this.#healthy.get(entry.call.number);
    this.#healthy.delete(entry.call.number);
    const applied = this.#applied.delete(entry.call.number);
    this.#count += 1;
    if (this.#taken.length < this.#enough)
      this.#taken.push({
        ...entry,
        healthy,
        ...(applied ? { applied } : {}),
        answeredAt: performance.now(),
        timeOfDay: Date.now(),
      });
    else this.#tooMany.abort();
  };

  /** Forgets earlier attempts; the signal tells when there are too many new ones. */
  begin(): AbortSignal {
    this.#taken = [];
    this.#tooMany = new AbortController();
    return this.#tooMany.signal;
  }

  /** What was received since then; times count from `startedAt`. */
  attempts(startedAt: number, origin: string): readonly Attempt[] {
    return this.#taken.map((one, index) => attemptOf(one, index, startedAt, origin));
  }
}
