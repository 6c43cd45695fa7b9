import type { Side } from '../catalogue/requirement.js';
import { scenarios } from '../client/scenarios.js';
import { KitError } from '../errors.js';
import type { Breakage, Ending } from '../http/exchange.js';
import { answerContentOf, type Resources, requestContentOf } from './har-content.js';
import { harFieldsOf, hiddenIn, leftOutOf, withoutRepeats } from './har-headers.js';
import { member, numberIn, textIn } from './har-value.js';
import type { LeftAlone, ReadEntry } from './read-entry.js';
import type { Gap } from './traffic-exchange.js';

/** Who wrote an archive, as far as it matters for what it says. */
export interface HarWriter {
  /** The kit itself, which keeps bytes as they were transferred. */
  readonly exact: boolean;
  /** Takes credentials away unless it is told otherwise. */
  readonly stripsCredentials: boolean;
}

/** What is known of a writer by the name that an archive has for it. */
export function harWriterOf(creator: string): HarWriter {
  return {
    exact: creator === 'qualification-kit',
    stripsCredentials: /^(WebInspector|WebKit Web Inspector|Firefox)/i.test(creator),
  };
}

const framing: Gap = {
  part: 'framing',
  reason: 'an archive has no bytes of what stood around header and content',
};

/** Reads an entry of an HTTP Archive. Throws KitError, with `place` in front, for one that is none. */
export function readHarEntry(
  entry: unknown,
  writer: HarWriter,
  resources: Resources,
  place: string,
): ReadEntry {
  const request = member(entry, 'request');
  const url = textIn(request, 'url');
  const method = textIn(request, 'method')?.toUpperCase();
  if (url === undefined || method === undefined)
    throw new KitError(`${place} is no exchange: it has no request with a method and a URL`);
  const address = /^(https?:\/\/)(?:[^/?#@]*@)?([^/?#]+)([^#]*)/i.exec(url);
  if (!address) return { kind: 'left alone', reason: 'no HTTP' };
  const [, scheme = '', host = '', written = ''] = address;
  const target = textIn(request, '_target') ?? (written.startsWith('/') ? written : `/${written}`);
  const shownUrl = `${scheme}${host}${target.split('?')[0]}`;
  const left = (reason: string): LeftAlone => ({ kind: 'left alone', url: shownUrl, reason });
  const nobody = answeredByNobody(entry);
  if (nobody !== undefined) return left(nobody);
  const sides = sidesOf(entry);
  if (sides.length === 0) return left('the kit asked for it on purpose');
  const response = member(entry, 'response');
  const { headers, gaps: repeats } = withoutRepeats(harFieldsOf(request));
  if (method === 'OPTIONS' && headers.some(([name]) => /^access-control-request-method$/i.test(name)))
    return left("a browser's own question");
  const http2 = /(^h|\/)[23]/i.test(textIn(request, 'httpVersion') ?? textIn(response, 'httpVersion') ?? '');
  const body = requestContentOf(request, headers, resources);
  const { times, durationMs, startedAt } = timesOf(entry, place);
  const answer = endingOf(response, entry, { method, writer, resources, http2 });
  const tlsVersion = tlsOf(entry);
  return {
    kind: 'exchange',
    exchange: {
      request: {
        method,
        origin: `${scheme.toLowerCase()}${host}`,
        target,
        headers,
        ...(body.bytes.length === 0 ? {} : { content: body.bytes.toString('utf8') }),
      },
      ending: answer.ending,
      startedAt,
      durationMs,
      ...(tlsVersion === undefined ? {} : { tlsVersion }),
    },
    body: body.bytes,
    gaps: [
      ...(writer.exact ? [] : leftOutOf(request, headers, { http2, stripped: writer.stripsCredentials })),
      ...repeats,
      ...hiddenIn(headers, 'request'),
      ...body.gaps,
      ...answer.gaps,
      ...times,
      ...(answer.ending.kind === 'answered' ? [framing] : []),
    ],
    sides,
    hostile: /, /.test(textIn(entry, '_requirement') === undefined ? '' : (textIn(entry, 'comment') ?? '')),
  };
}

/** Why an answer was not the service's. */
function answeredByNobody(entry: unknown): string | undefined {
  const cached = member(entry, '_fromCache') ?? member(entry, 'response', '_fromCache');
  if (typeof cached === 'string' || cached === true) return 'served from a cache';
  if (textIn(entry, '_resourceType') === 'preflight') return "a browser's own question";
  if (member(entry, '_wasFulfilled') === true) return 'answered by the test that recorded it';
  if (member(entry, '_wasAborted') === true) return 'ended by the test that recorded it';
  const worker = member(entry, 'response', '_fetchedViaServiceWorker');
  return worker === true ? 'answered by a service worker' : undefined;
}

/** Where the kit was one side, an entry says something of the other alone. */
function sidesOf(entry: unknown): readonly Side[] {
  const scenario = textIn(entry, '_scenario');
  if (scenario !== undefined) {
    const onPurpose = scenarios.some((one) => one.name === scenario && one.malform !== undefined);
    return onPurpose || numberIn(entry, '_call') === undefined ? [] : ['client'];
  }
  const requirement = textIn(entry, '_requirement');
  return requirement === undefined || requirement === 'traffic' ? ['service', 'client'] : ['service'];
}

function timesOf(
  entry: unknown,
  place: string,
): { readonly times: readonly Gap[]; readonly durationMs: number; readonly startedAt: string } {
  const started = textIn(entry, 'startedDateTime') ?? '';
  const time = numberIn(entry, 'time');
  const startedMs = Date.parse(started);
  if (time !== undefined && time < 0 && time !== -1)
    throw new KitError(`${place} ends before it begins: its time is ${time} ms`);
  // Where nobody measured the wait, the sum of the rest is no time.
  const partial = numberIn(entry, 'timings', 'wait') === -1;
  const known = Number.isFinite(startedMs) && time !== undefined && time >= 0 && !partial;
  return {
    times: known ? [] : [{ part: 'times', reason: 'the recording does not say when it began and ended' }],
    durationMs: Math.max(0, time ?? 0),
    startedAt: new Date(Number.isFinite(startedMs) ? startedMs : 0).toISOString(),
  };
}

interface AnswerSurroundings {
  readonly method: string;
  readonly writer: HarWriter;
  readonly resources: Resources;
  readonly http2: boolean;
}

function endingOf(
  response: unknown,
  entry: unknown,
  { method, writer, resources, http2 }: AnswerSurroundings,
): { readonly ending: Ending; readonly gaps: readonly Gap[] } {
  const status = numberIn(response, 'status') ?? 0;
  if (status < 100) return { ending: withoutAnswer(response, entry), gaps: [] };
  const fields = harFieldsOf(response);
  const charles = textIn(response, '_charlesStatus') ?? textIn(entry, '_charlesStatus') ?? 'COMPLETE';
  const unfinished: readonly Gap[] =
    charles === 'COMPLETE' ? [] : [{ part: 'content', reason: 'the answer was still on its way' }];
  const content = answerContentOf(response, fields, { method, exact: writer.exact, resources });
  if (/^\[Fiddler\] /.test(content.bytes.subarray(0, 20).toString('latin1')))
    return {
      ending: { kind: 'unreachable', message: 'Fiddler answered in the place of the service' },
      gaps: [],
    };
  const undone = content.gaps.some(({ part }) => part === 'coding');
  // What the content no longer has would be undone once more.
  const headers = undone ? fields.filter(([name]) => !/^content-encoding$/i.test(name)) : fields;
  const unlisted: readonly Gap[] =
    fields.length === 0
      ? [{ part: 'answer headers', reason: "the recording leaves the answer's headers out" }]
      : [];
  return {
    ending: {
      kind: 'answered',
      answer: {
        status,
        headers,
        body: content.bytes,
        overflow: false,
        ...(http2 ? { httpVersion: '2' } : {}),
      },
    },
    gaps: [...unfinished, ...content.gaps, ...unlisted, ...hiddenIn(fields, 'answer')],
  };
}

const breakages: readonly (readonly [told: RegExp, breakage: Breakage])[] = [
  [/ERR_CONNECTION_RESET|ECONNRESET|NS_ERROR_NET_RESET|connection reset/i, 'reset'],
  [/ERR_EMPTY_RESPONSE|ERR_CONTENT_LENGTH_MISMATCH|ERR_INCOMPLETE_CHUNKED|socket hang up/i, 'cut-off'],
  [/ERR_TIMED_OUT|ESOCKETTIMEDOUT|NS_ERROR_NET_TIMEOUT/i, 'timeout'],
];

/** How an exchange without an answer ended; what may have been the client's own doing says nothing. */
function withoutAnswer(response: unknown, entry: unknown): Ending {
  const told = [
    textIn(response, '_error'),
    textIn(response, '_failureText'),
    textIn(entry, '_failureText'),
    textIn(entry, '_error'),
  ].find((text) => text !== undefined && text !== '');
  const own = textIn(response, '_breakage');
  const breakage =
    own === 'reset' || own === 'timeout' || own === 'cut-off' || own === 'not-http'
      ? own
      : breakages.find(([pattern]) => told !== undefined && pattern.test(told))?.[1];
  if (breakage !== undefined) return { kind: 'broken', breakage, message: told ?? breakage };
  return { kind: 'unreachable', message: 'the recording has no answer' };
}

/** The version of TLS that Playwright notes. */
function tlsOf(entry: unknown): string | undefined {
  const told =
    textIn(entry, '_securityDetails', 'protocol') ??
    textIn(entry, 'response', '_securityDetails', 'protocol');
  const version = /^TLS ?v?(1(?:\.\d)?)$/i.exec(told ?? '')?.[1];
  return version === undefined ? undefined : `TLSv${version}`;
}
