import type { About, ShownFault, State } from '../messages.js';
import { change } from './ask.js';
import { button, element } from './element.js';

/** A switch for each fault, which can be searched. */
export class FaultsPanel {
  readonly #boxes = new Map<string, HTMLInputElement>();
  readonly #count = element('p', { role: 'status', class: 'note' });
  readonly #list = element('ul', { class: 'faults' });
  readonly #items: readonly { readonly name: string; readonly item: HTMLElement; readonly text: string }[];

  constructor(panel: HTMLElement, { faults }: About) {
    const search = element('input', { type: 'search', autocomplete: 'off', spellcheck: 'false' });
    this.#items = faults.map((fault) => ({ name: fault.name, item: this.#item(fault), text: textOf(fault) }));
    this.#list.append(...this.#items.map(({ item }) => item));
    search.addEventListener('input', () => this.#filter(search.value.toLowerCase().trim()));
    const allOff = button('All off', () => {
      for (const [name, box] of this.#boxes) if (box.checked) change('fault', { name, on: false });
    });
    panel.append(
      element('h3', {}, 'Be wrong on purpose'),
      element('p', { class: 'note' }, 'From the next request on; each begins anew when it is switched on.'),
      element(
        'div',
        { class: 'switches' },
        element('label', { class: 'search' }, 'Search faults ', search),
        allOff,
      ),
      this.#count,
      this.#list,
    );
  }

  show({ faults }: State): void {
    for (const [name, box] of this.#boxes) box.checked = faults.includes(name);
    // What is on stands first; whoever is just switching one does not lose it.
    if (!this.#list.contains(document.activeElement))
      this.#list.append(
        ...this.#items.toSorted((a, b) => this.#rank(a.name) - this.#rank(b.name)).map(({ item }) => item),
      );
    this.#count.textContent = faults.length === 0 ? 'none is on' : `on: ${faults.join(', ')}`;
  }

  #rank(name: string): number {
    return this.#boxes.get(name)?.checked ? 0 : 1;
  }

  #item({ name, summary, requirements }: ShownFault): HTMLElement {
    const box = element('input', { type: 'checkbox' });
    box.addEventListener('change', () => change('fault', { name, on: box.checked }));
    this.#boxes.set(name, box);
    return element(
      'li',
      {},
      element(
        'label',
        {},
        box,
        element(
          'span',
          {},
          name,
          element(
            'small',
            {},
            requirements.length === 0 ? summary : `${summary} (${requirements.join(', ')})`,
          ),
        ),
      ),
    );
  }

  #filter(wanted: string): void {
    for (const { item, text } of this.#items) item.hidden = !text.includes(wanted);
  }
}

function textOf({ name, summary, requirements }: ShownFault): string {
  return `${name} ${summary} ${requirements.join(' ')}`.toLowerCase();
}
