import { visible } from '../../report/shown.js';

/** A piece of HTML that is safe to stand in the page: only `html` makes one. */
export class Markup {
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  toString(): string {
    return this.#source;
  }
}

/** What may stand in a template: texts and numbers are escaped, pieces of HTML are not, and nothing is left out. */
export type Part = string | number | Markup | undefined | readonly Part[];

/** A piece of HTML from a template; every text in it, whatever it holds, stays a text. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let source = strings[0] ?? '';
  parts.forEach((part, at) => {
    source += sourceOf(part) + (strings[at + 1] ?? '');
  });
  return new Markup(source);
}

function sourceOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.toString();
  if (typeof part === 'object') return part.map(sourceOf).join('');
  return escaped(String(part));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
