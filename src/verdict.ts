/** Ordered from harmless to worst; combining keeps the worst. `skip` is no proof of anything, `error` means that nobody knows. */
export const verdicts = ['skip', 'pass', 'fail', 'error'] as const;

export type Verdict = (typeof verdicts)[number];

/** The worse of two verdicts. */
export function worse(a: Verdict, b: Verdict): Verdict {
  return verdicts.indexOf(a) >= verdicts.indexOf(b) ? a : b;
}

/** The worst of many; `error` for none, because nothing was judged. */
export function worst(all: Iterable<Verdict>): Verdict {
  let found: Verdict | undefined;
  for (const verdict of all) found = found === undefined ? verdict : worse(found, verdict);
  return found ?? 'error';
}

/** 0: something passed and nothing is worse; 1: something failed; 2: something could not be judged, or nothing was. */
export function exitCodeOf(verdict: Verdict): 0 | 1 | 2 {
  switch (verdict) {
    case 'pass':
      return 0;
    case 'fail':
      return 1;
    case 'skip':
    case 'error':
      return 2;
    default:
      return verdict satisfies never;
  }
}
