import type { Content, Entry, Har, Header as HarHeader, QueryString, Response } from 'har-format';
import { jsonText } from '../files/json-text.js';
import { kitVersion } from '../files/package-root.js';
import { type HeaderList, type HttpRequest, headerValue, headerValues } from '../http/exchange.js';
import { selfCheckNoticeOf } from '../report/report.js';
import type {
  EvidenceRecord,
  ExchangeRecord,
  RecordedAttempt,
  RecordedEnding,
  RecordedExchange,
  TranscriptRecord,
} from './evidence-record.js';

/** Every exchange of the records as an HTTP Archive 1.2 in JSON, in the order of time. Bytes are as they were transferred: content that has a Content-Encoding is not decoded. */
export function harOf(records: readonly EvidenceRecord[]): string {
  const header = records.find((record) => record.type === 'header');
  const { name, version } = header?.kit ?? { name: 'qualification-kit', version: kitVersion };
  const entries = records.flatMap((record) => {
    if (record.type === 'exchange') return [ofService(record)];
    return record.type === 'transcript' ? ofClient(record) : [];
  });
  const comment = header?.subject.selfCheck ? { comment: selfCheckNoticeOf(header.subject.kind) } : {};
  const har: Har = {
    log: {
      version: '1.2',
      creator: { name, version },
      entries: entries.sort((a, b) => Date.parse(a.startedDateTime) - Date.parse(b.startedDateTime)),
      ...comment,
    },
  };
  return jsonText(har);
}

function ofService({ requirement, note, ...exchange }: ExchangeRecord): Entry {
  return {
    ...entryOf(exchange, Buffer.from(exchange.request.content ?? '').toString('base64')),
    comment: note === undefined ? requirement : `${requirement}, ${note}`,
    ...{ _requirement: requirement },
  };
}

function ofClient({ scenario, calls, elsewhere }: TranscriptRecord): readonly Entry[] {
  const entry = ({ exchange, body, number }: RecordedAttempt, call: number | undefined): Entry => ({
    ...entryOf(exchange, body),
    comment: `scenario ${scenario}, ${call === undefined ? 'elsewhere' : `call ${call}`}, attempt ${number}`,
    ...{ _scenario: scenario, _attempt: number, ...(call === undefined ? {} : { _call: call }) },
  });
  return [
    ...calls.flatMap(({ attempts }, index) => attempts.map((one) => entry(one, index + 1))),
    ...elsewhere.map((one) => entry(one, undefined)),
  ];
}

/** `body` is the request's content in base64. */
function entryOf({ request, ending, startedAt, durationMs }: RecordedExchange, body: string): Entry {
  const { method, origin, target, headers } = request;
  const { size, text, encoding } = harContentOf(body, headers);
  const mimeType = headerValue(headers, 'content-type') ?? 'x-unknown';
  const postData = { mimeType, text, ...(encoding === undefined ? {} : { _encoding: encoding }) };
  return {
    startedDateTime: startedAt,
    time: durationMs,
    request: {
      method,
      url: addressOf(request),
      httpVersion: versionOf(ending),
      cookies: [],
      headers: harHeadersOf(headers),
      queryString: queryOf(target),
      headersSize: -1,
      bodySize: size,
      ...(size === 0 ? {} : { postData }),
      ...(addressOf(request) === origin + target ? {} : { _target: target }),
    },
    response: responseOf(ending),
    cache: {},
    timings: { send: 0, wait: durationMs, receive: 0 },
  };
}

function responseOf(ending: RecordedEnding): Response {
  const common = { statusText: '', cookies: [], headersSize: -1 };
  if (ending.kind !== 'answered') {
    const content = { size: 0, mimeType: 'x-unknown' };
    const breakage = ending.kind === 'broken' ? { _breakage: ending.breakage } : {};
    const nothing = { status: 0, httpVersion: '', headers: [], redirectURL: '', bodySize: -1, content };
    return { ...common, ...nothing, ...{ _error: ending.message, ...breakage } };
  }
  const { status, headers, trailers, body, overflow } = ending;
  const { size, text, encoding } = harContentOf(body, headers);
  const content: Content = {
    size,
    mimeType: headerValue(headers, 'content-type') ?? 'x-unknown',
    text,
    ...(encoding === undefined ? {} : { encoding }),
    ...(overflow ? { comment: 'only the beginning was read' } : {}),
  };
  return {
    ...common,
    status,
    httpVersion: versionOf(ending),
    headers: harHeadersOf(headers),
    ...(trailers ? { _trailers: harHeadersOf(trailers) } : {}),
    redirectURL: headerValue(headers, 'location') ?? '',
    bodySize: size,
    content,
  };
}

/** What was spoken; 1.1 where nobody looked, or nobody answered. */
function versionOf(ending: RecordedEnding): string {
  const version = ending.kind === 'answered' ? (ending.httpVersion ?? '1.1') : '1.1';
  return `HTTP/${version}`;
}

/** Bytes in base64 as text, where the text gives back the same bytes and holds nothing that a viewer may change, else in base64. */
function harContentOf(
  base64: string,
  headers: HeaderList,
): { readonly size: number; readonly text: string; readonly encoding?: 'base64' } {
  const bytes = Buffer.from(base64, 'base64');
  const text = bytes.toString('utf8');
  const exact =
    Buffer.from(text, 'utf8').equals(bytes) &&
    !/(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text) &&
    headerValues(headers, 'content-encoding').length === 0;
  return exact
    ? { size: bytes.length, text }
    : { size: bytes.length, text: bytes.toString('base64'), encoding: 'base64' };
}

function harHeadersOf(headers: HeaderList): HarHeader[] {
  return headers.map(([name, value]) => ({ name, value }));
}

/** The request's address; what no address may hold is escaped, and `_target` then has it as it was sent. */
function addressOf({ origin, target }: HttpRequest): string {
  return (origin + target).replaceAll(/%(?![0-9a-f]{2})|[^!#$%&'()*+,./0-9:;=?@A-Z[\]_a-z~-]/giu, (one) =>
    encodeURIComponent(one.replace(/\p{Cs}/u, '\ufffd')),
  );
}

function queryOf(target: string): QueryString[] {
  const start = target.indexOf('?');
  if (start < 0) return [];
  return [...new URLSearchParams(target.slice(start + 1))].map(([name, value]) => ({ name, value }));
}
