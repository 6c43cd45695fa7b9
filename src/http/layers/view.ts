/** A text that was decoded out of another one, and where each of its characters came from. */
export interface View {
  readonly text: string;
  readonly from: Origin | undefined;
}

interface Origin {
  readonly parent: View;
  /** Pieces in order: piece `i` begins at `at[i]` of the view and came from `starts[i]` to `ends[i]` of the parent. */
  readonly at: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Whether the piece has a character for each one of the parent; any other stands for the whole it was decoded from. */
  readonly copied: readonly boolean[];
}

/** A text that nothing was decoded of yet. */
export function rootOf(text: string): View {
  return { text, from: undefined };
}

/** The range of the root's text that a range of the view was decoded from. */
export function originOf({ from }: View, start: number, end: number): readonly [start: number, end: number] {
  if (from === undefined) return [start, end];
  const { parent, at, starts, ends, copied } = from;
  const [first, last] = [pieceAt(at, start), pieceAt(at, end - 1)];
  const begin = (starts[first] ?? 0) + (copied[first] ? start - (at[first] ?? 0) : 0);
  const over = copied[last] ? (starts[last] ?? 0) + end - (at[last] ?? 0) : (ends[last] ?? 0);
  return originOf(parent, begin, over);
}

function pieceAt(at: readonly number[], place: number): number {
  let [low, high] = [0, at.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((at[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Puts a view together, piece by piece, from left to right or not. */
export class ViewBuilder {
  readonly #parent: View;
  readonly #texts: string[] = [];
  readonly #at: number[] = [0];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #copied: boolean[] = [];

  constructor(parent: View) {
    this.#parent = parent;
  }

  /** Characters that the view has so far. */
  get length(): number {
    return this.#at.at(-1) ?? 0;
  }

  /** Copies a range of the parent. */
  keep(start: number, end: number): void {
    this.#add(this.#parent.text.slice(start, end), start, end, true);
  }

  /** Adds what a range of the parent was decoded to. */
  put(text: string, start: number, end: number): void {
    this.#add(text, start, end, false);
  }

  #add(text: string, start: number, end: number, copied: boolean): void {
    if (text === '') return;
    this.#copied.push(copied);
    this.#texts.push(text);
    this.#starts.push(start);
    this.#ends.push(end);
    this.#at.push(this.length + text.length);
  }

  /** The view; none where nothing was put into it. */
  get view(): View | undefined {
    if (this.#texts.length === 0) return undefined;
    const places = { at: this.#at, starts: this.#starts, ends: this.#ends, copied: this.#copied };
    return { text: this.#texts.join(''), from: { parent: this.#parent, ...places } };
  }
}

/** Characters around a match that may belong to the same secret, whatever they are, and those that tokens are made of. */
const [nearby, within] = [256, 8192];

/** The view in which every match of a pattern is replaced, of which only what stands around matches is kept; none where nothing matches. */
export function replaced(
  parent: View,
  pattern: RegExp,
  change: (match: RegExpMatchArray) => string,
): View | undefined {
  const { text } = parent;
  const builder = new ViewBuilder(parent);
  let last = 0;
  /** Up to where what stands around the last match goes. */
  let reach = -1;
  for (const match of text.matchAll(pattern)) {
    const { index } = match;
    const end = index + match[0].length;
    const begin = index <= reach ? last : before(text, index, last);
    if (reach >= 0 && begin > reach) builder.keep(last, reach);
    builder.keep(begin > reach ? begin : last, index);
    builder.put(change(match), index, end);
    last = end;
    reach = end <= reach ? reach : behind(text, end);
  }
  if (reach < 0) return undefined;
  builder.keep(last, Math.max(last, reach));
  return builder.view;
}

function before(text: string, index: number, least: number): number {
  let at = Math.max(least, index - nearby);
  const end = Math.max(least, index - within);
  while (at > end && !ends(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

function behind(text: string, index: number): number {
  let at = Math.min(text.length, index + nearby);
  const end = Math.min(text.length, index + within);
  while (at < end && !ends(text.charCodeAt(at))) at += 1;
  return at;
}

/** Space, quotes and angle brackets end what tokens are made of; line ends do not. */
function ends(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x22 || code === 0x27 || code === 0x3c || code === 0x3e;
}
