import type { Operation } from '../contract/operation.js';
import { contentOf, jsonContentOf, showBytes } from '../http/content.js';
import { type Answer, headerValues } from '../http/exchange.js';
import { httpDate } from '../http/retry-after.js';
import { hasJsonType } from './error-body.js';
import { fieldInWords, finding, holds, type Outcome, violated } from './outcome.js';

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
    ? violated(finding('header Retry-After', 'seconds or an HTTP date', fieldInWords([field])))
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
  if (wrong.length > 0) return violated(...wrong);
  return holds(
    typeof json.value === 'object' && json.value !== null && 'statusCode' in json.value
      ? 'throttling'
      : 'object',
  );
}
