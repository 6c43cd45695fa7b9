import type { Change } from '../../report/diff.js';
import { stateOf } from '../../report/state.js';
import { beganAt, type Run, type Trend, type Turn } from '../../report/trend.js';
import { seconds } from '../../report/trend-text.js';
import { counted } from '../../report/verdict-sentence.js';
import { viewOf } from '../../report/view.js';
import { Anchors } from './anchors.js';
import { countCells, countHeads, stackedBar } from './counts.js';
import { detailsMarkup } from './details.js';
import { type Entry, entriesOf, tally } from './entry.js';
import { framed } from './frame.js';
import { html, type Markup, type Part } from './markup.js';
import { showFindings } from './shown-findings.js';
import { tableMarkup } from './table.js';
import type { Target } from './targets.js';

/** Bytes of findings. */
const most = 2_000_000;
const own = ['changes', 'details', 'filter', 'requirements', 'shown', 'targets'];

/** Runs one after the other as one static page that needs nothing else: the runs, what changed, and each requirement in each run. */
export function trendPage(trend: Trend): string {
  const anchors = new Anchors(own);
  const targets = labelled(trend.runs, anchors);
  const entries = entriesOf(targets, anchors);
  const { runs, subjects } = trend;
  const title = `${runs.length} runs of ${subjects.join(', ')}`;
  const between = [runs[0], runs.at(-1)].map((run) => (run ? beganAt(run) : '')).join(' to ');
  const changes = trend.turns.map((turn, at) => turnMarkup(turn, targets[at + 1], entries));
  const quiet = html`<p>No requirement changed its state.</p>`;
  const main = html`<header>${noticeMarkup(trend)}<p class="subject">${between} UTC</p><h1 class="verdict">${title}</h1></header>
${runsTable(runs, targets)}
<section id="changes"><h2>What changed</h2>${changes.some((one) => one !== undefined) ? changes : quiet}</section>
${tableMarkup(entries, targets)}
${detailsMarkup(entries, showFindings(entries, most), targets.length > 1)}`;
  return framed(title, main, 'Made by qualification-kit from the conformance.json of each run.');
}

function noticeMarkup({ subjects, runs }: Trend): Part {
  const notices = [...new Set(runs.flatMap(({ report }) => report.notice ?? []))].map((notice) => {
    const own = runs.flatMap(({ report }, at) => (report.notice === notice ? [at + 1] : []));
    const whose =
      own.length === runs.length
        ? undefined
        : html`<b>${counted(own.length, 'run')} (${own.join(', ')}):</b> `;
    return html`<p class="notice" role="note">${whose}${notice}</p>`;
  });
  const different =
    subjects.length > 1
      ? html`<p class="notice" role="note">These runs are of different subjects: ${subjects.join(', ')}.</p>`
      : undefined;
  return [different, notices];
}

/** Runs by the time at which they began. */
function labelled(runs: readonly Run[], anchors: Anchors): readonly Target[] {
  return runs.map((run, at) => {
    const label = `${at + 1}: ${beganAt(run)}`;
    return { report: run.report, label, slug: anchors.claim(`run-${at + 1}`) };
  });
}

function runsTable(runs: readonly Run[], targets: readonly Target[]): Markup {
  const rows = targets.map(({ report, label, slug }, at) => {
    const run = runs[at];
    const counts = tally(report.requirements.map((one) => stateOf(one, report.strict)));
    return html`<tr id="run.${slug}"><th scope="row">${label}</th><td><span class="badge ${report.verdict}">${viewOf(report).verdict.heading}</span></td><td class="picture">${stackedBar(counts, label)}</td>${countCells(counts)}<td class="number">${seconds(report.durationMs)}</td><td class="number">${run?.requests ?? '–'}</td><td class="url">${report.subject.id} <code>${run?.place ?? ''}</code></td></tr>`;
  });
  return html`<section id="targets"><h2>Runs</h2><div class="scroll" tabindex="0" role="group" aria-label="Runs"><table class="counts"><thead><tr><th scope="col">begun</th><th scope="col">verdict</th><td class="picture"></td>${countHeads()}<th scope="col" class="number">seconds</th><th scope="col" class="number">requests</th><th scope="col">subject and folder</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function turnMarkup(
  { red, mended, shown, lost, differences }: Turn,
  target: Target | undefined,
  entries: readonly Entry[],
): Part {
  const groups = [
    group('Became red', 'fail', red, entries),
    group('Is red no longer', 'pass', mended, entries),
    group('Was skipped, and passes', 'pass', shown, entries),
    group('Is judged no longer', 'error', lost, entries),
  ].filter((one) => one !== undefined);
  if (groups.length === 0 && differences.length === 0) return undefined;
  const by = differences.map(({ what, from, to }) => `${what} ${from} → ${to}`).join('; ');
  return html`<h3>${target?.label ?? ''}</h3>${groups}${by === '' ? undefined : html`<p class="note">Differs from the run before: ${by}</p>`}`;
}

function group(title: string, name: string, changes: readonly Change[], entries: readonly Entry[]): Part {
  if (changes.length === 0) return undefined;
  const items = changes.map(({ requirement, operation, from, to, statement }) => {
    const anchor = entries.find(({ id }) => id === requirement)?.anchor;
    const id = anchor === undefined ? requirement : html`<a href="#${anchor}">${requirement}</a>`;
    const about = operation === undefined ? undefined : html` <code>${operation}</code>`;
    return html`<li>${id}${about} ${from} → ${to} <span class="muted">${statement}</span></li>`;
  });
  return html`<h4 class="${name}">${title}</h4><ul class="trouble">${items}</ul>`;
}
