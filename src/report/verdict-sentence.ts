import { levels } from '../catalogue/requirement.js';
import type { Verdict } from '../verdict.js';
import { interruption, type JudgedOperation, type Judgement, type Report } from './report.js';
import { stateOf } from './state.js';

/** A run's verdict in words, for every form of its report. */
export interface VerdictSentence {
  /** `conformant`, or `conformant but for 1 waived violation, 14 of 81 requirements judged`. */
  readonly heading: string;
  /** What else a reader must not overlook: a self-check, a shard. */
  readonly notes: readonly string[];
  /** `2 SHOULD violated, 70 pass, 9 skipped`; what there is none of is left out. */
  readonly counts: string;
  /** All of it in one sentence: `HEADING (NOTES): COUNTS`. */
  readonly sentence: string;
}

/** Says what a run found out. A self-check stands here too, where scripts and hurried readers look. */
export function verdictSentence(report: Report): VerdictSentence {
  const { subject, shard, verdict, counts: count, only, requirements, total } = report;
  const own = subject.kind === 'service' ? 'mock' : 'example';
  const notes = [
    ...(subject.selfCheck ? [`self-check of the kit's own ${own}`] : []),
    ...(shard ? [`shard ${shard.index} of ${shard.total}; merge tells of the whole`] : []),
    ...missingIn(report),
    ...notOfferedIn(report).map(({ id }) => `${id} is not offered`),
  ];
  const judged = count.pass + count.fail + count.waived;
  const selection = only.length === 0 ? '' : `, ${judged} of ${total} requirements judged`;
  const nothing = verdict === 'skip' && judged > 0 ? 'nothing was shown to hold' : undefined;
  const heading = `${nothing ?? headingOf(verdict, count.waived)}${selection}`;
  const counts = countsOf(requirements, report);
  const check = notes.length > 0 ? ` (${notes.join(', ')})` : '';
  return { heading, notes, counts, sentence: `${heading}${check}: ${counts}` };
}

/** Of a run that was interrupted, by area, how much it did not come to. */
function missingIn({ interrupted, requirements }: Report): readonly string[] {
  if (!interrupted) return [];
  const counts = new Map<string, number>();
  for (const { area, reason } of requirements)
    if (reason === interruption) counts.set(area, (counts.get(area) ?? 0) + 1);
  if (counts.size === 0) return ['interrupted'];
  return [`interrupted before ${[...counts].map(([area, count]) => `${count} of ${area}`).join(', ')}`];
}

/** The operations of a run that the service does not offer, so that nothing was judged of them. */
export function notOfferedIn({ operations = [] }: Pick<Report, 'operations'>): readonly JudgedOperation[] {
  return operations.filter(({ notOffered }) => notOffered !== undefined);
}

/** A verdict as a heading; a pass that leans on waivers says so. */
export function headingOf(verdict: Verdict, waived = 0): string {
  switch (verdict) {
    case 'pass':
      return waived === 0 ? 'conformant' : `conformant but for ${counted(waived, 'waived violation')}`;
    case 'fail':
      return 'not conformant';
    case 'error':
      return 'could not be judged';
    case 'skip':
      return 'nothing was judged';
    default:
      return verdict satisfies never;
  }
}

/** The violations by level, then what is waived, unjudged, right and skipped, then waivers that were not accepted. */
function countsOf(requirements: readonly Judgement[], { strict, counts, waivers }: Report): string {
  const violations = levels.flatMap((level) => {
    const own = requirements.filter((one) => one.level === level);
    const count = own.filter((one) => ['violated', 'advised'].includes(stateOf(one, strict))).length;
    return count === 0 ? [] : [`${count} ${level} violated`];
  });
  const unsound = waivers?.unsound.length ?? 0;
  const parts = [
    ...violations,
    ...(counts.waived > 0 ? [`${counts.waived} waived`] : []),
    ...(counts.error > 0 ? [`${counts.error} not judged`] : []),
    ...(counts.pass > 0 ? [`${counts.pass} pass`] : []),
    ...(counts.skip > 0 ? [`${counts.skip} skipped`] : []),
    ...(unsound > 0 ? [`${counted(unsound, 'waiver')} not accepted`] : []),
  ];
  return parts.join(', ') || 'no requirement';
}

/** `1 finding`, `2 findings`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** With a capital first letter. */
export function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
