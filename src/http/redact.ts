import { FormIndex, type Match } from './form-index.js';
import { isGuid } from './guid.js';
import { layersOf } from './layers/layers.js';
import { originOf } from './layers/view.js';
import { formsOf, partsOf, shortestForm, widened } from './secret-forms.js';

/** Is told each secret that a Redactor comes to know, and the name that stands in for it. */
export type Learnt = (secret: string, name: string) => void;

/** What was found in a text: names of secrets, and whether it hides more than is decoded. */
interface Found {
  readonly names: readonly string[];
  readonly bounded: boolean;
}

/** Replaces secrets by their names: as they are, in part, in UTF-16, each part of a JWT, and inside of escapes, encodings and packings, up to four layers deep. */
export class Redactor {
  readonly #secrets = new Map<string, string>();
  readonly #forms = new FormIndex();
  readonly #names = new Set<string>();
  readonly #learnt: Learnt;
  readonly #searches: boolean;
  readonly #off = process.env[offVariable] === '1';
  /** What was found in texts, and what they are without it: most come again with every exchange. Until another secret is learnt. */
  readonly #found = new Map<string, Found>();
  readonly #cleaned = new Map<string, string>();
  /** All secrets, to find the one that a piece is from. */
  #all = '';

  /**
   * @param secrets each secret's value, and the name that stands in for it
   * @param learnt is told those secrets, and each one that is learnt later
   */
  constructor(secrets: ReadonlyMap<string, string>, learnt: Learnt = () => {}) {
    this.#learnt = learnt;
    for (const [secret, name] of secrets) this.#add(secret, name);
    this.#searches = this.#forms.size > 0;
  }

  /** Treats one more value as a secret from now on, such as a cut token that was sent. */
  learn(secret: string, name: string): void {
    if (secret.length < shortestForm || this.#secrets.has(secret)) return;
    this.#add(secret, name);
  }

  /** The text with every form of every secret replaced by `[name]`, and long pieces of one by `[part of name]`; of what hides one, the whole run of characters is replaced. */
  text(text: string): string {
    return this.#off ? text : remembered(this.#cleaned, text, () => this.#clean(text));
  }

  #clean(text: string): string {
    let clean = withMarks(text, this.#forms.matches(text));
    for (const [secret, name] of this.#secrets) {
      if (secret.length < shortestForm) clean = clean.replaceAll(asWord(secret), `[${name}]`);
    }
    clean = withMarks(clean, this.#hidden(clean).matches);
    return clean.replaceAll(piece, (run) => {
      if (!this.#all.includes(run)) return run;
      const owner = [...this.#secrets].find(([secret]) => secret.includes(run));
      return owner ? `[part of ${owner[1]}]` : run;
    });
  }

  /** The names of the secrets of which the text holds a form, as it stands or hidden. */
  find(text: string): readonly string[] {
    return this.search(text).names;
  }

  /** The same, and whether the text hides more than is decoded. */
  search(text: string): Found {
    return remembered(this.#found, text, () => this.#search(text));
  }

  #search(text: string): Found {
    const open = this.#forms.matches(text);
    const { matches, bounded } = this.#hidden(text);
    return { names: [...new Set([...open, ...matches].map(({ form }) => form.name))], bounded };
  }

  /** The names of the secrets of which the text holds a form as it stands; many times faster than `find`. */
  findOpen(text: string): readonly string[] {
    return [...new Set(this.#forms.matches(text).map(({ form }) => form.name))];
  }

  /** Whether a text holds a secret, a piece of one, or so much in encodings that nobody knows. */
  isIn(text: string): boolean {
    return !this.#off && (this.text(text) !== text || this.#hidden(text).beyond);
  }

  /** The names that stand in for secrets. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }

  /** Whether one of the secrets it was made for is long enough to be searched for. */
  get searches(): boolean {
    return this.#searches;
  }

  #hidden(text: string): {
    readonly matches: readonly Match[];
    readonly beyond: boolean;
    readonly bounded: boolean;
  } {
    // A GUID has room for nothing but itself, and is the text that comes most.
    if (this.#forms.size === 0 || isGuid(text)) return { matches: [], beyond: false, bounded: false };
    const { views, beyond } = layersOf(text);
    const matches = views.flatMap((view) =>
      this.#forms.matches(view.text).map(({ start, end, form }): Match => {
        const [from, to] = originOf(view, start, end);
        return { start: from, end: to, form };
      }),
    );
    return { matches, beyond, bounded: beyond };
  }

  #add(secret: string, name: string): void {
    this.#found.clear();
    this.#cleaned.clear();
    this.#secrets.set(secret, name);
    this.#all += `${secret}\n`;
    this.#names.add(name);
    const mark = `[${name}]`;
    for (const text of formsOf(secret)) this.#forms.add({ text, name, mark });
    for (const text of partsOf(secret)) this.#forms.add({ text: widened(text), name, mark: widened(mark) });
    this.#learnt(secret, name);
  }
}

/** The text with the mark of each match in its place; the longest one counts where they overlap, and covers what begins inside of it. */
function withMarks(text: string, matches: readonly Match[]): string {
  const sorted = [...matches].sort((a, b) => a.start - b.start || b.end - a.end);
  let clean = '';
  let last = 0;
  for (let at = 0; at < sorted.length; ) {
    let best = sorted[at];
    if (best === undefined) break;
    let { start, end } = best;
    for (at += 1; at < sorted.length; at += 1) {
      const next = sorted[at];
      if (next === undefined || next.start >= end) break;
      if (next.end - next.start > best.end - best.start) best = next;
      end = Math.max(end, next.end);
      start = Math.min(start, next.start);
    }
    const { mark } = best.form;
    const wide = text.slice(start, end).includes('\0') && !mark.includes('\0');
    clean += text.slice(last, start) + (wide ? widened(mark) : mark);
    last = end;
  }
  return last === 0 ? text : clean + text.slice(last);
}

/** Characters of a short text, and how many of them something is remembered about. */
const mostRemembered = 512;

/** Longer texts that are remembered: a service answers the same again and again. */
const mostLong = 4;

/** Characters of the longest text that is remembered; what a process prints without end is not held. */
const longest = 128 * 1024;

/** What was found out of a text before, else what is found out now. */
function remembered<Value>(known: Map<string, Value>, text: string, find: () => Value): Value {
  if (text.length > longest) return find();
  const before = known.get(text);
  if (before !== undefined) return before;
  const found = find();
  if (known.size >= mostRemembered) known.clear();
  if (text.length > mostRemembered) {
    const [oldest = '', ...others] = [...known.keys()].filter((one) => one.length > mostRemembered);
    if (others.length + 1 >= mostLong) known.delete(oldest);
  }
  known.set(text, found);
  return found;
}

/** With 1 in this variable nothing is replaced: the kit's own tests set it, and nobody else, to prove that the leak gate catches what redaction would have held back. */
const offVariable = 'QUALIFICATION_KIT_UNREDACTED';

/** A short secret may also be a part of words, which are left alone. */
function asWord(secret: string): RegExp {
  return new RegExp(`(?<![\\w-])${secret.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`, 'g');
}

/** A run of the characters that tokens are made of, too long to be a word. */
const piece = /[\w.~+/-]{20,}/g;
