import type { Report } from '../../report/report.js';
import type { Anchors } from './anchors.js';

/** A report among others: what it is called in the page, and what anchors call it. */
export interface Target {
  readonly report: Report;
  /** The subject's id, numbered where two reports have the same. */
  readonly label: string;
  readonly slug: string;
}

/** Each report with a label of its own. */
export function targetsOf(reports: readonly Report[], anchors: Anchors): readonly Target[] {
  const seen = new Map<string, number>();
  return reports.map((report) => {
    const { id } = report.subject;
    const number = (seen.get(id) ?? 0) + 1;
    seen.set(id, number);
    const label = number === 1 ? id : `${id} (${number})`;
    return { report, label, slug: anchors.claim(label) };
  });
}
