import { fieldInWords, finding, holds, type Outcome, violated } from '../../checks/outcome.js';
import { canonical } from '../../contract/qualification.js';
import { headerValues } from '../../http/exchange.js';
import type { OperationModule, QualificationChange } from '../../operations/operation-module.js';
import { moduleOf } from '../../operations/read-value.js';
import type { Attempt, Transcript } from '../transcript.js';
import { actingCalls, isLook } from './acting.js';
import { type AttemptOutcome, type ClientCheck, eachAttempt } from './client-check.js';
import { queryOf } from './customer-path.js';
import { describeOutcome } from './outcomes.js';

/** A write, what it was to ask for, and how the operation can be asked. */
interface Written {
  readonly attempt: Attempt;
  readonly change: QualificationChange;
  readonly forms: OperationModule['forms'];
}

/** A check of every attempt that is to write; nothing is said of other calls. */
function eachWrite(check: (written: Written, transcript: Transcript) => Outcome | undefined): ClientCheck {
  return eachAttempt((attempt, transcript) => {
    const { operation, change } = transcript;
    if (operation?.effect !== 'write' || !change || isLook(attempt, transcript)) return undefined;
    return check({ attempt, change, forms: moduleOf(operation)?.forms ?? [] }, transcript);
  });
}

/** Every write has the operation's method, and a call that ends well has written. */
export const usesWritingMethod: ClientCheck = (transcript) => {
  const { operation, secrets } = transcript;
  if (operation?.effect !== 'write') return { skip: 'the operation writes nothing' };
  const outcomes = actingCalls(transcript).flatMap(({ attempts, outcome }, at): readonly AttemptOutcome[] => {
    const succeeded = outcome.kind === 'value' || outcome.kind === 'list';
    const last = transcript.calls[at]?.attempts.at(-1);
    if (attempts.length === 0 && succeeded && last) {
      const received = `${last.exchange.request.method}, and ${describeOutcome(outcome, secrets)}`;
      return [{ outcome: violated(finding('method', operation.method, received)), attempt: last }];
    }
    return attempts.map((attempt) => {
      const { method } = attempt.exchange.request;
      const right = method === operation.method;
      return { outcome: right ? holds() : violated(finding('method', operation.method, method)), attempt };
    });
  });
  return outcomes.length > 0 ? outcomes : { skip: 'the client sent no request' };
};

/** The content has one of the operation's forms, and names the qualification that was asked for. */
export const namesQualification = eachWrite(({ attempt, change, forms }, { secrets }) => {
  const sent = contentOf(attempt);
  const found = forms.find((form) => isSameContent(sent, JSON.parse(form.compose(change).content)));
  if (found) return holds(found.reading);
  const expected = forms.map((form) => form.compose({ qualification: change.qualification }).content);
  const text = Buffer.from(attempt.body).toString('utf8');
  const received = text === '' ? 'none' : secrets.text(text.slice(0, 120));
  return violated(finding('content', expected.join(' or '), received));
});

/** Whether content names what the expected one names: as the same number, as a word, or by the same member. */
function isSameContent(sent: unknown, expected: unknown): boolean {
  if (typeof sent === 'string' && typeof expected === 'string')
    return canonical(sent) === canonical(expected);
  const [have, want] = [membersOf(sent), membersOf(expected)];
  if (!have || !want) return sent === expected;
  const key = Object.keys(want).find((name) => name.toLowerCase() === 'qualification') ?? '';
  return key in have && isSameContent(have[key], want[key]);
}

/** Content-Type stands once and is that of JSON, in UTF-8 where it names a charset. */
export const namesJson = eachWrite(({ attempt: { exchange } }) => {
  const fields = headerValues(exchange.request.headers, 'content-type');
  const [field = ''] = fields;
  const right = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(field.trim());
  return fields.length === 1 && right
    ? holds()
    : violated(finding('header Content-Type', 'application/json', fieldInWords(fields)));
});

/** The validation code arrives as it was given, where one of the operation's forms has it. */
export const sendsValidationCode = eachWrite(({ attempt, change, forms }) => {
  const { validationCode: code } = change;
  if (code === undefined) return undefined;
  const places = new Set(forms.map((form) => (form.compose(change).query === '' ? 'content' : 'query')));
  const inQuery = new URLSearchParams(queryOf(attempt)).get('code');
  const inContent = membersOf(contentOf(attempt))?.['validationCode'];
  const sent = { query: inQuery ?? undefined, content: inContent ?? undefined };
  const [place] = [...places].filter((one) => String(sent[one] ?? '') === code);
  if (place !== undefined) return holds(`in-${place}`);
  const received = [...places].flatMap((one) =>
    sent[one] === undefined ? [] : [`${JSON.stringify(sent[one])} in the ${one}`],
  );
  const expected = [...places].map((one) => `"${code}" in the ${one}`).join(' or ');
  return violated(finding('validation code', expected, received.join(' and ') || 'none'));
});

/** A query has the validation code that was given, once, and nothing else. */
export const sendsNoOtherQuery = eachWrite(({ attempt, change }, { secrets, malformedId }) => {
  if (malformedId) return undefined;
  const query = queryOf(attempt);
  const names = [...new URLSearchParams(query).keys()];
  const allowed = change.validationCode === undefined ? 0 : 1;
  if (names.length <= allowed && names.every((name) => name === 'code')) return holds();
  const expected = allowed === 0 ? 'none' : 'code alone, or none';
  return violated(finding('query', expected, secrets.text(query)));
});

/** The education segment, if it is sent, is the given one. */
export const sendsGivenSegment = eachWrite(({ attempt, change, forms }) => {
  const takes = forms.some((form) =>
    form.compose({ ...change, educationSegment: 'K12' }).content.includes('K12'),
  );
  if (!takes) return undefined;
  const sent = membersOf(contentOf(attempt))?.['educationSegment'] ?? undefined;
  if (sent === undefined) return holds('left-out');
  return sent === change.educationSegment
    ? holds('sent')
    : violated(finding('$.educationSegment', change.educationSegment ?? 'none', JSON.stringify(sent)));
});

function contentOf({ body }: Attempt): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}
