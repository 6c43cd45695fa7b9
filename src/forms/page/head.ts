import type { Report } from '../../report/report.js';
import { type State, type StateWord, stateOf } from '../../report/state.js';
import { capitalised, headingOf } from '../../report/verdict-sentence.js';
import { having, viewOf } from '../../report/view.js';
import { type Verdict, worst } from '../../verdict.js';
import { badge, words } from './badge.js';
import { countCells, countHeads, stackedBar } from './counts.js';
import { tally } from './entry.js';
import { html, type Markup, type Part } from './markup.js';
import type { Target } from './targets.js';

/** A target that was to be judged and left no report. */
export interface LostTarget {
  readonly name: string;
  readonly reason: string;
}

/** The verdict over all: an error where a run left no report. */
export function verdictOver(targets: readonly Target[], lost: readonly LostTarget[]): Verdict {
  return worst([...targets.map(({ report }) => report.verdict), ...lost.map(() => 'error' as const)]);
}

/** What stands at the top: the verdict, who was judged, by what, when, and how it counts. */
export function headMarkup(targets: readonly Target[], lost: readonly LostTarget[]): Markup {
  const verdict = verdictOver(targets, lost);
  const [only, ...others] = targets;
  const alone = only && others.length === 0 && lost.length === 0 ? only.report : undefined;
  const title = alone
    ? html`<p class="subject">${alone.subject.name}${baseUrl(alone)}</p>`
    : html`<p class="subject">${targets.length + lost.length} targets</p>`;
  const sentence = alone ? viewOf(alone).verdict.counts : runsInWords(targets, lost.length);
  const counts = tally(targets.flatMap(({ report }) => statesIn(report)));
  const unsound = targets.flatMap(({ report, label }) => unsoundOf(report, alone ? undefined : label));
  return html`<header>${noticesOf(targets)}${title}<h1 class="verdict ${verdict}">${headingOver(targets, lost)}${isSelfCheck(targets) ? html` <span>in a self-check</span>` : undefined}</h1><p class="words">${sentence}</p>${strip(counts)}${alone ? troubleMarkup(alone) : undefined}${warnings('Waivers that are not accepted', unsound)}${warnings(
    'Targets without a report',
    lost.map(({ name, reason }) => html`<li><b>${name}</b> ${reason === '' ? 'said nothing' : reason}</li>`),
  )}${alone ? factsMarkup(alone) : undefined}</header>`;
}

/** The verdict over all as a heading; of one run, with what it did not judge by choice. */
export function headingOver(targets: readonly Target[], lost: readonly LostTarget[]): string {
  const [only, ...others] = targets;
  if (only && others.length === 0 && lost.length === 0)
    return capitalised(viewOf(only.report).verdict.heading);
  const waived = targets.reduce((sum, { report }) => sum + report.counts.waived, 0);
  const selected = targets.some(({ report }) => report.only.length > 0);
  const heading = headingOf(verdictOver(targets, lost), waived);
  return capitalised(selected ? `${heading}, a selection of the requirements judged` : heading);
}

function statesIn({ requirements, strict }: Report): readonly State[] {
  return requirements.map((one) => stateOf(one, strict));
}

/** How many of several runs have each verdict, in a sentence; `lost` is how many left no report. */
function runsInWords(targets: readonly Target[], lost: number): string {
  const count = (verdict: Verdict) => targets.filter(({ report }) => report.verdict === verdict).length;
  const parts = (['pass', 'fail', 'error', 'skip'] as const)
    .filter((verdict) => count(verdict) > 0)
    .map((verdict) => `${count(verdict)} ${headingOf(verdict)}`);
  const all = targets.length + lost;
  return `${all} targets: ${[...parts, ...(lost > 0 ? [`${lost} left no report`] : [])].join(', ')}.`;
}

/** Whether the verdict is about nothing but the kit's own. */
export function isSelfCheck(targets: readonly Target[]): boolean {
  return targets.length > 0 && targets.every(({ report }) => report.subject.selfCheck);
}

/** A run's self-check notice, once for all runs that have the same. */
function noticesOf(targets: readonly Target[]): Part {
  const byNotice = new Map<string, string[]>();
  for (const { report, label } of targets) {
    if (report.notice !== undefined)
      byNotice.set(report.notice, [...(byNotice.get(report.notice) ?? []), label]);
  }
  return [...byNotice].map(([notice, labels]) => {
    const whose = targets.length > 1 ? html`<b>${labels.join(', ')}:</b> ` : undefined;
    return html`<p class="notice" role="note">${whose}${notice}</p>`;
  });
}

function baseUrl({ subject }: Report): Part {
  if (subject.baseUrl === undefined) return undefined;
  return html` <code>${subject.baseUrl}</code>`;
}

function strip(counts: Readonly<Record<StateWord, number>>): Markup {
  const order: readonly StateWord[] = ['pass', 'fail', 'waived', 'error', 'skip'];
  const items = order.map(
    (state) =>
      html`<div class="${counts[state] === 0 ? 'none' : state}"><dt>${state}</dt><dd>${counts[state]}</dd></div>`,
  );
  return html`<dl class="strip">${items}</dl>`;
}

const mostTold = 20;

