import { keyOf, type RecordedFinding, type RequirementRecord, unjudged } from '../report/record.js';
import type { Judged } from './verdicts.js';

/** More findings of one requirement and operation are counted, and not kept. */
const mostFindings = 12;

interface Found {
  readonly findings: RecordedFinding[];
  readonly readings: Set<string>;
  judged: number;
  violated: number;
  gaps: number;
  gap?: string;
}

/** Adds up what was found of one side, in memory that does not grow with the number of exchanges. */
export class Tally {
  readonly #apart: boolean;
  readonly #found = new Map<string, Found>();

  /** @param apart whether operations are told apart */
  constructor(apart: boolean) {
    this.#apart = apart;
  }

  add(all: readonly Judged[]): void {
    for (const { id, operation, findings, readings, gap } of all) {
      const found = this.#of(id, this.#apart ? operation : undefined);
      if (gap !== undefined) {
        found.gaps += 1;
        found.gap ??= gap;
        continue;
      }
      found.judged += 1;
      if (findings.length > 0) found.violated += 1;
      for (const reading of readings) found.readings.add(reading);
      found.findings.push(...findings.slice(0, mostFindings - found.findings.length));
    }
  }

  /** What is known of a requirement, of one operation or of all: its verdict, else a skip, for the parts that were missing or else for the reason given. */
  record(id: string, operation: string | undefined, otherwise: string): RequirementRecord {
    const found = this.#found.get(keyOf(id, operation));
    if (!found || found.judged === 0) {
      const { gap, gaps = 0 } = found ?? {};
      const reason =
        gap === undefined ? otherwise : `${gap}${gaps > 1 ? `, and ${gaps - 1} more like it` : ''}`;
      return unjudged(id, { verdict: 'skip', reason, lawful: true }, operation);
    }
    const { findings, readings } = found;
    return {
      id,
      ...(operation === undefined ? {} : { operation }),
      verdict: findings.length > 0 ? 'fail' : 'pass',
      readings: [...readings],
      findings,
    };
  }

  #of(id: string, operation: string | undefined): Found {
    const key = keyOf(id, operation);
    const known = this.#found.get(key);
    if (known) return known;
    const found: Found = { findings: [], readings: new Set(), judged: 0, violated: 0, gaps: 0 };
    this.#found.set(key, found);
    return found;
  }
}
