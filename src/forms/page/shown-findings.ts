import { ByteBudget } from './byte-budget.js';
import type { Cell, Entry } from './entry.js';
import { findingMarkup } from './finding.js';
import type { Markup } from './markup.js';

/** What is shown of the findings of a cell, in their order; the rest stays in conformance.json. */
export type ShownFindings = ReadonlyMap<Cell, readonly Markup[]>;

/** The findings that find room: the first one of each requirement and run before any second one, with evidence as far as that goes, then their messages. */
export function showFindings(entries: readonly Entry[], bytes: number): ShownFindings {
  const cells = entries
    .flatMap((entry) => entry.cells)
    .filter(({ judgement }) => judgement.findings.length > 0);
  const most = cells.reduce((longest, { judgement }) => Math.max(longest, judgement.findings.length), 0);
  const [whole, brief] = [new ByteBudget(bytes * 0.7), new ByteBudget(bytes * 0.3)];
  const shown = new Map<Cell, Markup[]>(cells.map((cell) => [cell, []]));
  for (let at = 0; at < most && !(whole.spent && brief.spent); at += 1) {
    for (const cell of cells) {
      const finding = cell.judgement.findings[at];
      const before = shown.get(cell);
      if (!finding || !before || before.length < at) continue;
      const made =
        whole.take(() => findingMarkup(cell, finding, at + 1, true)) ??
        brief.take(() => findingMarkup(cell, finding, at + 1, false));
      if (made) before.push(made);
    }
  }
  return shown;
}
