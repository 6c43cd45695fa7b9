import { createHash } from 'node:crypto';
import type { Report } from '../../report/report.js';
import { wordOf } from '../../report/state.js';
import { Anchors } from './anchors.js';
import { ByteBudget } from './byte-budget.js';
import { areasMarkup } from './counts.js';
import { type Entry, entriesOf } from './entry.js';
import { headingOver, headMarkup, isSelfCheck, type LostTarget, runsMarkup, told } from './head.js';
import { html, Markup, type Part } from './markup.js';
import { requirementMarkup, titleOf } from './requirement.js';
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
const own = ['areas', 'details', 'filter', 'requirements', 'scenarios', 'shown', 'targets', 'writes'];

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
  const details = detailsMarkup(entries, shown);
  const scenarios = scenariosMarkup(
    targets,
    new ByteBudget(Math.max(least / 4, most - sizeOf([top, table, details, style, script]))),
  );
  const verdict = headingOver(targets, lost);
  const subject =
    targets.length + lost.length === 1
      ? (reports[0]?.subject.name ?? '')
      : `${targets.length + lost.length} targets`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${digest(style)}'; script-src '${digest(script)}'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${verdict}${isSelfCheck(targets) ? ' in a self-check' : ''}: ${subject}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
${top}
${table}
${details}
${scenarios}
</main>
<footer><p>Made by qualification-kit from conformance.json, which has the whole of the evidence.</p></footer>
<script>${new Markup(script)}</script>
</body>
</html>
`;
  return page.toString();
}

function detailsMarkup(entries: readonly Entry[], shown: ShownFindings): Markup {
  const groups = told.map((word): Part => {
    const own = touchedBehind(entries.filter((entry) => wordOf(entry.state) === word));
    if (own.length === 0) return undefined;
    return html`<section class="group-of-state"><h2 class="${word}">${titleOf[word]} <span>${own.length}</span></h2>${own.map((entry) => requirementMarkup(entry, shown))}</section>`;
  });
  return html`<div id="details">${groups}</div>`;
}

/** What a cause touches stands behind it, in the page of one run. */
function touchedBehind(entries: readonly Entry[]): readonly Entry[] {
  const leads = (entry: Entry) =>
    entry.cells.length === 1 ? entry.cells.flatMap(({ touchedBy }) => touchedBy) : [];
  const leadOf = (entry: Entry) =>
    entries.find(({ id }) => leads(entry).some((lead) => lead.id === id)) ?? entry;
  return entries.flatMap((entry) =>
    leadOf(entry) === entry
      ? [entry, ...entries.filter((one) => one !== entry && leadOf(one) === entry)]
      : [],
  );
}

function sizeOf(parts: Part): number {
  return Buffer.byteLength(html`${parts}`.toString());
}

/** What a policy knows an inline text by. */
function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
