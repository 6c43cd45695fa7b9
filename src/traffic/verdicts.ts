import type { Side } from '../catalogue/requirement.js';
import type { RecordedFinding } from '../report/record.js';

/** What an exchange shows of one side. */
export interface SideVerdict {
  /** The ids of the requirements that it shows to hold. */
  readonly held: readonly string[];
  readonly violated: readonly Violation[];
  /** What could have been judged on it, had it been observed whole. */
  readonly skipped: readonly Skipped[];
}

/** A requirement that an exchange violates, with one finding or more, without secrets. */
export interface Violation {
  readonly id: string;
  readonly findings: readonly RecordedFinding[];
}

/** A requirement that could not be judged on an exchange, and why. */
export interface Skipped {
  readonly id: string;
  readonly reason: string;
}

/** What an exchange shows of each side that it says something of. */
export type ExchangeVerdicts = Readonly<Partial<Record<Side, SideVerdict>>>;

/** What was found of one requirement on one exchange, or on the call that it belongs to. */
export interface Judged {
  readonly id: string;
  /** The operation that it is credited to. */
  readonly operation: string;
  /** Holds without any. */
  readonly findings: readonly RecordedFinding[];
  readonly readings: readonly string[];
  /** Why it could not be told; nothing was judged then. */
  readonly gap?: string;
}

/** Judgements of one exchange as somebody reads them; a requirement that was judged more than once stands once, with its worst. */
export function verdictOf(all: readonly Judged[]): SideVerdict {
  const violated = new Map<string, RecordedFinding[]>();
  const held = new Set<string>();
  const skipped = new Map<string, string>();
  for (const { id, findings, gap } of all) {
    if (gap !== undefined) skipped.set(id, gap);
    else if (findings.length === 0) held.add(id);
    else violated.set(id, [...(violated.get(id) ?? []), ...findings]);
  }
  return {
    held: [...held].filter((id) => !violated.has(id)),
    violated: [...violated].map(([id, findings]) => ({ id, findings })),
    skipped: [...skipped]
      .filter(([id]) => !violated.has(id) && !held.has(id))
      .map(([id, reason]) => ({ id, reason })),
  };
}
