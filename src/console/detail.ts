import { type Evidence, evidenceOf } from '../http/evidence.js';
import type { HeaderList } from '../http/exchange.js';
import { hidesSecret } from '../http/hidden-secret.js';
import type { Redactor } from '../http/redact.js';
import { curlLineOf } from '../report/curl-line.js';
import { visible } from '../report/shown.js';
import type { Kept } from './exchange-log.js';
import type { Detail, ShownContent, ShownHeaders } from './messages.js';

/** Bytes of content that are shown. */
const mostBytes = 2048;

/** All that is shown of an exchange: as evidence has it, with bytes beside text. */
export function detailOf({ row, seen }: Kept, redactor: Redactor): Detail {
  const evidence = evidenceOf(seen.exchange, redactor);
  const { request, response } = evidence;
  const curl = curlLineOf(request);
  const content = contentOf(seen.body ?? Buffer.from(seen.exchange.request.content ?? ''), request.content);
  return {
    row,
    url: visible(request.url),
    request: { headers: headersOf(request.headers), ...(content.bytes === 0 ? {} : { content }) },
    ...(response ? { response: responseOf(response) } : {}),
    ...(curl ? { curl } : {}),
  };

  function contentOf(bytes: Uint8Array, text: string | undefined): ShownContent {
    const first = bytes.subarray(0, mostBytes);
    return {
      bytes: bytes.length,
      ...(text === undefined ? {} : { text: visible(text) }),
      ...(hidesSecret(first, redactor) ? {} : { base64: Buffer.from(first).toString('base64') }),
    };
  }
}

function responseOf(response: NonNullable<Evidence['response']>): NonNullable<Detail['response']> {
  const { headers, trailers = [], bytes, text, base64 } = response;
  // Evidence has the bytes where the text does not tell them.
  const told = base64 ?? (text === undefined ? undefined : Buffer.from(text).toString('base64'));
  return {
    headers: headersOf(headers),
    trailers: headersOf(trailers),
    content: {
      bytes,
      ...(text === undefined ? {} : { text: visible(text) }),
      ...(told === undefined ? {} : { base64: told }),
    },
  };
}

function headersOf(headers: HeaderList): ShownHeaders {
  return headers.map(([name, value]) => [visible(name), visible(value)]);
}
