import { linesOfWrites } from '../../report/reported-write.js';
import { html, type Part } from './markup.js';
import type { Target } from './targets.js';

/** What runs wrote; nothing where none could write. */
export function writesMarkup(targets: readonly Target[]): Part {
  const parts = targets.flatMap(({ report: { writes }, label }) => {
    if (!writes) return [];
    const lines = linesOfWrites(writes).map((line) => html`<li>${line}</li>`);
    const whose = targets.length > 1 ? html`<h3>${label}</h3>` : undefined;
    return [html`${whose}<ul>${lines}</ul>`];
  });
  return parts.length === 0 ? undefined : html`<section id="writes"><h2>Writes</h2>${parts}</section>`;
}
