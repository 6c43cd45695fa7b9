import type { CitedSource, Judgement } from '../../report/report.js';
import { type State, type StateWord, stateOf, wordOf } from '../../report/state.js';
import type { Waiver } from '../../report/waivers/waiver.js';
import { badge } from './badge.js';
import type { Cell, Entry, Link } from './entry.js';
import { tally, tallyInWords } from './entry.js';
import { html, type Markup, type Part } from './markup.js';
import { proofsMarkup } from './proofs.js';
import type { ShownFindings } from './shown-findings.js';

/** So many findings of a requirement stand open, the others are folded. */
const open = 3;

/** All that is known of a requirement: what it says, what each run found, who says so, how to put it right. */
export function requirementMarkup(entry: Entry, shown: ShownFindings): Markup {
  const { id, anchor, area, first, cells, state } = entry;
  const [only, ...others] = cells;
  const alone = only !== undefined && others.length === 0 && only.anchor === anchor;
  const results = alone ? resultOf(only, shown) : resultsOf(cells, shown);
  const counts = alone
    ? undefined
    : html` <span class="size">${tallyInWords(tally(cells.map((cell) => cell.state)))}</span>`;
  // What is told with another one is told there.
  const isTold = alone && only.touchedBy.length > 0;
  const unfolded = alone && !isTold && state !== 'held' && state !== 'skipped' ? html` open` : undefined;
  const has = [...new Set(cells.map((cell) => wordOf(cell.state)))].join(' ');
  return html`<details class="item req" data-id="${id}" data-verdict="${has}" data-level="${first.level}" data-area="${area}"${unfolded}><summary><h3><span class="id">${id}</span> <span class="level">${first.level}</span></h3> <span class="what">${first.statement}</span> ${counts}${badge(state)}</summary><div class="body" id="${anchor}">${results}${otherWordings(cells)}${aboutMarkup(first, state)}</div></details>`;
}

/** What one run found. */
function resultOf(cell: Cell, shown: ShownFindings): Part {
  const { judgement, state } = cell;
  const free =
    state === 'advised'
      ? html`<p class="note">A ${judgement.level} that is violated does not fail this run.</p>`
      : undefined;
  return [
    reasonOf(judgement),
    waiverMarkup(judgement.waiver),
    free,
    causeOf(cell),
    operationsOf(judgement, cell),
    readingsOf(judgement),
    findingsOf(cell, shown),
    proofsMarkup(cell),
  ];
}

/** What the same cause violates besides. */
function causeOf({ touches, touchedBy }: Cell): Part {
  return [
    touchedBy.length > 0
      ? html`<p class="note">Nothing but what violates ${linked(touchedBy)}.</p>`
      : undefined,
    touches.length > 0 ? html`<p class="note">The same cause violates ${linked(touches)}.</p>` : undefined,
  ];
}

function linked(links: readonly Link[]): Part {
  return links.map(({ id, anchor }, at) => html`${at === 0 ? '' : ', '}<a href="#${anchor}">${id}</a>`);
}

function reasonOf({ reason, verdict }: Judgement): Part {
  if (reason === undefined) return undefined;
  const why = verdict === 'skip' ? 'Skipped' : verdict === 'error' ? 'Could not be judged' : 'Reason';
  return html`<p class="reason"><b>${why}:</b> ${reason}</p>`;
}

function waiverMarkup(waiver: Waiver | undefined): Part {
  if (!waiver) return undefined;
  const { reason, owner, ticket, expires, target } = waiver;
  return html`<dl class="waiver"><div><dt>Waived</dt><dd>${reason}</dd></div><div><dt>Owner</dt><dd>${owner}</dd></div><div><dt>Ticket</dt><dd>${ticket}</dd></div><div><dt>Expires</dt><dd>${expires}</dd></div><div><dt>Target</dt><dd>${target}</dd></div></dl>`;
}

/** What was found of each operation, where they differ. */
function operationsOf({ operations = [], level, waiver }: Judgement, { target }: Cell): Part {
  if (new Set(operations.map(({ verdict }) => verdict)).size < 2) return undefined;
  const items = operations.map(({ operation, verdict, reason }) => {
    const state = stateOf({ verdict, level, ...(waiver ? { waiver } : {}) }, target.report.strict);
    return html`<li>${badge(state)} <code>${operation}</code> ${reason ?? ''}</li>`;
  });
  return html`<ul class="operations">${items}</ul>`;
}

function readingsOf({ readings, reading }: Judgement): Part {
  if (readings === undefined)
    return reading === undefined ? undefined : html`<p>Reading observed: <code>${reading}</code></p>`;
  const items = readings.map(({ id, statement }) => html`<li><code>${id}</code> ${statement}</li>`);
  return html`<div class="readings"><h4>Readings observed</h4><ul>${items}</ul></div>`;
}

