import { button } from './element.js';

/** A button that copies a text, and says so. `from` may have to ask for it; `what` is its name among others that say the same. */
export function copyButton(
  name: string,
  from: () => string | Promise<string>,
  what?: string,
): HTMLButtonElement {
  const say = (self: HTMLButtonElement, text: string) => {
    self.textContent = text;
    if (what !== undefined) self.setAttribute('aria-label', `${text} ${what}`);
  };
  const made = button(name, async (self) => {
    try {
      await navigator.clipboard.writeText(await from());
      say(self, 'Copied');
    } catch {
      say(self, 'Not copied');
    }
    setTimeout(() => say(self, name), 1500);
  });
  say(made, name);
  return made;
}
