import type { CallEvidence, ScenarioEvidence } from '../../report/record.js';
import type { ByteBudget } from './byte-budget.js';
import { exchangeMarkup } from './exchange.js';
import { html, type Markup, type Part } from './markup.js';
import type { Target } from './targets.js';
import { timelineOf } from './timeline.js';

/** The place of a scenario in the page; two of one run that differ in no letter or digit share it. */
export function scenarioAnchor(slug: string, name: string): string {
  return `scenario.${slug}.${name.replaceAll(/[^\w.-]/g, '_')}`;
}

/** What was seen of each client, scenario by scenario, as far as the budget goes. */
export function scenariosMarkup(targets: readonly Target[], budget: ByteBudget): Part {
  const seen = targets.filter(({ report }) => (report.scenarios ?? []).length > 0);
  if (seen.length === 0) return undefined;
  const several = targets.length > 1;
  const parts = seen.map(({ report, label, slug }): Part => {
    const scenarios = report.scenarios ?? [];
    const shown = scenarios.flatMap((one) => budget.take(() => scenarioMarkup(one, slug)) ?? []);
    const left = scenarios.length - shown.length;
    const rest =
      left > 0 ? html`<p class="note">${left} more in conformance.json of ${label}.</p>` : undefined;
    return [several ? html`<h3>${label}</h3>` : undefined, shown, rest];
  });
  return html`<section id="scenarios"><h2>Scenarios</h2><p class="lead">What the service did, what the client was asked for, and its attempts in the order of time.</p>${parts}</section>`;
}

function scenarioMarkup({ name, summary, calls }: ScenarioEvidence, slug: string): Markup {
  const attempts = calls.reduce((sum, call) => sum + call.attempts.length, 0);
  const size = `${counted(calls.length, 'call')}, ${counted(attempts, 'attempt')}`;
  const parts = calls.map((call, at) => callMarkup(call, at + 1, calls.length > 1));
  return html`<details class="item scenario"><summary><h3>${name}</h3> <span class="what">The service ${summary}.</span> <span class="size">${size}</span></summary><div class="body" id="${scenarioAnchor(slug, name)}">${parts}</div></details>`;
}

function callMarkup(call: CallEvidence, number: number, several: boolean): Part {
  const { customerId, exit, stopped, stderr, attempts } = call;
  const facts = [
    exit ?? '',
    stopped === undefined
      ? ''
      : `the kit ended it: ${stopped === 'time' ? 'its time was over' : 'too many attempts'}`,
  ].filter((fact) => fact !== '');
  const exchanges = attempts.map(
    (attempt, at) =>
      html`<details><summary>Attempt ${at + 1}: request and response</summary>${exchangeMarkup(attempt)}</details>`,
  );
  return [
    html`<h4>${several ? `Call ${number}` : 'The call'} <span>for customer <code>${customerId}</code>${facts.length > 0 ? `, ${facts.join(', ')}` : ''}</span></h4>`,
    timelineOf(call),
    exchanges,
    stderr === undefined ? undefined : html`<h5>The end of standard error</h5><pre>${stderr}</pre>`,
  ];
}

function counted(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
