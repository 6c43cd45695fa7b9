import type { Evidence } from '../http/evidence.js';
import type { Verdict } from '../verdict.js';

/** One violation: what was wrong, and the exchange that shows it. */
export interface Finding {
  /** `at PLACE: expected X, received Y` */
  readonly message: string;
  readonly exchange: Evidence;
}

/** What one test has to say of one requirement. */
export interface Record {
  readonly id: string;
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly readings: readonly string[];
  readonly findings: readonly Finding[];
}

/** The name of the attachment that carries a test's records to the reporter, as a JSON array. */
export const recordsAttachment = 'qualification-kit/records';
