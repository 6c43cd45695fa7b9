/** What was found out about one thing that a run needs. */
export interface Symptom {
  readonly name: string;
  /** `unseen` where an earlier problem keeps it from being looked at. */
  readonly state: 'well' | 'problem' | 'unseen';
  /** What was seen; never a secret. */
  readonly detail: string;
  /** What to do. */
  readonly next?: string;
}

export function well(name: string, detail: string): Symptom {
  return { name, state: 'well', detail };
}

export function problem(name: string, detail: string, next: string): Symptom {
  return { name, state: 'problem', detail, next };
}

export function unseen(name: string, because: string): Symptom {
  return { name, state: 'unseen', detail: because };
}
