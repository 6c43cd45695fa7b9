import { summaryOf } from '../../http/evidence.js';
import type { Proof } from '../../report/record.js';
import type { Cell } from './entry.js';
import { html, type Markup, type Part } from './markup.js';
import { scenarioAnchor } from './scenario.js';

/** What a pass was seen to hold on, folded; nothing where that was not kept. */
export function proofsMarkup({ target, judgement: { proofs = [] } }: Cell): Part {
  if (proofs.length === 0) return undefined;
  const items = proofs.map((proof) => html`<li>${proofMarkup(proof, target.slug)}</li>`);
  return html`<details class="proofs"><summary>Seen to hold on</summary><ul>${items}</ul></details>`;
}

function proofMarkup({ exchange, condition, scenario }: Proof, slug: string): Markup {
  if (scenario !== undefined)
    return html`the scenario <a href="#${scenarioAnchor(slug, scenario)}">${scenario}</a>`;
  if (!exchange) return html`an exchange`;
  const sent = condition === undefined ? undefined : html`, sent ${condition}`;
  return html`<code>${summaryOf(exchange)}</code>${sent}, at ${exchange.startedAt}, after ${exchange.durationMs} ms; conformance.json has all of it`;
}
