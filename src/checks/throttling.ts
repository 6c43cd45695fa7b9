import type { Operation } from '../contract/operation.js';
import { contentOf, jsonContentOf, showBytes } from '../http/content.js';
import { type Answer, headerValue, headerValues } from '../http/exchange.js';
import { hasJsonType } from './error-body.js';
import { finding, holds, type Outcome, violated } from './outcome.js';

/** A 429 carries Retry-After. */
export function hasRetryAfter(answer: Answer): Outcome {
  return headerValues(answer.headers, 'retry-after').length > 0
    ? holds()
    : violated(finding('header Retry-After', 'how long to wait', 'none'));
}

/** Retry-After stands once, as seconds or as an HTTP date. Undefined without the header. */
export function hasSoundRetryAfter(answer: Answer): Outcome | undefined {
  const fields = headerValues(answer.headers, 'retry-after');
  const [field] = fields;
  if (field === undefined) return undefined;
  if (fields.length > 1)
    return violated(finding('header Retry-After', 'it once', `it ${fields.length} times`));
  if (/^\d+$/.test(field)) return holds('seconds');
  return httpDate(field) === undefined
    ? violated(finding('header Retry-After', 'seconds or an HTTP date', field || 'an empty value'))
    : holds('date');
}

/** The body of a 429 is JSON, says so, and has a form that the contract documents. */
export function hasThrottlingForm(answer: Answer, operation: Operation): Outcome {
  const type = hasJsonType(answer);
  if (type && type.findings.length > 0) return type;
  const content = contentOf(answer);
  const json = jsonContentOf(answer);
  if (!json)
    return violated(
      finding(
        'content',
        'a documented form of a 429',
        'bytes' in content ? showBytes(content.bytes) : content.problem,
      ),
    );
  const wrong = operation.responses.get(429)?.media[0]?.schema.check(json.value) ?? [];
  if (wrong.length > 0) return violated(...wrong.map((sentence) => `at ${sentence}`));
  return holds(
    typeof json.value === 'object' && json.value !== null && 'statusCode' in json.value
      ? 'throttling'
      : 'object',
  );
}

/** How long an answer asks to wait, in milliseconds; undefined when it does not say. */
export function retryAfterMs(answer: Answer, now: number): number | undefined {
  const field = headerValue(answer.headers, 'retry-after');
  if (field === undefined) return undefined;
  if (/^\d+$/.test(field)) return Number(field) * 1000;
  const date = httpDate(field);
  return date === undefined ? undefined : Math.max(0, date - now);
}

const imfFixdate =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d{2}:\d{2}:\d{2} GMT$/;
const obsolete =
  /^((Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d{2}-\w{3}-\d{2} \d{2}:\d{2}:\d{2} GMT|(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} [ \d]\d \d{2}:\d{2}:\d{2} \d{4})$/;

/** Milliseconds since 1970 of one of the three forms of an HTTP date (RFC 9110, 5.6.7). */
function httpDate(text: string): number | undefined {
  if (!imfFixdate.test(text) && !obsolete.test(text)) return undefined;
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}
