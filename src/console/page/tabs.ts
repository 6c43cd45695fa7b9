import { button, element } from './element.js';

/** Panels of which one is shown: by pointer, or by arrows, Home and End. */
export class Tabs {
  readonly #tabs: { readonly tab: HTMLButtonElement; readonly panel: HTMLElement }[] = [];
  readonly #list: HTMLElement;

  constructor(list: HTMLElement) {
    this.#list = list;
    list.addEventListener('keydown', (event) => {
      const at = this.#tabs.findIndex(({ tab }) => tab === document.activeElement);
      const count = this.#tabs.length;
      const wanted = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: count - 1 }[event.key];
      if (at < 0 || wanted === undefined) return;
      event.preventDefault();
      const to = this.#tabs[(wanted + count) % count];
      to?.tab.focus();
      to?.tab.click();
    });
  }

  /** Adds a panel, and returns what is to be filled. */
  add(name: string): HTMLElement {
    const id = name.toLowerCase();
    const tab = button(name, () => this.open(name));
    const panel = element('div', {
      role: 'tabpanel',
      id: `panel-${id}`,
      tabindex: 0,
      'aria-labelledby': `tab-${id}`,
    });
    tab.id = `tab-${id}`;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', panel.id);
    this.#tabs.push({ tab, panel });
    this.#list.append(tab);
    this.#list.after(panel);
    if (this.#tabs.length === 1) this.open(name);
    else this.#show(this.#tabs[0]?.panel);
    return panel;
  }

  /** Shows the panel of that name. */
  open(name: string): void {
    this.#show(this.#tabs.find(({ tab }) => tab.id === `tab-${name.toLowerCase()}`)?.panel);
  }

  #show(wanted: HTMLElement | undefined): void {
    for (const { tab, panel } of this.#tabs) {
      panel.hidden = panel !== wanted;
      tab.setAttribute('aria-selected', String(panel === wanted));
      tab.tabIndex = panel === wanted ? 0 : -1;
    }
  }
}
