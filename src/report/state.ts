import { isBinding, type Level } from '../catalogue/requirement.js';
import type { Verdict } from '../verdict.js';
import type { Waiver } from './waivers/waiver.js';

/** What a judgement means for its run, from harmless to worst: `violated` fails it, `advised` is a violation that does not bind, `undecided` means that nobody knows. */
export const states = ['held', 'skipped', 'waived', 'undecided', 'advised', 'violated'] as const;

export type State = (typeof states)[number];

/** A state in the word that people read: a violation is called `fail` whether it binds or not, and a waived one is neither a pass nor a fail. */
export type StateWord = Verdict | 'waived';

const words: Readonly<Record<State, StateWord>> = {
  held: 'pass',
  skipped: 'skip',
  waived: 'waived',
  undecided: 'error',
  advised: 'fail',
  violated: 'fail',
};

/** What a state is decided by. */
export interface Judged {
  readonly verdict: Verdict;
  readonly level: Level;
  readonly waiver?: Waiver;
}

/** What a judgement means for a run that is strict or not. */
export function stateOf({ verdict, level, waiver }: Judged, strict: boolean): State {
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

/** The word of a state. */
export function wordOf(state: State): StateWord {
  return words[state];
}

/** The state that a reader has to know of first. */
export function worstState(all: readonly State[]): State {
  return all.reduce((worst, one) => (states.indexOf(one) > states.indexOf(worst) ? one : worst), 'held');
}
