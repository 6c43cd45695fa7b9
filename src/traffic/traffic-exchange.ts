import type { Side } from '../catalogue/requirement.js';
import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import type { Exchange } from '../http/exchange.js';
import { locate } from './locate.js';

/** A part of an exchange that whoever observed it may not have seen, have changed or have hidden. A header field is named in lower case. */
export type Part =
  /** The value of Authorization. */
  | 'credential'
  /** Fields of the request may be left out, so that it says nothing when one is not there. */
  | 'request headers'
  | `request header ${string}`
  | 'request content'
  /** Host: HTTP/2 has another field for it. */
  | 'host'
  /** How often a field of the request stood there. */
  | 'request repeats'
  /** Why there is no answer. */
  | 'ending'
  | 'answer headers'
  | `answer header ${string}`
  /** The answer's content in any form. */
  | 'content'
  /** Its bytes: the content is known as a text that somebody decoded. */
  | 'bytes'
  /** How it was transferred: its content codings were undone. */
  | 'coding'
  /** What stood around header and content on the wire. */
  | 'framing'
  | 'times';

/** A part that is not known, and why, such as `the recording has no content of it`. */
export interface Gap {
  readonly part: Part;
  readonly reason: string;
}

/** Where an exchange was observed: `traffic.har` and `entry 12`. */
export interface Place {
  readonly source: string;
  readonly position: string;
}

/** `traffic.har, entry 12` */
export function placeInWords({ source, position }: Place): string {
  return `${source}, ${position}`;
}

/** An exchange between a client and a service that somebody else made, and what is known of it. */
export interface ObservedExchange {
  readonly exchange: Exchange;
  /** What the request brought as content. */
  readonly body: Uint8Array;
  readonly place: Place;
  /** What stands in front of the contract's paths, without a slash at the end. */
  readonly baseUrl: string;
  /** The request's path below it, as sent and without query. */
  readonly path: string;
  /** Whether the path has a documented form literally; others come near to one, such as in other letter case. */
  readonly documented: boolean;
  /** Undefined where the contract has no such method for the path, and for a path that only comes near. */
  readonly operation: Operation | undefined;
  /** What it is credited to where no operation is named: one that has the path. */
  readonly nearest: Operation;
  /** Milliseconds since 1970 by the observer's clock; absent where it did not say. */
  readonly times?: { readonly startedMs: number; readonly endedMs: number };
  readonly gaps: readonly Gap[];
  /** Whom it says something of: where the kit itself was one side, it is the other alone. */
  readonly sides: readonly Side[];
  /** The request was meant to upset a server. */
  readonly hostile: boolean;
}

/** What an observer adds to an exchange. */
export interface Observer {
  readonly place: Place;
  /** Default: the request's content as UTF-8. */
  readonly body?: Uint8Array;
  /** Default: none. */
  readonly gaps?: readonly Gap[];
  /** Default: both. */
  readonly sides?: readonly Side[];
  readonly hostile?: boolean;
}

/** An exchange as somebody observed it; undefined where it belongs to no path of the contract, below whatever base URL. */
export function observe(
  exchange: Exchange,
  contract: Contract,
  { place, body, gaps = [], sides = ['service', 'client'], hostile = false }: Observer,
): ObservedExchange | undefined {
  const located = locate(contract, exchange.request);
  if (!located) return undefined;
  const startedMs = Date.parse(exchange.startedAt);
  const timed = Number.isFinite(startedMs) && !gaps.some(({ part }) => part === 'times');
  return {
    exchange,
    body: body ?? Buffer.from(exchange.request.content ?? ''),
    place,
    ...located,
    ...(timed ? { times: { startedMs, endedMs: startedMs + exchange.durationMs } } : {}),
    gaps,
    sides,
    hostile,
  };
}