function findingsOf(cell: Cell, shown: ShownFindings): Part {
  const all = shown.get(cell) ?? [];
  const left = cell.judgement.findings.length - all.length;
  const folded = all.slice(open);
  return [
    all.slice(0, open),
    folded.length > 0
      ? html`<details class="further"><summary>${folded.length} more ${folded.length === 1 ? 'finding' : 'findings'}</summary>${folded}</details>`
      : undefined,
    left > 0
      ? html`<p class="note">${left} more in conformance.json of ${cell.target.label}.</p>`
      : undefined,
  ];
}

/** What several runs found: violations one by one, what has the same reason together. */
function resultsOf(cells: readonly Cell[], shown: ShownFindings): Part {
  const single = cells.filter((cell) => cell.judgement.findings.length > 0 || cell.state === 'waived');
  const rest = cells.filter((cell) => !single.includes(cell));
  const groups = new Map<string, Cell[]>();
  for (const cell of rest) {
    const key = JSON.stringify([cell.state, cell.judgement.reason, cell.judgement.readings]);
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [
    single.map(
      (cell) =>
        html`<details class="result" data-verdict="${wordOf(cell.state)}"><summary>${badge(cell.state)} <b>${cell.target.label}</b> <span class="size">${sizeOf(cell)}</span></summary><div class="body" id="${cell.anchor}">${resultOf(cell, shown)}</div></details>`,
    ),
    [...groups.values()].map((group) => groupMarkup(group)),
  ];
}

function sizeOf({ judgement }: Cell): string {
  const { length } = judgement.findings;
  return length === 1 ? '1 finding' : `${length} findings`;
}

function groupMarkup(group: readonly Cell[]): Part {
  const [cell] = group;
  if (!cell) return undefined;
  const names = group.map(({ target, anchor }, at): Part => {
    const separator = at === 0 ? '' : ', ';
    return cell.state === 'held'
      ? separator + target.label
      : [separator, html`<span id="${anchor}">${target.label}</span>`];
  });
  return html`<div class="group"><p>${badge(cell.state)} ${names}</p>${reasonOf(cell.judgement)}${readingsOf(cell.judgement)}</div>`;
}

/** Runs by another catalogue may have judged something else under the same id, and that has to be told. */
function otherWordings(cells: readonly Cell[]): Part {
  const [first] = cells;
  if (!first) return undefined;
  const wording = ({ judgement: { level, statement, sources, fix } }: Cell) =>
    JSON.stringify([level, statement, sources, fix]);
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) groups.set(wording(cell), [...(groups.get(wording(cell)) ?? []), cell]);
  return [...groups.values()].slice(1).map((group) => {
    const [one] = group;
    if (!one) return undefined;
    const { level, statement, fix } = one.judgement;
    const names = group.map(({ target }) => target.label).join(', ');
    return html`<p class="warning">By another catalogue, ${names} ${group.length === 1 ? 'was' : 'were'} judged as ${level}: ${statement} (${fix})</p>`;
  });
}

/** What does not depend on the run. */
function aboutMarkup({ fix, sources, at, area, level, side }: Judgement, state: State): Markup {
  const repair =
    wordOf(state) === 'fail' || state === 'waived' ? html`<div><dt>Fix</dt><dd>${fix}</dd></div>` : undefined;
  return html`<dl class="about">${repair}<div><dt>Sources</dt><dd><ul>${sources.map(sourceMarkup)}</ul></dd></div><div><dt>Catalogue</dt><dd><code>${at}</code>, ${level}, area ${area}, judges a ${side}</dd></div></dl>`;
}

function sourceMarkup({ title, section, says, url, date, evidence }: CitedSource): Markup {
  const name =
    url !== undefined && isWeb(url) ? html`<a href="${url}" rel="noreferrer">${title}</a>` : html`${title}`;
  const address = url !== undefined && !isWeb(url) ? html` <code>${url}</code>` : undefined;
  const facts = [date, evidence].filter((fact) => fact !== '').join(', ');
  return html`<li>${name}, “${section}”: ${says}${facts === '' ? undefined : html` <span class="muted">(${facts})</span>`}${address}</li>`;
}

function isWeb(url: string): boolean {
  return /^https?:\/\/[^\s\u0000-\u001f]+$/i.test(url) && URL.canParse(url);
}

/** What heads the requirements of a state's word. */
export const titleOf: Readonly<Record<StateWord, string>> = {
  fail: 'Violated',
  error: 'Could not be judged',
  waived: 'Violated, and waived',
  skip: 'Skipped',
  pass: 'Hold',
};
