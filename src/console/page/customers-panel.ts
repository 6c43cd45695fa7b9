import type { ShownCustomer, State } from '../messages.js';
import { change } from './ask.js';
import { button, element } from './element.js';

const hour = 3_600_000;

/** What is stored of the customers, and the clock of vetting. */
export class CustomersPanel {
  readonly #table = element('tbody');
  readonly #ahead = element('span', { role: 'status' });

  constructor(panel: HTMLElement) {
    const step = (name: string, ms: number) => button(name, () => change('clock', { advanceMs: ms }));
    panel.append(
      element('h3', {}, 'Clock of vetting'),
      element('p', { class: 'note' }, 'Vetting takes a day, by a clock that can be put on.'),
      element(
        'div',
        { class: 'switches' },
        step('1 hour on', hour),
        step('1 day on', 24 * hour),
        this.#ahead,
      ),
      element('h3', {}, 'Customers'),
      element(
        'div',
        { class: 'switches' },
        button('Forget all writes', () => change('reset', {})),
      ),
      element(
        'div',
        { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': 'Customers' },
        element(
          'table',
          {},
          element(
            'thead',
            {},
            element(
              'tr',
              {},
              ...['Id', 'Qualifications', 'To write to'].map((name) => element('th', { scope: 'col' }, name)),
            ),
          ),
          this.#table,
        ),
      ),
    );
  }

  show({ customers = [], aheadMs = 0 }: State): void {
    const hours = Math.round(aheadMs / hour);
    this.#ahead.textContent = hours === 0 ? 'as this machine' : `${hours} h ahead of this machine`;
    this.#table.replaceChildren(...customers.map(rowOf));
  }
}

function rowOf({ id, writable, qualifications }: ShownCustomer): HTMLElement {
  const told = qualifications.map(({ qualification, vettingStatus }) =>
    vettingStatus === undefined ? qualification : `${qualification} (${vettingStatus})`,
  );
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, element('code', {}, id)),
    element('td', {}, told.join(', ') || 'none'),
    element('td', {}, writable ? 'yes' : ''),
  );
}
