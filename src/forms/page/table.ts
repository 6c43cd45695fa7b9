import { levels } from '../../catalogue/requirement.js';
import { wordOf } from '../../report/state.js';
import { classOf, words } from './badge.js';
import type { Cell, Entry } from './entry.js';
import { areasOf } from './entry.js';
import { html, type Markup, type Part } from './markup.js';
import type { Target } from './targets.js';

/** More targets than this get narrow columns with signs in place of words. */
const wide = 6;

/** Of several targets, every requirement in a row, grouped by area, with its state for each target. One target's requirements stand in their details alone. */
export function tableMarkup(entries: readonly Entry[], targets: readonly Target[]): Part {
  if (targets.length < 2) return undefined;
  const dense = targets.length > wide;
  const heads = targets.map(
    ({ label, slug }) => html`<th scope="col" class="target"><a href="#run.${slug}">${label}</a></th>`,
  );
  const groups = areasOf(entries).map((area) => {
    const own = entries.filter((entry) => entry.area === area);
    const rows = own.map((entry) => rowMarkup(entry, targets));
    return html`<tbody data-area="${area}"><tr class="area"><th scope="rowgroup" colspan="2">${area}</th><td colspan="${targets.length}"></td></tr>${rows}</tbody>`;
  });
  const kind = dense ? 'matrix dense' : 'matrix';
  const legend = dense
    ? html`<p class="legend">${words.map((word) => html`<span class="${word}">${word}</span> `)}${
        entries.some(({ cells }) => cells.some(({ state }) => state === 'advised'))
          ? html`<span>a fail on plain ground does not fail its run</span>`
          : undefined
      }<span>empty: not in that run</span></p>`
    : undefined;
  return html`<section id="matrix"><h2>Requirements</h2>${legend}<div class="scroll" tabindex="0" role="group" aria-label="Requirements"><table class="${kind}"><thead><tr><th scope="col">Id</th><th scope="col">Statement</th>${heads}</tr></thead>${groups}</table></div></section>`;
}

function rowMarkup({ id, anchor, first, cells }: Entry, targets: readonly Target[]): Markup {
  return html`<tr data-id="${id}"><th scope="row"><a href="#${anchor}">${id}</a> <span class="level">${first.level}</span></th><td class="statement">${first.statement}</td>${cellsOf(cells, targets)}</tr>\n`;
}

function cellsOf(cells: readonly Cell[], targets: readonly Target[]): Part {
  const byTarget = new Map(cells.map((cell) => [cell.target, cell]));
  return targets.map((target) => {
    const cell = byTarget.get(target);
    if (!cell) return html`<td></td>`;
    const word = html`<i>${wordOf(cell.state)}</i>`;
    return cell.state === 'held'
      ? html`<td class="pass">${word}</td>`
      : html`<td class="${classOf(cell.state)}"><a href="#${cell.anchor}">${word}</a></td>`;
  });
}

/** What filters the requirements; it stays hidden without scripts. */
export function filterMarkup(entries: readonly Entry[]): Markup {
  const seen = [...words]
    .reverse()
    .filter((word) => entries.some(({ cells }) => cells.some(({ state }) => wordOf(state) === word)));
  const own = levels.filter((level) => entries.some(({ first }) => first.level === level));
  return html`<form id="filter" role="search" aria-label="Requirements" hidden>${choice('verdict', 'Result', seen)}${choice('level', 'Level', own)}${choice('area', 'Area', areasOf(entries))}<label>Search <input type="search" name="q" autocomplete="off" spellcheck="false"></label><button type="reset">Show all</button><p id="shown" role="status" aria-live="polite"></p></form>`;
}

function choice(name: string, label: string, values: readonly string[]): Markup {
  return html`<label>${label} <select name="${name}"><option value="">all</option>${values.map((value) => html`<option>${value}</option>`)}</select></label>`;
}
