import type { EvidenceRecord } from '../evidence/evidence-record.js';
import type { Report } from '../report/report.js';
import type { Verdict } from '../verdict.js';
import type { Collected } from './side-of-run.js';

/** What came of a run: its report, where it could be written, and the exit code that it means. */
export interface Outcome {
  readonly report?: Report;
  readonly code: 0 | 1 | 2;
}

/** What a task does around its tests. */
export interface Course {
  /** To be called before the first test; once more does nothing. Throws KitError where nothing can be written. */
  begin(): void;
  /** Keeps what a test showed. Throws KitError where it cannot be written. */
  keep(evidence: readonly EvidenceRecord[]): void;
  /** Says which requirements will be tested, once for each test. */
  expect(ids: readonly string[]): void;
  /** Says that a requirement's test has begun. */
  start(id: string): void;
  /** Shows what is known of a requirement when its test has ended, which sent so many requests. */
  show(id: string, verdict: Verdict, requests: number): void;
  /** To be called when all tests have ended. Throws KitError where what came of it cannot be written whole. */
  finish(collected: Collected): Outcome;
}

let known: Outcome | undefined;

/** Remembers what came of this process's run, which ends with the exit code. */
export function settle(outcome: Outcome): void {
  known = outcome;
}

/** What came of this process's run; undefined as long as it has not ended, or where it never came to an end. */
export function settled(): Outcome | undefined {
  return known;
}
