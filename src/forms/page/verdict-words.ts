import type { Report } from '../../report/report.js';
import { standingOf } from '../../report/standing.js';
import type { Verdict } from '../../verdict.js';
import type { Target } from './targets.js';

/** A verdict as a heading; a pass that leans on waivers says so. */
export function headingOf(verdict: Verdict, waived = 0): string {
  const butFor = waived === 1 ? ' but for a waived violation' : ` but for ${waived} waived violations`;
  return verdict === 'pass' && waived > 0 ? headings.pass + butFor : headings[verdict];
}

const headings: Readonly<Record<Verdict, string>> = {
  pass: 'Conformant',
  fail: 'Not conformant',
  error: 'Could not be judged',
  skip: 'Nothing was judged',
};

/** What a run's verdict rests on, in a sentence. */
export function reasonsOf({ requirements, strict, counts, waivers }: Report): string {
  const standings = requirements.map((one) => standingOf(one, strict));
  const binding = standings.filter((one) => one === 'violated').length;
  const free = standings.filter((one) => one === 'advised').length;
  const unsound = waivers?.unsound.length ?? 0;
  const more =
    free === 0 ? '' : `, ${binding > 0 ? 'and ' : ''}${free} that ${free === 1 ? 'does' : 'do'} not bind`;
  const proven =
    binding > 0
      ? `${binding} ${are(binding)} violated${more}`
      : `no ${strict ? 'MUST or SHOULD' : 'MUST'} is violated${counts.waived > 0 ? ' without a waiver' : ''}${more === '' ? '' : `${more} ${are(free)}`}`;
  const parts = [
    `${counts.pass} of ${requirements.length} requirements hold`,
    proven,
    ...(counts.waived > 0 ? [`${counts.waived} ${are(counts.waived)} violated and waived`] : []),
    ...(counts.error > 0 ? [`${counts.error} could not be judged`] : []),
    ...(counts.skip > 0 ? [`${counts.skip} ${are(counts.skip)} skipped`] : []),
    ...(unsound > 0 ? [`${unsound} ${unsound === 1 ? 'waiver is' : 'waivers are'} not accepted`] : []),
  ];
  return `${parts.join('; ')}.`;
}

/** How many of several runs have each verdict, in a sentence; `lost` is how many left no report. */
export function runsInWords(targets: readonly Target[], lost: number): string {
  const count = (verdict: Verdict) => targets.filter(({ report }) => report.verdict === verdict).length;
  const parts = (['pass', 'fail', 'error', 'skip'] as const)
    .filter((verdict) => count(verdict) > 0)
    .map((verdict) => `${count(verdict)} ${headingOf(verdict).toLowerCase()}`);
  const all = targets.length + lost;
  return `${all} targets: ${[...parts, ...(lost > 0 ? [`${lost} left no report`] : [])].join(', ')}.`;
}

function are(number: number): string {
  return number === 1 ? 'is' : 'are';
}
