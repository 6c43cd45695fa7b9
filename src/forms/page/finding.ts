import { summaryOf } from '../../http/evidence.js';
import type { CallEvidence, RecordedFinding } from '../../report/record.js';
import { playAgain } from '../../report/what-to-do.js';
import type { Cell } from './entry.js';
import { exchangeMarkup } from './exchange.js';
import { html, type Markup, type Part } from './markup.js';
import { scenarioAnchor } from './scenario.js';
import { timelineOf } from './timeline.js';

/** One violation with what shows it. `number` counts from 1; without `whole`, the exchange is left to conformance.json. */
export function findingMarkup(
  { target, judgement, anchor }: Cell,
  finding: RecordedFinding,
  number: number,
  whole: boolean,
): Markup {
  const { exchange, place } = finding;
  const name = `${anchor}.${number}`;
  const again = judgement.side === 'service';
  const shown =
    exchange && whole ? evidence(exchangeMarkup(exchange, place, again), number === 1) : undefined;
  const left = (exchange || finding.scenario) && !whole;
  const elsewhere = left
    ? html`<p class="note">Its evidence is in conformance.json of ${target.label}.</p>`
    : undefined;
  const command = playAgain(target.report, finding);
  const played =
    command === undefined || !whole
      ? undefined
      : html`<div class="command"><h5>The scenario again</h5><pre>${command}</pre></div>`;
  const summary = exchange ? html` <code>${summaryOf(exchange)}</code>` : undefined;
  return html`<section class="finding" id="${name}"><h4><a href="#${name}">Finding ${number}</a>${summary}</h4>${claimMarkup(finding)}${whole ? turnOf(finding, judgement.findings[number - 2], target.report.scenarios ?? [], target.slug) : undefined}${shown}${played}${elsewhere}</section>`;
}

function claimMarkup({ place, expected, received, condition }: RecordedFinding): Markup {
  const sent =
    condition === undefined ? undefined : html`<div><dt>sent</dt><dd><code>${condition}</code></dd></div>`;
  return html`<dl class="claim">${sent}<div><dt>at</dt><dd><code>${place}</code></dd></div><div><dt>expected</dt><dd><code>${expected}</code></dd></div><div><dt>received</dt><dd><code class="received">${received}</code></dd></div></dl>`;
}

function evidence(exchange: Markup, open: boolean): Markup {
  return html`<details${open ? html` open` : undefined}><summary>Request and response</summary>${exchange}</details>`;
}

/** Where a client was when it happened, with the times of that call's attempts unless the finding before has them. */
function turnOf(
  { scenario: name, call: which, attempt, recorded }: RecordedFinding,
  before: RecordedFinding | undefined,
  scenarios: readonly {
    readonly name: string;
    readonly summary: string;
    readonly calls: readonly CallEvidence[];
  }[],
  slug: string,
): Part {
  if (recorded !== undefined) return html`<p class="turn">${recorded}</p>`;
  if (name === undefined) return undefined;
  const scenario = scenarios.find((one) => one.name === name);
  const turn = [
    which === undefined ? '' : `, call ${which}`,
    attempt === undefined ? '' : `, attempt ${attempt}`,
  ];
  const link = scenario ? html`<a href="#${scenarioAnchor(slug, name)}">${name}</a>` : name;
  const what = scenario ? ` (the service ${scenario.summary})` : '';
  const line = html`<p class="turn">Scenario ${link}${what}${turn}</p>`;
  const calls = scenario?.calls ?? [];
  const call = calls[(which ?? 1) - 1];
  const isUnclear = which === undefined && calls.length > 1;
  const isShown = before?.scenario === name && before.call === which;
  return call && !isUnclear && !isShown ? [line, timelineOf(call, attempt)] : line;
}
