import { type Verdict, verdicts, worse } from '../verdict.js';
import type { Counts, Judgement } from './report.js';
import { stateOf } from './state.js';
import type { UnsoundWaiver } from './waivers/waiver.js';

/** How many requirements have each verdict. */
export function countVerdicts(judgements: readonly Judgement[]): Counts {
  const counts = { skip: 0, pass: 0, fail: 0, error: 0, waived: 0 };
  for (const { verdict, waiver } of judgements) counts[waiver ? 'waived' : verdict] += 1;
  return counts;
}

/** The run's verdict: the worst of all, where a violation that is waived or does not bind proves nothing. */
export function overallVerdict(judgements: readonly Judgement[], strict: boolean): Verdict {
  const effective = judgements.map((one) => {
    const state = stateOf(one, strict);
    return state === 'waived' || state === 'advised' ? 'skip' : one.verdict;
  });
  return effective.reduce<Verdict>(worse, verdicts[0]);
}

/** The verdict of a run with waivers: one that is not accepted fails it. */
export function runVerdict(
  judgements: readonly Judgement[],
  strict: boolean,
  unsound: readonly UnsoundWaiver[],
): Verdict {
  const verdict = overallVerdict(judgements, strict);
  return unsound.length > 0 ? worse(verdict, 'fail') : verdict;
}
