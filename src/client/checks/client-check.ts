import type { Outcome } from '../../checks/outcome.js';
import { type Attempt, attemptsOf, type DriverCall, type Transcript } from '../transcript.js';
import { actingCalls } from './acting.js';

/** What a check says, and the attempt that shows it. */
export interface AttemptOutcome {
  readonly outcome: Outcome;
  readonly attempt?: Attempt;
}

/** The scenario gave no occasion to judge; `skip` says what was missing. */
export interface Skip {
  readonly skip: string;
  /** It was the client's to choose, so that no violation of another requirement explains it. */
  readonly lawful?: true;
}

/** It could not be told; `inconclusive` says why. */
export interface Inconclusive {
  readonly inconclusive: string;
}

/** Judges a transcript by one requirement of the client side. */
export type ClientCheck = (transcript: Transcript) => readonly AttemptOutcome[] | Skip | Inconclusive;

/** A check of every attempt for itself. */
export function eachAttempt(
  check: (attempt: Attempt, transcript: Transcript, call: DriverCall) => Outcome | undefined,
): ClientCheck {
  return (transcript) => {
    const outcomes: AttemptOutcome[] = [];
    for (const call of transcript.calls)
      for (const attempt of call.attempts) {
        const outcome = check(attempt, transcript, call);
        if (outcome) outcomes.push({ outcome, attempt });
      }
    return outcomes.length > 0 ? outcomes : noRequest(transcript);
  };
}

/** A check of every call's outcome; calls without one are judged by the requirement that there is one. */
export function eachOutcome(
  check: (call: DriverCall, transcript: Transcript) => Outcome | undefined,
): ClientCheck {
  return (transcript) => {
    const outcomes = transcript.calls.flatMap((call): readonly AttemptOutcome[] => {
      const outcome = call.outcome.kind === 'none' ? undefined : check(call, transcript);
      const attempt = call.attempts.at(-1);
      return outcome ? [{ outcome, ...(attempt ? { attempt } : {}) }] : [];
    });
    return outcomes.length > 0 ? outcomes : { skip: 'the call had no outcome' };
  };
}

/** A check that there is nothing to judge by where a call was never tried again. */
export function eachRetriedCall(check: (call: DriverCall) => readonly AttemptOutcome[] | Skip): ClientCheck {
  return (transcript) => {
    const retried = actingCalls(transcript).filter(({ attempts }) => attempts.length > 1);
    if (retried.length === 0)
      return { skip: 'the client made no second attempt where this is judged', lawful: true };
    const results = retried.map(check);
    const seen = results.flatMap((result) => ('skip' in result ? [] : result));
    return seen.length > 0 ? seen : (results[0] ?? { skip: 'nothing to compare' });
  };
}

function noRequest(transcript: Transcript): Skip {
  return {
    skip: attemptsOf(transcript).length === 0 ? 'the client sent no request' : 'no attempt gave occasion',
  };
}
