import { type HeaderList, headerValue, pathOfTarget } from '../http/exchange.js';

/** A request as the mock received it. */
export interface Call {
  /** Counts from 1 over the mock's life. */
  readonly number: number;
  /** The number of the connection that it came on, from 1 on. */
  readonly connection: number;
  readonly method: string;
  /** Path and query as they stood in the request line, whatever stood in front of them. */
  readonly target: string;
  readonly headers: HeaderList;
  /** HTTP/1.1 without Host, or with several: a server must refuse it (RFC 9112, 3.2). */
  readonly withoutOneHost?: true;
  /** What the request brought as content, up to the mock's limit. */
  readonly body: Uint8Array;
  /** Milliseconds on the machine's monotonic clock. */
  readonly receivedAt: number;
}

/** The path without query. */
export function callPath(call: Call): string {
  return pathOfTarget(call.target);
}

/** The first value of a header. */
export function callHeader(call: Call, name: string): string | undefined {
  return headerValue(call.headers, name);
}

/** The call with another header value, or without the header. */
export function withCallHeader(call: Call, name: string, value: string | undefined): Call {
  const lower = name.toLowerCase();
  const others = call.headers.filter(([key]) => key.toLowerCase() !== lower);
  return { ...call, headers: value === undefined ? others : [...others, [name, value]] };
}

/** The token behind the Bearer scheme, if there is one. */
export function bearerOf(call: Call): string | undefined {
  return /^Bearer +(\S+)\s*$/i.exec(callHeader(call, 'authorization') ?? '')?.[1];
}
