/** What may stand in an element: texts stay texts, and what is undefined is left out. */
export type Child = Node | string | number | undefined;

/** An element with these attributes and children. `true` is an attribute without value; what is false or undefined is left out. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  setAll(made, attributes);
  fill(made, children);
  return made;
}

/** The same of a picture. */
export function drawn(
  tag: 'svg' | 'rect',
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly Child[]
): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  setAll(made, attributes);
  fill(made, children);
  return made;
}

/** A button with a name, and what it does. */
export function button(name: string, act: (self: HTMLButtonElement) => void): HTMLButtonElement {
  const made = element('button', { type: 'button' }, name);
  made.addEventListener('click', () => act(made));
  return made;
}

/** The page's own element with that id. Throws for one that it lacks. */
export function place(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
}

function setAll(
  made: Element,
  attributes: Readonly<Record<string, string | number | boolean | undefined>>,
): void {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value));
}

function fill(made: Element, children: readonly Child[]): void {
  for (const child of children)
    if (child !== undefined) made.append(child instanceof Node ? child : String(child));
}
