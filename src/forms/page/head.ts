import { type Level, levels } from '../../catalogue/requirement.js';
import type { Judgement, Report } from '../../report/report.js';
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
  const unsound = targets.flatMap(({ report, label }) => unsoundOf(report, alone ? undefined : label));
  return html`<header>${noticesOf(targets)}${title}<h1 class="verdict ${verdict}">${headingOver(targets, lost)}${isSelfCheck(targets) ? html` <span>in a self-check</span>` : undefined}</h1><p class="words">${sentence}</p>${alone ? coverMarkup(alone) : undefined}${strip(targets)}${alone ? troubleMarkup(alone) : undefined}${warnings('Waivers that are not accepted', unsound)}${warnings(
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
  const heading = headingOf(verdictOver(targets, lost), waived);
  return capitalised(`${heading}${selectionOver(targets)}`);
}

/** What a report on paper says first; a dotted line where nobody said it. */
function coverMarkup({ about = {}, subject, startedAt }: Report): Markup {
  const rows: readonly (readonly [name: string, value: string | undefined])[] = [
    ['Product', about.product ?? subject.name],
    ['Version', about.version],
    ['Organization', about.organization],
    ['Run by', about.by],
    ['Run on', inWords(startedAt)],
  ];
  const said = Object.keys(about).length > 0 ? ' said' : '';
  const items = rows.map(([name, value]) =>
    value === undefined
      ? html`<dt class="blank">${name}</dt><dd class="blank"></dd>`
      : html`<dt>${name}</dt><dd>${value}</dd>`,
  );
  return html`<dl class="cover${said}">${items}</dl>`;
}

/** How much of their catalogues runs with a selection judged. */
function selectionOver(targets: readonly Target[]): string {
  const selected = targets.filter(({ report }) => report.only.length > 0);
  if (selected.length === 0) return '';
  const judged = selected.map(({ report: { counts } }) => counts.pass + counts.fail + counts.waived);
  const [least, most] = [Math.min(...judged), Math.max(...judged)];
  const total = Math.max(...selected.map(({ report }) => report.total));
  const range = least === most ? String(least) : `${least} to ${most}`;
  const some =
    selected.length === targets.length ? '' : `in ${selected.length} of ${targets.length} targets `;
  return `, ${some}${range} of ${total} requirements judged`;
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

/** The counts of the sentence, in its words. */
function strip(targets: readonly Target[]): Markup {
  const all = targets.flatMap(({ report }) =>
    report.requirements.map((one) => ({ level: one.level, state: stateOf(one, report.strict) })),
  );
  const count = (state: State, level?: Level) =>
    all.filter((one) => one.state === state && (level === undefined || one.level === level)).length;
  const violated = levels.map((level) => count('violated', level) + count('advised', level));
  const tiles: readonly (readonly [word: StateWord, name: string, count: number])[] = [
    ['pass', 'pass', count('held')],
    ...levels.flatMap((level, at) =>
      at === 0 || (violated[at] ?? 0) > 0 ? [['fail', `${level} violated`, violated[at] ?? 0] as const] : [],
    ),
    ['waived', 'waived', count('waived')],
    ['error', 'not judged', count('undecided')],
    ['skip', 'skipped', count('skipped')],
  ];
  const items = tiles.map(
    ([state, name, number]) =>
      html`<div class="${number === 0 ? 'none' : state}"><dt>${name}</dt><dd>${number}</dd></div>`,
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
        html`<li><a href="#${one.id}">${one.id}</a> ${badge(stateOf(one, report.strict))} ${one.statement}${claimOf(one)}</li>`,
    );
  const rest = trouble.length - items.length;
  const more = rest > 0 ? html`<li>and ${String(rest)} more below</li>` : undefined;
  return html`<ul class="trouble">${items}${more}</ul>`;
}

/** What was expected and received, by the first finding, or why it could not be judged. */
function claimOf({ findings: [first], reason }: Judgement): Part {
  if (!first) return reason === undefined ? undefined : html`<p class="note">${reason}</p>`;
  const { place, expected, received } = first;
  return html`<dl class="claim"><div><dt>at</dt><dd><code>${place}</code></dd></div><div><dt>expected</dt><dd><code>${expected}</code></dd></div><div><dt>received</dt><dd><code class="received">${received}</code></dd></div></dl>`;
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
  return html`<details class="digest"><summary><code>sha256 ${sha256.slice(0, 12)}…</code></summary><code>${sha256}</code></details>`;
}

function inWords(time: string): string {
  return time.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d).*Z$/, '$1 $2 UTC');
}

function lasted(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)}\u00a0s`;
  return `${Math.floor(ms / 60_000)}\u00a0min ${Math.round((ms % 60_000) / 1000)}\u00a0s`;
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
