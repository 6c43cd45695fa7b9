import type { Report } from '../../report/report.js';
import { Anchors } from './anchors.js';
import { ByteBudget } from './byte-budget.js';
import { areasMarkup } from './counts.js';
import { detailsMarkup } from './details.js';
import { entriesOf } from './entry.js';
import { framed } from './frame.js';
import { headingOver, headMarkup, isSelfCheck, type LostTarget, runsMarkup } from './head.js';
import { html, type Part } from './markup.js';
import { requirementMarkup } from './requirement.js';
import { scenariosMarkup } from './scenario.js';
import { script } from './script.js';
import { type ShownFindings, showFindings } from './shown-findings.js';
import { style } from './style.js';
import { tableMarkup } from './table.js';
import { targetsOf } from './targets.js';
import { writesMarkup } from './writes.js';

/** Bytes of a page that still opens at once; evidence beyond stays in conformance.json. */
const most = 4_600_000;
/** At least so much of it is evidence, whatever else there is. */
const least = 500_000;

/** The names that the page itself has for its places. */
const own = [
  'areas',
  'details',
  'filter',
  'matrix',
  'requirements',
  'scenarios',
  'shown',
  'targets',
  'writes',
];

/** Reports of one or several targets as one page that needs nothing else: no network, no script, no catalogue. `lost` are targets that left no report. */
export function htmlOf(reports: readonly Report[], lost: readonly LostTarget[] = []): string {
  const anchors = new Anchors(own);
  const targets = targetsOf(reports, anchors);
  const entries = entriesOf(targets, anchors);
  const top = [
    headMarkup(targets, lost),
    areasMarkup(entries, targets.length > 1),
    runsMarkup(targets, lost),
    writesMarkup(targets),
  ];
  const table = tableMarkup(entries, targets);
  const none: ShownFindings = new Map();
  const size = sizeOf([top, table, entries.map((entry) => requirementMarkup(entry, none)), style, script]);
  const bytes = Math.max(least, most - size);
  const shown = showFindings(entries, bytes * 0.75);
  const details = detailsMarkup(entries, shown, targets.length > 1);
  const scenarios = scenariosMarkup(
    targets,
    new ByteBudget(Math.max(least / 4, most - sizeOf([top, table, details, style, script]))),
  );
  const verdict = headingOver(targets, lost);
  const subject =
    targets.length + lost.length === 1
      ? (reports[0]?.subject.name ?? '')
      : `${targets.length + lost.length} targets`;
  return framed(
    html`${verdict}${isSelfCheck(targets) ? ' in a self-check' : ''}: ${subject}`,
    html`${top}
${table}
${details}
${scenarios}`,
    'Made by qualification-kit from conformance.json, which has the whole of the evidence.',
  );
}

function sizeOf(parts: Part): number {
  return Buffer.byteLength(html`${parts}`.toString());
}
