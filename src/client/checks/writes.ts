import { finding, holds, type Outcome, violated } from '../../checks/outcome.js';
import { matchOperation } from '../../contract/contract.js';
import { jsonContentOf } from '../../http/content.js';
import { pathOfTarget } from '../../http/exchange.js';
import { toldBy } from '../../operations/read-value.js';
import type { Attempt, DriverCall, Transcript } from '../transcript.js';
import { actingCalls, isLook } from './acting.js';
import { type AttemptOutcome, type ClientCheck, eachOutcome } from './client-check.js';
import { describeOutcome, isText, toldIn } from './outcomes.js';

/** A write that was not answered is not sent again, unless a read in between has shown that it was not carried out. */
export const looksBeforeRepeatingUnanswered = looksBefore(
  ({ exchange }) => exchange.ending.kind === 'broken',
  'no answer',
);

/** A write that was answered with a failure of the service is not sent again, unless a read in between has shown that it was not carried out. */
export const looksBeforeRepeatingFailed = looksBefore(
  ({ exchange: { ending } }) => ending.kind === 'answered' && ending.answer.status >= 500,
  'a failure of the service',
);

function looksBefore(unsure: (attempt: Attempt) => boolean, after: string): ClientCheck {
  return (transcript) => {
    const outcomes = transcript.calls.flatMap(({ attempts }): readonly AttemptOutcome[] => {
      const at = attempts.findIndex((one) => !isLook(one, transcript) && unsure(one));
      if (at < 0) return [];
      const behind = attempts.slice(at + 1);
      const next = behind.findIndex((one) => !isLook(one, transcript));
      const again = behind[next];
      if (!again) return [{ outcome: holds(behind.length > 0 ? 'looked-first' : 'not-repeated') }];
      const shown = behind.slice(0, next).map((one) => toldByLook(one, transcript));
      if (shown.some((told) => told === false)) return [{ outcome: holds('looked-first') }];
      const applied = attempts[at]?.applied ? ', which was carried out' : '';
      const expected = `none after ${after}${applied}, or a read before it that shows that nothing was written`;
      return [{ outcome: violated(finding('the next write', expected, 'a write')), attempt: again }];
    });
    return outcomes.length > 0 ? outcomes : { skip: 'no write was left open' };
  };
}

/** Whether a read shows what was asked for; undefined where it was not answered with a value. */
function toldByLook({ exchange }: Attempt, { contract, expected }: Transcript): boolean | undefined {
  const { method, target } = exchange.request;
  const operation = matchOperation(contract, method, pathOfTarget(target))?.operation;
  if (!operation || exchange.ending.kind !== 'answered' || exchange.ending.answer.status !== 200)
    return undefined;
  const told = toldBy(exchange.ending.answer, operation);
  return told?.some(({ qualification }) => isText(qualification, expected));
}

/** A call that reports success was answered with what was asked for, or has read it afterwards. */
export const reportsWhatWasTold = eachOutcome((call, transcript) => {
  const { outcome } = call;
  if (outcome.kind !== 'value' && outcome.kind !== 'list') return holds();
  if (isKnown(call, transcript)) return holds();
  return violated(finding('outcome', 'an error', describeOutcome(outcome, transcript.secrets)));
});

function isKnown({ attempts, outcome }: DriverCall, transcript: Transcript): boolean {
  const { expected, operation } = transcript;
  const first = attempts.findIndex((one) => !isLook(one, transcript));
  const honest = toldIn(outcome).some(({ qualification }) => isText(qualification, expected));
  return attempts.some((attempt, index) => {
    if (isLook(attempt, transcript))
      return honest && index > first && toldByLook(attempt, transcript) === true;
    const { ending } = attempt.exchange;
    if (!operation || ending.kind !== 'answered') return false;
    const { status } = ending.answer;
    if (status < 200 || status > 299 || jsonContentOf(ending.answer) === undefined) return false;
    return toldBy(ending.answer, operation)?.some(({ qualification }) => isText(qualification, expected));
  });
}

/** The error's message has the words of a refusal that is a bare string. */
export function surfacesWords(words: string): ClientCheck {
  return eachOutcome(({ outcome }, { secrets }): Outcome | undefined => {
    if (outcome.kind !== 'error') return undefined;
    return outcome.message?.includes(words)
      ? holds()
      : violated(finding('outcome', `an error that says "${words}"`, describeOutcome(outcome, secrets)));
  });
}

/** A repeated write is identical to the first: method, path, query, media type and content. */
export const repeatsTheSame: ClientCheck = (transcript) => {
  const outcomes = actingCalls(transcript).flatMap(({ attempts }): readonly AttemptOutcome[] => {
    const [first, ...others] = attempts;
    if (!first) return [];
    return others.map((attempt) => ({ outcome: violated(...differences(first, attempt)), attempt }));
  });
  if (outcomes.length > 0) return outcomes;
  return { skip: 'the client made no second attempt where this is judged', lawful: true };
};

function differences(first: Attempt, again: Attempt): Outcome['findings'] {
  const partsOf = ({ exchange: { request }, body }: Attempt) =>
    [
      ['method', request.method],
      ['path and query', request.target],
      ['header Content-Type', request.headers.find(([name]) => /^content-type$/i.test(name))?.[1] ?? 'none'],
      ['content', Buffer.from(body).toString('utf8') || 'none'],
    ] as const;
  const before = partsOf(first);
  return partsOf(again).flatMap(([place, received], index) => {
    const expected = before[index]?.[1] ?? '';
    return expected === received ? [] : [finding(place, `${expected} again`, received)];
  });
}
