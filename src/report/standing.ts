import { isBinding } from '../catalogue/requirement.js';
import type { Verdict } from '../verdict.js';
import type { Judgement } from './report.js';

/** What a judgement means for its run: `violated` fails it, `advised` is a violation that does not bind, `undecided` means that nobody knows. */
export type Standing = 'held' | 'violated' | 'advised' | 'waived' | 'skipped' | 'undecided';

/** What became of a requirement: a waived violation is neither a pass nor a fail. */
export type State = Verdict | 'waived';

export function stateOf({ verdict, waiver }: Pick<Judgement, 'verdict' | 'waiver'>): State {
  return waiver ? 'waived' : verdict;
}

/** What a judgement means for a run that is strict or not. */
export function standingOf({ verdict, level, waiver }: Judgement, strict: boolean): Standing {
  switch (verdict) {
    case 'pass':
      return 'held';
    case 'skip':
      return 'skipped';
    case 'error':
      return 'undecided';
    case 'fail':
      if (waiver) return 'waived';
      return isBinding(level, strict) ? 'violated' : 'advised';
    default:
      return verdict satisfies never;
  }
}
