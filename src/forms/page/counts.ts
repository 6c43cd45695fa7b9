import type { StateWord } from '../../report/state.js';
import { words } from './badge.js';
import type { Entry } from './entry.js';
import { areasOf, tally, tallyInWords } from './entry.js';
import { html, type Markup } from './markup.js';

type Tally = Readonly<Record<StateWord, number>>;

/** From the left: what holds, what says nothing, what is wrong. */
const columns: readonly StateWord[] = ['pass', 'fail', 'waived', 'error', 'skip'];

/** Counts as parts of one bar. */
export function stackedBar(counts: Tally, label: string): Markup {
  const total = Math.max(
    1,
    words.reduce((sum, state) => sum + counts[state], 0),
  );
  let from = 0;
  const parts = (['pass', 'skip', 'waived', 'error', 'fail'] as const).map((state) => {
    const width = (counts[state] / total) * 100;
    const x = from;
    from += width;
    return width === 0
      ? undefined
      : html`<rect class="${state}" x="${x.toFixed(2)}%" width="${width.toFixed(2)}%" height="12"/>`;
  });
  return html`<svg class="stack" role="img" aria-label="${label}: ${tallyInWords(counts)}" width="100%" height="12">${parts}</svg>`;
}

/** The counts as cells of a table; none is only hinted at. */
export function countCells(counts: Tally): readonly Markup[] {
  return columns.map((state) =>
    counts[state] === 0
      ? html`<td class="number none">0</td>`
      : html`<td class="number ${state}">${counts[state]}</td>`,
  );
}

/** The heads of those cells. */
export function countHeads(): readonly Markup[] {
  return columns.map((state) => html`<th scope="col" class="number">${state}</th>`);
}

/** A bar for each area. */
export function areasMarkup(entries: readonly Entry[], several: boolean): Markup {
  const rows = areasOf(entries).map((area) => {
    const cells = entries.filter((entry) => entry.area === area).flatMap((entry) => entry.cells);
    const counts = tally(cells.map(({ state }) => state));
    return html`<tr><th scope="row">${area}</th><td class="picture">${stackedBar(counts, area)}</td>${countCells(counts)}</tr>`;
  });
  const all = tally(entries.flatMap((entry) => entry.cells.map(({ state }) => state)));
  const lead = several ? html`<p class="lead">Requirements counted once for each target.</p>` : undefined;
  return html`<section id="areas"><h2>Areas</h2>${lead}<div class="scroll" tabindex="0" role="group" aria-label="Areas"><table class="counts"><thead><tr><th scope="col">area</th><td class="picture"></td>${countHeads()}</tr></thead><tbody>${rows}</tbody><tfoot><tr><th scope="row">all</th><td class="picture"></td>${countCells(all)}</tr></tfoot></table></div></section>`;
}
