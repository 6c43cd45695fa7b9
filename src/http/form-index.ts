import { shortestForm } from './secret-forms.js';

/** What stands in for a form of a secret. */
export interface Form {
  readonly text: string;
  /** Of the secret. */
  readonly name: string;
  readonly mark: string;
}

/** Where a form stands in a text: from `start` up to, but without, `end`. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly form: Form;
}

const factor = 0x01000193;
const factorOfFirst = Array.from({ length: shortestForm }).reduce<number>(
  (power) => Math.imul(power, factor),
  1,
);

/** Many forms that are looked for in one way through a text, however many there are: each is known by the sum of its last eight characters (Rabin and Karp). */
export class FormIndex {
  readonly #forms = new Map<string, Form>();
  readonly #bySum = new Map<number, Form[]>();
  /** Whether a sum may be one, by 16 of its bits. */
  readonly #filter = new Uint8Array(1 << 16);

  /** Adds a form of eight characters at least; the first one of a text stays. */
  add(form: Form): void {
    const { text } = form;
    if (text.length < shortestForm || this.#forms.has(text)) return;
    this.#forms.set(text, form);
    let sum = 0;
    for (let at = text.length - shortestForm; at < text.length; at += 1)
      sum = (Math.imul(sum, factor) + text.charCodeAt(at)) | 0;
    const same = this.#bySum.get(sum);
    if (same) same.push(form);
    else this.#bySum.set(sum, [form]);
    this.#filter[sixteen(sum)] = 1;
  }

  get size(): number {
    return this.#forms.size;
  }

  /** Every place of every form, in the order of their ends. */
  matches(text: string): readonly Match[] {
    const found: Match[] = [];
    if (this.#forms.size === 0) return found;
    let sum = 0;
    for (let at = 0; at < text.length; at += 1) {
      sum = (Math.imul(sum, factor) + text.charCodeAt(at)) | 0;
      if (at >= shortestForm) sum = (sum - Math.imul(factorOfFirst, text.charCodeAt(at - shortestForm))) | 0;
      if (this.#filter[sixteen(sum)] === 0 || at < shortestForm - 1) continue;
      for (const form of this.#bySum.get(sum) ?? []) {
        const start = at + 1 - form.text.length;
        if (start >= 0 && text.startsWith(form.text, start)) found.push({ start, end: at + 1, form });
      }
    }
    return found;
  }
}

function sixteen(sum: number): number {
  return Math.imul(sum, 0x9e3779b1) >>> 16;
}
