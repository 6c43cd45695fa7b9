import type { Finding } from '../finding.js';

/** What a check says of one exchange: violated when there are findings, else it holds. */
export interface Outcome {
  /** One for each violation. */
  readonly findings: readonly Finding[];
  /** Which of the requirement's readings was observed. */
  readonly reading?: string;
}

/** The requirement holds; `reading` tells which of the accepted readings was observed. */
export function holds(reading?: string): Outcome {
  return reading === undefined ? { findings: [] } : { findings: [], reading };
}

/** The requirement is violated; it holds without findings. */
export function violated(...findings: readonly Finding[]): Outcome {
  return { findings };
}

/** A violation at a place: what belongs there, and what came. */
export function finding(place: string, expected: string, received: string): Finding {
  return { place, expected, received };
}

/** `a`, `a or b`, `a, b or c`. */
export function either(words: readonly (string | number)[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** The values of a header field for a person: `none` without the field, and `an empty value` for one that is there and empty. */
export function fieldInWords(values: readonly string[]): string {
  return values.map((value) => value || 'an empty value').join(' and ') || 'none';
}

const [mostShown, mostKept] = [80, 60];

/** Holds when the two are equal, else is violated at the place. What is long is shown cut, and then says from where on it differs. */
export function same(place: string, expected: string, received: string): Outcome {
  if (expected === received) return holds();
  let from = 0;
  while (from < expected.length && expected[from] === received[from]) from += 1;
  return violated(finding(place, cut(expected, from), cut(received, from)));
}

function cut(text: string, differsFrom: number): string {
  if (text.length <= mostShown) return text;
  const hidden = differsFrom >= mostKept ? `, which differ from number ${differsFrom + 1} on` : '';
  return `${text.slice(0, mostKept)}… (${text.length} characters${hidden})`;
}
