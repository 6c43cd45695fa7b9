import { mapFinding } from '../finding.js';
import type { Surroundings } from '../http/exchange.js';

/** What came around an answer's content, with every text of it changed, and without the bytes behind it. */
export function changeSurroundings(
  { httpVersion, chunkExtensions, folded, flaws }: Omit<Surroundings, 'leftover'>,
  change: (text: string) => string,
): Omit<Surroundings, 'leftover'> {
  return {
    ...(httpVersion === undefined ? {} : { httpVersion }),
    ...(chunkExtensions === undefined ? {} : { chunkExtensions: chunkExtensions.map(change) }),
    ...(folded === undefined ? {} : { folded: folded.map(change) }),
    ...(flaws === undefined ? {} : { flaws: flaws.map((flaw) => mapFinding(flaw, change)) }),
  };
}
