import { jsonOf } from '../http/content.js';
import { type HeaderList, headerValue, headerValues } from '../http/exchange.js';
import { listIn, member, numberIn, textIn } from './har-value.js';
import { isMasked } from './secrets-in.js';
import type { Gap } from './traffic-exchange.js';

/** Bytes of content, and what is not known of them. */
export interface HarContent {
  readonly bytes: Buffer;
  readonly gaps: readonly Gap[];
}

/** Reads a file that stands beside the archive, by its name; undefined where there is none. */
export type Resources = (name: string) => Buffer | undefined;

/** The answer's content. `exact` is what recorders write that keep the bytes as they were transferred. */
export function answerContentOf(
  response: unknown,
  headers: HeaderList,
  { method, exact, resources }: { method: string; exact: boolean; resources: Resources },
): HarContent {
  const content = member(response, 'content');
  const text = textIn(content, 'text');
  const file = textIn(content, '_file') ?? textIn(response, '_file');
  const status = numberIn(response, 'status') ?? 0;
  const none: HarContent = { bytes: Buffer.alloc(0), gaps: [] };
  if (text === undefined && file === undefined) {
    const empty = method === 'HEAD' || status === 204 || status === 304 || saysEmpty(response, headers);
    return empty ? none : missing('content', "the recording leaves the answer's content out");
  }
  if (text !== undefined && isMasked(text) && !jsonOf(text))
    return missing('content', "the answer's content was replaced in the recording");
  const coded = !exact && headerValues(headers, 'content-encoding').length > 0;
  const decoded: readonly Gap[] = coded
    ? [{ part: 'coding', reason: "the recording has the answer's content without its content coding" }]
    : [];
  if (file !== undefined) {
    const bytes = resources(file);
    if (!bytes) return missing('content', `the file with the answer's content is not there`);
    return { bytes, gaps: decoded };
  }
  if (textIn(content, 'encoding')?.toLowerCase() === 'base64')
    return { bytes: Buffer.from(text ?? '', 'base64'), gaps: decoded };
  const bytes = Buffer.from(text ?? '', 'utf8');
  const wide = /utf-?16|ucs-?2/i.test(headerValue(headers, 'content-type') ?? '');
  // A byte order mark that was taken away makes a difference of three.
  if (!wide && sizeOf(response, headers) > bytes.length + 4)
    return missing('content', "the recording has only a part of the answer's content");
  if (exact || bytes.length === 0) return { bytes, gaps: decoded };
  return {
    bytes,
    gaps: [
      ...decoded,
      { part: 'bytes', reason: "the recording has the answer's content as text, not its bytes" },
    ],
  };
}

/** What the request brought as content. */
export function requestContentOf(request: unknown, headers: HeaderList, resources: Resources): HarContent {
  const post = member(request, 'postData');
  const text = textIn(post, 'text');
  const file = textIn(post, '_file');
  const left = "the recording leaves the request's content out";
  if (file !== undefined) {
    const bytes = resources(file);
    return bytes ? { bytes, gaps: [] } : missing('request content', left);
  }
  if (text !== undefined && text !== '') {
    if (isMasked(text) && !jsonOf(text))
      return missing('request content', "the request's content was replaced in the recording");
    const encoding = textIn(post, '_encoding') ?? textIn(post, 'encoding');
    return { bytes: Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8'), gaps: [] };
  }
  const length = Number(headerValue(headers, 'content-length') ?? '0');
  const brought = (numberIn(request, 'bodySize') ?? 0) > 0 || length > 0 || listIn(post, 'params').length > 0;
  return brought ? missing('request content', left) : { bytes: Buffer.alloc(0), gaps: [] };
}

/** How long the content was: by its own field where no coding made it shorter, else by what the recorder says. */
function sizeOf(response: unknown, headers: HeaderList): number {
  const length = Number(headerValue(headers, 'content-length') ?? 'none');
  const coded = headerValues(headers, 'content-encoding').length > 0;
  return Number.isFinite(length) && !coded ? length : (numberIn(response, 'content', 'size') ?? 0);
}

function missing(part: Gap['part'], reason: string): HarContent {
  return { bytes: Buffer.alloc(0), gaps: [{ part, reason }] };
}

/** Whether sizes and fields agree that an answer had no content. */
function saysEmpty(response: unknown, headers: HeaderList): boolean {
  const length = headerValue(headers, 'content-length');
  if (length !== undefined) return Number(length) === 0;
  const chunked = headerValues(headers, 'transfer-encoding').length > 0;
  return !chunked && numberIn(response, 'bodySize') === 0 && numberIn(response, 'content', 'size') === 0;
}
