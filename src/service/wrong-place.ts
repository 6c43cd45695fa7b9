import { errorCodeOf } from '../checks/error-body.js';
import type { Answer, Ending } from '../http/exchange.js';
import { headerValue } from '../http/exchange.js';
import { meaningOf } from './explain-code.js';

/** Why an ending means that a base URL does not lead to the service, or that the service is not at work; undefined when it does not mean that. Ends with what to do. */
export function wrongPlace(ending: Ending, base: string): string | undefined {
  if (ending.kind !== 'answered') return undefined;
  const { answer } = ending;
  const { status } = answer;
  if (status >= 300 && status < 400) {
    const location = headerValue(answer.headers, 'location') ?? 'somewhere else';
    return `${base} redirects to ${location} (${status}), which is never followed; is the base URL right?`;
  }
  if (isHtml(answer))
    return `${base} answers HTML (${status}), so it is probably not the API; is the base URL right?`;
  if (status === 410)
    return `${base} answers 410: the resource is gone; announcements retired this read on 6 May 2021`;
  if (status > 501)
    return `${base} answers ${status}${explained(plainCodeOf(answer))}, also when asked again; is the service up?`;
  return undefined;
}

/** The media type says HTML, or the content begins like it, whatever its charset and size. */
function isHtml(answer: Answer): boolean {
  if (/html/i.test(headerValue(answer.headers, 'content-type') ?? '')) return true;
  const begin = Buffer.from(answer.body.subarray(0, 4096)).toString('latin1').replaceAll('\0', '');
  return /<(!doctype html|html|head|body)\b/i.test(begin);
}

/** The code of an error; undefined where there is none, or one that is too odd to be shown. */
export function plainCodeOf(answer: Answer): string | undefined {
  const code = errorCodeOf(answer);
  return code !== undefined && /^\w{1,16}$/.test(code) ? code : undefined;
}

/** An error's code with its published meaning, in parentheses; nothing when there is no code. */
export function explained(code: string | undefined): string {
  if (code === undefined) return '';
  const meaning = meaningOf(code);
  return ` (code ${code}${meaning === undefined ? '' : `: ${meaning}`})`;
}
