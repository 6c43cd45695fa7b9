import { finding, holds, type Outcome, violated } from '../../checks/outcome.js';
import { isSameQualification, qualificationsOf } from '../../contract/qualification.js';
import type { DriverCall, DriverOutcome, Transcript } from '../transcript.js';
import { isLook } from './acting.js';
import { type AttemptOutcome, type ClientCheck, eachOutcome } from './client-check.js';
import { errorLine } from './error-line.js';

/** Where the service answers a documented value: the call ends with it, alone, in a list of one, or, of a write, among those that are told. Differences of spelling do not matter. */
export const surfacesValue = eachOutcome(({ outcome }, { operation, expected, secrets }) => {
  const told = toldIn(outcome).map(({ qualification }) => qualification);
  const alone = operation === undefined || operation.bareString;
  const sameForm = operation?.effect === 'write' || outcome.kind === (alone ? 'value' : 'list');
  const said = told.some((one) => isText(one, expected)) && (alone ? told.length === 1 : true);
  if (said && sameForm) return holds();
  return violated(finding('outcome', `the qualification "${expected}"`, describeOutcome(outcome, secrets)));
});

/** An item of the qualifications that a driver reported. */
export interface ReportedItem {
  readonly qualification: unknown;
  readonly vettingStatus?: unknown;
}

/** What a driver reported of a success, each qualification as an item; none of an error, and nothing of what is no object with a qualification. */
export function toldIn(outcome: DriverOutcome): readonly ReportedItem[] {
  if (outcome.kind === 'value') return [{ qualification: outcome.qualification }];
  if (outcome.kind !== 'list' || !Array.isArray(outcome.qualifications)) return [];
  return outcome.qualifications.flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null || !('qualification' in one)) return [];
    const { qualification } = one;
    return 'vettingStatus' in one
      ? [{ qualification, vettingStatus: one.vettingStatus }]
      : [{ qualification }];
  });
}

/** Where the service answers a value that no document lists: it comes out as it is, as an error, or as what a client calls unknown. */
export function surfacesUnknown(value: string): ClientCheck {
  return eachOutcome(({ outcome }, { contract, secrets }) => {
    if (outcome.kind === 'error' || isText(reportedValue(outcome), value)) return holds();
    const documented = qualificationsOf(contract);
    const received = reportedValue(outcome);
    if (isAdmission(received) && !documented.some((one) => isText(received, one))) return holds();
    return violated(finding('outcome', `"${value}" or an error`, describeOutcome(outcome, secrets)));
  });
}

/** Whether a text says that a value is not known. */
export function isAdmission(text: unknown): boolean {
  return typeof text === 'string' && /^(un|not|other|invalid|future)|unknown/i.test(text);
}

/** Where no answer is a qualification: the call ends with an error, not with a value. */
export const surfacesError = eachOutcome(isError);

/** Where the first attempt gets no answer: a call that makes no other ends with an error. */
export const surfacesErrorUnlessRetried = eachOutcome((call, transcript) =>
  call.attempts.length > 1 ? undefined : isError(call, transcript),
);

/** Where every answer redirects to another origin: a call that does not follow ends with an error. What a client makes of another origin's answer is not judged here. */
export const surfacesErrorUnlessFollowed: ClientCheck = (transcript) =>
  transcript.elsewhere.length > 0
    ? { skip: 'the client followed the redirect', lawful: true }
    : surfacesError(transcript);

function isError(call: DriverCall, transcript: Transcript): Outcome | undefined {
  const { outcome } = call;
  const { secrets } = transcript;
  if (hasLookedAfterSilence(call, transcript)) return undefined;
  return outcome.kind === 'error'
    ? holds()
    : violated(finding('outcome', 'an error', describeOutcome(outcome, secrets)));
}

