/** What was found out about one thing that a run needs. */
export interface Diagnosis {
  readonly name: string;
  /** `undetermined` where an earlier problem keeps it from being looked at, or where it tells nothing. */
  readonly state: 'well' | 'problem' | 'undetermined';
  /** What was seen; never a secret. */
  readonly detail: string;
  /** What to do. */
  readonly next?: string;
}

export function well(name: string, detail: string): Diagnosis {
  return { name, state: 'well', detail };
}

export function problem(name: string, detail: string, next: string): Diagnosis {
  return { name, state: 'problem', detail, next };
}

export function undetermined(name: string, because: string): Diagnosis {
  return { name, state: 'undetermined', detail: because };
}
