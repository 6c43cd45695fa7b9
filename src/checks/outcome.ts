/** What a check says of one exchange: violated when there are findings, else it holds. */
export interface Outcome {
  /** One message per violation: `at PLACE: expected X, received Y`. */
  readonly findings: readonly string[];
  /** Which of the requirement's readings was observed. */
  readonly reading?: string;
}

/** The requirement holds; `reading` tells which of the accepted readings was observed. */
export function holds(reading?: string): Outcome {
  return reading === undefined ? { findings: [] } : { findings: [], reading };
}

/** The requirement is violated. */
export function violated(...findings: readonly string[]): Outcome {
  return { findings };
}

/** The form every finding has. */
export function finding(place: string, expected: string, received: string): string {
  return `at ${place}: expected ${expected}, received ${received}`;
}

/** `a`, `a or b`, `a, b or c`. */
export function either(words: readonly (string | number)[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** Holds when the two are equal, else is violated at the place. */
export function same(place: string, expected: string, received: string): Outcome {
  return expected === received ? holds() : violated(finding(place, expected, received));
}
