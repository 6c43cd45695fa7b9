import type { Ending, HttpRequest } from './exchange.js';

/** How a request is asked on a channel. */
export interface Asking {
  readonly request: HttpRequest;
  readonly content: string;
  /** Says that no other request follows. */
  readonly last: boolean;
  /** When its time limit began to run, as `performance.now()` says. */
  readonly begin: number;
}

/** The service ended a connection that was kept, as any server may at any time (RFC 9112, 9.5); the request got no byte of an answer and says nothing about the service. */
export interface Closed {
  readonly kind: 'closed';
  /**
   * `announced` by the answer before it, `idle` before the request was sent, or `crossed`: right as it was under way.
   * `broken`: an answer before it broke the connection, which is that answer's failure.
   */
  readonly how: 'announced' | 'idle' | 'crossed' | 'broken';
  readonly message: string;
}

/** Requests and responses on one socket, in whatever version of HTTP. */
export interface Channel {
  /** Sends requests at once, without waiting for answers in between. One result for each, in their order. */
  ask(askings: readonly Asking[]): readonly Promise<Ending | Closed>[];
  /** Whether another request may be sent, as far as is known. */
  readonly open: boolean;
  destroy(): void;
}
