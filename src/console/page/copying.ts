import { button } from './element.js';

/** A button that copies a text, and says so. `from` may have to ask for it. */
export function copyButton(name: string, from: () => string | Promise<string>): HTMLButtonElement {
  return button(name, async (self) => {
    try {
      await navigator.clipboard.writeText(await from());
      self.textContent = 'Copied';
    } catch {
      self.textContent = 'Not copied';
    }
    setTimeout(() => {
      self.textContent = name;
    }, 1500);
  });
}
