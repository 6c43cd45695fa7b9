import { matchOperation } from '../../contract/contract.js';
import type { Attempt, DriverCall, Transcript } from '../transcript.js';
import { pathOfAttempt } from './customer-path.js';

/** Whether an attempt only looks: a documented read in a call that is to write. */
export function isLook(attempt: Attempt, { operation, contract }: Transcript): boolean {
  if (operation?.effect !== 'write') return false;
  const { method } = attempt.exchange.request;
  return matchOperation(contract, method, pathOfAttempt(attempt))?.operation.effect === 'read';
}

/** The calls with the attempts that do what the call is for: all of a read's, of a write's those that do not only look. */
export function actingCalls(transcript: Transcript): readonly DriverCall[] {
  if (transcript.operation?.effect !== 'write') return transcript.calls;
  return transcript.calls.map((call) => ({
    ...call,
    attempts: call.attempts.filter((attempt) => !isLook(attempt, transcript)),
  }));
}
