import type { Finding } from '../finding.js';

/** Header fields in the order and letter case they had on the wire; one name may occur more than once. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** A request as it was sent. */
export interface HttpRequest {
  readonly method: string;
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string;
  /** Path and query exactly as they stood in the request line. */
  readonly target: string;
  readonly headers: HeaderList;
  /** What it carries as content; absent for none. */
  readonly content?: string;
}

/** A response as it arrived. */
export interface Answer extends Surroundings {
  readonly status: number;
  readonly headers: HeaderList;
  /** Fields that came behind the content; absent where none did. */
  readonly trailers?: HeaderList;
  /** The content's bytes as transferred: without chunk framing, not yet decompressed. */
  readonly body: Uint8Array;
  /** The kit stopped reading at its limit; `body` is the beginning. */
  readonly overflow: boolean;
}

/** What came around an answer's header and content; absent where there was nothing, and where nobody looked. */
export interface Surroundings {
  /** `1.0`, `1.1` or `2`. */
  readonly httpVersion?: string;
  /** Chunk extensions as sent, each with its semicolon. */
  readonly chunkExtensions?: readonly string[];
  /** Names of the fields that were folded over several lines, with a space in the place of each line end (RFC 9112, 5.2). */
  readonly folded?: readonly string[];
  /** What was not as RFC 9112 says, and was read all the same. */
  readonly flaws?: readonly Finding[];
  /** Bytes that came with the end of the response and belong to none. */
  readonly leftover?: Uint8Array;
}

/** Which limit of the kit a response met. */
export type Limit =
  /** More bytes of header than the kit reads. */
  | 'header'
  /** A whole answer that came only just after the kit stopped waiting. */
  | 'time'
  /** The kit does not speak what the service speaks. */
  | 'protocol'
  /** What is spoken cannot carry the request; nothing was sent. */
  | 'request';

/** How a service that accepted a connection failed to answer on it. */
export type Breakage = 'reset' | 'timeout' | 'cut-off' | 'not-http';

/** Why somebody who is there cannot be spoken to: the certificate is not trusted here, or the port speaks another protocol than the URL says. */
export type UnreachableCause = 'certificate' | 'protocol';

/** What came of a request. */
export type Ending =
  | { readonly kind: 'answered'; readonly answer: Answer }
  /** The connection was accepted and no whole response came: the service's failure. */
  | { readonly kind: 'broken'; readonly breakage: Breakage; readonly message: string }
  /** A limit of the kit was met: says nothing about the service, and what it was asked for cannot be told. */
  | { readonly kind: 'limit'; readonly limit: Limit; readonly message: string }
  /** No connection: says nothing about the service. */
  | {
      readonly kind: 'unreachable';
      readonly message: string;
      /** Absent where nobody was seen to be there. */
      readonly cause?: UnreachableCause;
      /** Somebody was there, but speaks nothing as recent as TLS 1.2; never told of what a proxy leads to. */
      readonly tlsTooOld?: true;
    };

/** One request and what came of it. Whoever made it, the same checks judge it. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly ending: Ending;
  /** ISO 8601, when the request was sent. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Such as `TLSv1.3`; absent over plain HTTP, and behind a proxy, which may speak TLS in the service's place. */
  readonly tlsVersion?: string;
  /** The number of the connection that was kept for several requests; absent where it had one of its own. */
  readonly connection?: number;
}

/** Whether no whole answer came in time: what broke, and what came just too late. */
export function isUnanswered(ending: Ending): boolean {
  return ending.kind === 'broken' || (ending.kind === 'limit' && ending.limit === 'time');
}

/** All values of a header, whatever its letter case. */
export function headerValues(headers: HeaderList, name: string): readonly string[] {
  const lower = name.toLowerCase();
  const values: string[] = [];
  for (const [key, value] of headers) {
    if (key.length === lower.length && key.toLowerCase() === lower) values.push(value);
  }
  return values;
}

/** The first value of a header, whatever its letter case. */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  const lower = name.toLowerCase();
  return headers.find(([key]) => key.length === lower.length && key.toLowerCase() === lower)?.[1];
}

/** The path of a request target, without query. */
export function pathOfTarget(target: string): string {
  const query = target.indexOf('?');
  return query < 0 ? target : target.slice(0, query);
}

/** Path and query of a request target, which a server must take in absolute form too (RFC 9112, 3.2.2). */
export function originForm(target: string): string {
  const [, rest] = /^https?:\/\/[^/?#]*(.*)$/is.exec(target) ?? [];
  if (rest === undefined) return target;
  return rest.startsWith('/') ? rest : `/${rest}`;
}
