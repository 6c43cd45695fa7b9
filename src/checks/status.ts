import { type Operation, successOf } from '../contract/operation.js';
import { type Answer, headerValues } from '../http/exchange.js';
import { either, fieldInWords, finding, holds, type Outcome, violated } from './outcome.js';

/** The status is one of these. */
export function answersWith(answer: Answer, ...statuses: readonly number[]): Outcome {
  return statuses.includes(answer.status)
    ? holds()
    : violated(finding('status', either(statuses), String(answer.status)));
}

/** The status is one of these, each of which is one of the requirement's readings. */
export function answersAs(answer: Answer, readings: Readonly<Record<number, string>>): Outcome {
  const reading = readings[answer.status];
  return reading === undefined
    ? violated(finding('status', either(Object.keys(readings)), String(answer.status)))
    : holds(reading);
}

/** Refused as the caller's mistake: 4xx. */
export function refuses(answer: Answer): Outcome {
  return isRefusal(answer) ? holds() : violated(finding('status', 'a refusal (4xx)', String(answer.status)));
}

/** Neither a success nor a server failure: how a path that names nothing may be answered. */
export function answersAsUnknownPath(answer: Answer): Outcome {
  const expected = 'neither a success nor a server failure';
  return isSuccess(answer) || answer.status >= 500
    ? violated(finding('status', expected, String(answer.status)))
    : holds();
}

/** Any 2xx, documented or not. */
export function isSuccess(answer: Answer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/** Any 4xx. */
export function isRefusal(answer: Answer): boolean {
  return answer.status >= 400 && answer.status < 500;
}

/** The documented success of the operation. */
export function succeeds(answer: Answer, operation: Operation): Outcome {
  return answersWith(answer, successOf(operation).status);
}

/** One of the operation's documented statuses. */
export function isDocumented(answer: Answer, operation: Operation): Outcome {
  if (operation.responses.has(answer.status)) return holds();
  const location = headerValues(answer.headers, 'location')[0];
  const where = location === undefined ? '' : ` (Location: ${location})`;
  return violated(finding('status', `a documented one of ${operation.id}`, `${answer.status}${where}`));
}

/** Allow lists the methods. */
export function listsAllowed(answer: Answer, methods: readonly string[]): Outcome {
  const fields = headerValues(answer.headers, 'allow');
  const listed = fields.flatMap((field) => field.split(',').map((method) => method.trim()));
  return fields.length > 0 && methods.every((method) => listed.includes(method))
    ? holds()
    : violated(
        finding('header Allow', methods.join(', ') || 'the methods of the resource', fieldInWords(fields)),
      );
}