/** Whether a read was answered after a write that was not: what such a call reports is another requirement. */
function hasLookedAfterSilence({ attempts }: DriverCall, transcript: Transcript): boolean {
  const silent = attempts.findIndex(
    (one) => one.exchange.ending.kind === 'broken' && !isLook(one, transcript),
  );
  return attempts.some(
    (one, index) =>
      silent >= 0 && index > silent && one.exchange.ending.kind === 'answered' && isLook(one, transcript),
  );
}

/** Where every answer has the status: the error has it too. That there is an error is another requirement. */
export function surfacesStatus(status: number): ClientCheck {
  return eachOutcome(({ outcome }, { secrets }) => {
    if (outcome.kind !== 'error') return undefined;
    if (outcome.status === status) return holds();
    return violated(
      finding('outcome', `an error with the status ${status}`, describeOutcome(outcome, secrets)),
    );
  });
}

/** Where every answer is an error with the code: the client's error has it too, as a string or as a number. */
export function surfacesCode(code: string): ClientCheck {
  return eachOutcome(({ outcome }, { secrets }) => {
    if (outcome.kind !== 'error') return undefined;
    if (outcome.code === code) return holds();
    return violated(finding('outcome', `an error with the code ${code}`, describeOutcome(outcome, secrets)));
  });
}

/** Every call ends by itself with an outcome. Calls that a scenario keeps from ending are judged there. */
export const endsWithOutcome: ClientCheck = ({ calls, endless, timeoutMs }) => {
  const outcomes = calls.flatMap((call): readonly AttemptOutcome[] => {
    const { outcome, stopped } = call;
    if (outcome.kind !== 'none') return [{ outcome: holds() }];
    if (endless && stopped !== undefined) return [];
    const attempt = call.attempts.at(-1);
    const shown = attempt ? { attempt } : {};
    if (stopped === 'time')
      return [
        {
          outcome: violated(finding('outcome', `a result within ${timeoutMs} ms`, `none: ${outcome.reason}`)),
          ...shown,
        },
      ];
    if (stopped === 'attempts') {
      const message = finding('attempts', 'an end', `${call.attempts.length}, and no end`);
      return [{ outcome: violated(message), ...shown }];
    }
    return [
      {
        outcome: violated(finding('outcome', 'a qualification or an error', `none: ${reasonWithout(call)}`)),
        ...shown,
      },
    ];
  });
  return outcomes.length > 0 ? outcomes : { skip: 'the scenario keeps the call from ending' };
};

function reasonWithout({ outcome, exit, stderr }: DriverCall): string {
  const reason = outcome.kind === 'none' ? outcome.reason : '';
  const line = errorLine(stderr);
  const said = line === '' ? '' : `, standard error says \`${line}\``;
  return `${reason}${exit === undefined ? '' : ` (${exit}${said})`}`;
}

/** An outcome for a person. */
export function describeOutcome(outcome: DriverOutcome, secrets: Transcript['secrets']): string {
  switch (outcome.kind) {
    case 'value':
      return `the qualification ${cut(secrets.text(JSON.stringify(outcome.qualification) ?? 'undefined'))}`;
    case 'list':
      return `the qualifications ${cut(secrets.text(JSON.stringify(outcome.qualifications) ?? 'undefined'))}`;
    case 'error': {
      const { status, code, message } = outcome;
      const parts = [
        status === undefined ? '' : ` ${status}`,
        code === undefined ? '' : ` code ${secrets.text(code)}`,
        message === undefined ? '' : ` "${cut(secrets.text(message))}"`,
      ];
      return parts.every((part) => part === '')
        ? 'an error without status, code and message'
        : `the error${parts.join('')}`;
    }
    case 'none':
      return `no outcome: ${outcome.reason}`;
    default:
      return outcome satisfies never;
  }
}

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}

function reportedValue(outcome: DriverOutcome): unknown {
  return outcome.kind === 'value' ? outcome.qualification : undefined;
}

/** Drivers print names of enumerations and words for people: spaces and hyphens inside do not matter. */
export function isText(value: unknown, text: string): boolean {
  return typeof value === 'string' && isSameQualification(value.replaceAll(/(?<=\w)[ -](?=\w)/g, ''), text);
}
