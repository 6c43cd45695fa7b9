import type { Subject } from './subject.js';

/** The secrets that requests to a subject carry, by the names that stand in for them. */
export function subjectSecrets({ refused, tokens, validationCode }: Subject): ReadonlyMap<string, string> {
  return new Map([
    ...(validationCode === undefined ? [] : [[validationCode, 'validation code'] as const]),
    ...Object.values(refused).map((token) => [token, 'refused token'] as const),
    ...Object.entries(tokens).map(([flow, token]) => [token, `${flow} token`] as const),
  ]);
}
