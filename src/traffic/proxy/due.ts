import { performance } from 'node:perf_hooks';
import { endingOf } from '../../client/attempt-of.js';
import { contentOf } from '../../http/content.js';
import { type Answer, type Ending, type Exchange, originForm } from '../../http/exchange.js';
import type { RequestHead, RequestParser } from '../../http/request-parser.js';
import { ResponseParser } from '../../http/response-parser.js';
import type { Call } from '../../mock/call.js';
import type { Reply } from '../../mock/reply.js';
import type { FaultOnTheWay } from './faults.js';
import type { Passed } from './passed.js';
import { judgedHeaders, type Route } from './route.js';

/** Bytes of content that are kept of a message to be judged, or to be changed. */
export const keptBytes = 256 * 1024;

/** A request that waits for its answer: the service's, or one of the proxy's own. */
export class Due {
  readonly head: RequestHead;
  readonly faults: readonly FaultOnTheWay[];
  /** What the proxy answers by itself; undefined for a request that went on. */
  readonly own: Reply | undefined;
  /** Reads the service's answer. */
  readonly answer: ResponseParser;
  /** The bytes of an answer that is held back until it is whole, to be changed; undefined for one that passes as it comes. */
  held: Buffer[] | undefined;
  /** What was agreed on with the service, such as `TLSv1.3`; undefined over plain HTTP, and behind a proxy. */
  tlsVersion: string | undefined;
  readonly #request: RequestParser;
  readonly #route: Route;
  readonly #connection: number;
  readonly #receivedAt = performance.now();
  readonly #startedAt = new Date();

  constructor(
    request: RequestParser,
    head: RequestHead,
    route: Route,
    connection: number,
    { faults, own }: { readonly faults: readonly FaultOnTheWay[]; readonly own?: Reply },
  ) {
    this.#request = request;
    this.head = head;
    this.#route = route;
    this.#connection = connection;
    this.faults = faults;
    this.own = own;
    this.answer = new ResponseParser(head.method, keptBytes, 'is-dropped');
    this.held = own === undefined && faults.length > 0 ? [] : undefined;
  }

  /** The request as the mock's behaviours take one; `prefix` stands in front of the contract's paths. */
  call(prefix: string): Call {
    const { method, target, headers } = this.head;
    const { body } = this.#request;
    const own = originForm(target).slice(prefix.length);
    return {
      number: 1,
      connection: this.#connection,
      method,
      target: own,
      headers,
      body,
      receivedAt: this.#receivedAt,
    };
  }

  /** What came of it. @param service how it ended at the service, where it got there @param reply what the client got in place of that */
  passed(service: Ending | undefined, reply?: Reply): Passed {
    const atService = service && this.#exchange(service);
    const exchange = reply ? this.#exchange(endingOf(reply)) : atService;
    return {
      connection: this.#connection,
      exchange: exchange ?? this.#exchange(left),
      ...(atService ? { atService } : {}),
      body: this.#request.body,
      receivedAt: this.#receivedAt,
      answeredAt: performance.now(),
      faults: reply || this.own ? this.faults.map(({ name }) => name) : [],
    };
  }

  #exchange(ending: Ending): Exchange {
    const { method, target, headers } = this.head;
    const { body } = this.#request;
    return {
      request: {
        method,
        origin: this.#route.origin,
        target: originForm(target),
        headers: judgedHeaders(headers, this.#route),
        ...(body.length === 0 ? {} : { content: body.toString('utf8') }),
      },
      ending,
      ...(this.tlsVersion === undefined ? {} : { tlsVersion: this.tlsVersion }),
      startedAt: this.#startedAt.toISOString(),
      durationMs: Math.round(performance.now() - this.#receivedAt),
    };
  }
}

/** How an exchange ends whose client did not wait for it: says nothing about the service. */
export const left: Ending = { kind: 'unreachable', message: 'the client left before the answer' };

/** An answer as the mock's behaviours take a reply: whole, decoded, with its length; undefined for one that is too large or cannot be decoded. */
export function replyOf(answer: Answer): Reply | undefined {
  if (answer.status === 204 || answer.status === 304) return undefined;
  const content = contentOf(answer);
  if (!('bytes' in content)) return undefined;
  const framing = /^(transfer-encoding|content-encoding|content-length|trailer)$/i;
  const headers = answer.headers.filter(([name]) => !framing.test(name));
  const length = ['Content-Length', String(content.bytes.length)] as const;
  return {
    status: answer.status,
    headers: [...headers, length],
    body: content.bytes,
    delivery: { kind: 'plain' },
  };
}