/** What a reader looks for first: the violated and the unjudged, each with a link to what shows it. */
function troubleMarkup(report: Report): Part {
  const trouble = having(viewOf(report), 'violated', 'advised', 'undecided');
  if (trouble.length === 0) return undefined;
  const items = trouble
    .slice(0, mostTold)
    .map(
      (one) =>
        html`<li><a href="#${one.id}">${one.id}</a> ${badge(stateOf(one, report.strict))} ${one.statement}</li>`,
    );
  const rest = trouble.length - items.length;
  const more = rest > 0 ? html`<li>and ${String(rest)} more below</li>` : undefined;
  return html`<ul class="trouble">${items}${more}</ul>`;
}

function unsoundOf({ waivers }: Report, label: string | undefined): readonly Markup[] {
  return (waivers?.unsound ?? []).map(
    ({ at, requirement, problem }) =>
      html`<li>${label === undefined ? undefined : html`<b>${label}</b> `}<code>${at}</code> ${requirement}: ${problem}</li>`,
  );
}

function warnings(title: string, items: readonly Markup[]): Part {
  return items.length === 0 ? undefined : html`<div class="warning"><h2>${title}</h2><ul>${items}</ul></div>`;
}

/** By what a run judged, when, and with which options. */
function factsMarkup({
  kit,
  contract,
  catalogue,
  seed,
  strict,
  only,
  shard,
  startedAt,
  durationMs,
  waivers,
  subject,
  operations,
}: Report): Markup {
  const facts: readonly (readonly [name: string, value: Part])[] = [
    ['Begun', html`<time datetime="${startedAt}">${inWords(startedAt)}</time>, took ${lasted(durationMs)}`],
    ['Kit', [`${kit.name} ${kit.version} `, kit.sha256 === undefined ? undefined : digest(kit.sha256)]],
    ['Contract', [`${contract.title} ${contract.version} `, digest(contract.sha256)]],
    ['Catalogue', digest(catalogue.sha256)],
    ['Seed', String(seed)],
    [
      'Strict',
      strict ? 'yes: a violated SHOULD fails the run' : 'no: a violated SHOULD does not fail the run',
    ],
    ...(shard === undefined
      ? []
      : [['Shard', html`<b>${String(shard.index)} of ${String(shard.total)}</b>`] as const]),
    ...((operations ?? []).length > 1 ? [['Operations', operationsMarkup(operations)] as const] : []),
    ['Selection', only.length === 0 ? 'all requirements' : html`<b>only ${only.join(', ')}</b>`],
    ...(subject.recordings ?? []).map(
      ({ file, sha256 }) => ['Recording', [html`<code>${file}</code> `, digest(sha256)]] as const,
    ),
    ...(subject.mode === undefined
      ? []
      : [[subject.mode === 'observed' ? 'Exchanges' : 'Client', subject.mode] as const]),
    ...(waivers === undefined
      ? []
      : [['Waivers', [html`<code>${waivers.file}</code> `, digest(waivers.sha256)]] as const]),
  ];
  return html`<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function operationsMarkup(operations: Report['operations'] = []): Part {
  return operations.map(({ id, method, path, notOffered }, at): Part => {
    const refusal = notOffered === undefined ? undefined : html` <b>not offered: ${notOffered}</b>`;
    return [at === 0 ? undefined : html`<br>`, html`${id} <code>${method} ${path}</code>`, refusal];
  });
}

function digest(sha256: string): Markup {
  return html`<code class="digest">sha256 ${sha256}</code>`;
}

function inWords(time: string): string {
  return time.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d).*Z$/, '$1 $2 UTC');
}

function lasted(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** Each run of several in a line, then what it was judged by. */
export function runsMarkup(targets: readonly Target[], lost: readonly LostTarget[]): Part {
  if (targets.length === 0 || targets.length + lost.length === 1) return undefined;
  const rows = targets.map(({ report, label, slug }) => {
    const counts = tally(statesIn(report));
    const url = report.subject.baseUrl;
    return html`<tr><th scope="row"><a href="#run.${slug}">${label}</a></th><td><span class="badge ${report.verdict}">${viewOf(report).verdict.heading}</span></td><td class="picture">${stackedBar(counts, label)}</td>${countCells(counts)}<td class="url"><code>${url ?? ''}</code></td></tr>`;
  });
  const runs = targets.map(({ report, label, slug }) => {
    const notice = report.notice === undefined ? undefined : html`<p class="reason">${report.notice}</p>`;
    return html`<details class="item run"><summary><b>${label}</b> <span class="what">${report.subject.name}</span></summary><div class="body" id="run.${slug}">${notice}<p>${capitalised(viewOf(report).verdict.sentence)}</p>${factsMarkup(report)}</div></details>`;
  });
  return html`<section id="targets"><h2>Targets</h2><div class="scroll" tabindex="0" role="group" aria-label="Targets"><table class="counts"><thead><tr><th scope="col">target</th><th scope="col">verdict</th><td class="picture"></td>${countHeads()}<th scope="col">base URL</th></tr></thead><tbody>${rows}</tbody></table></div><details class="runs"><summary>Contract and catalogue of each run, and when</summary>${runs}</details></section>`;
}

/** The words of the states in the order in which their requirements are told. */
export const told: readonly StateWord[] = [...words].reverse();
