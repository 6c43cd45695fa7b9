import { wordOf } from '../../report/state.js';
import type { Entry } from './entry.js';
import { told } from './head.js';
import { html, type Markup, type Part } from './markup.js';
import { requirementMarkup, titleOf } from './requirement.js';
import type { ShownFindings } from './shown-findings.js';
import { filterMarkup } from './table.js';

/** All that is known of each requirement, those in the worst state first. */
export function detailsMarkup(entries: readonly Entry[], shown: ShownFindings, several: boolean): Markup {
  const groups = told.map((word): Part => {
    const own = touchedBehind(entries.filter((entry) => wordOf(entry.state) === word));
    if (own.length === 0) return undefined;
    return html`<section class="group-of-state"><h2 class="${word}">${titleOf[word]} <span>${own.length}</span></h2>${own.map((entry) => requirementMarkup(entry, shown))}</section>`;
  });
  return html`<section id="requirements"><h2 class="over">${several ? 'What was found' : 'Requirements'}</h2>${filterMarkup(entries)}<div id="details">${groups}</div></section>`;
}

/** What a cause touches stands behind it, in the page of one run. */
function touchedBehind(entries: readonly Entry[]): readonly Entry[] {
  const leads = (entry: Entry) =>
    entry.cells.length === 1 ? entry.cells.flatMap(({ touchedBy }) => touchedBy) : [];
  const leadOf = (entry: Entry) =>
    entries.find(({ id }) => leads(entry).some((lead) => lead.id === id)) ?? entry;
  return entries.flatMap((entry) =>
    leadOf(entry) === entry
      ? [entry, ...entries.filter((one) => one !== entry && leadOf(one) === entry)]
      : [],
  );
}
