import leven from 'leven';

/** The candidate with the fewest edits to `word`, whatever its letter case; undefined when there is none to choose from. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest) {
      fewest = edits;
      best = candidate;
    }
  }
  return best;
}

/** How many edits lead from one word to another; half an edit less when all letters are there and only their order is wrong. */
export function distance(word: string, candidate: string): number {
  const sorted = (text: string) => [...text].sort().join('');
  return leven(word, candidate) - (sorted(word) === sorted(candidate) ? 0.5 : 0);
}

/** `; did you mean "…"?` for the end of an error message, or nothing when there are no candidates. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const guess = nearest(word, candidates);
  return guess === undefined ? '' : `; did you mean "${guess}"?`;
}
