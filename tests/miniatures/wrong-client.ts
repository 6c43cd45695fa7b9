import type { Habits } from './good-client.js';

/** A client that does one thing wrong. */
export interface WrongClient {
  readonly name: string;
  /** What it does, in the present tense. */
  readonly summary: string;
  /** What must catch it. */
  readonly requirements: readonly string[];
  /** What it is called for; absent for the read of the one qualification. */
  readonly operation?: string;
  readonly habits: Habits;
}
