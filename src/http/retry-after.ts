import { type Answer, headerValue } from './exchange.js';

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
export function httpDate(text: string): number | undefined {
  if (!imfFixdate.test(text) && !obsolete.test(text)) return undefined;
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}
