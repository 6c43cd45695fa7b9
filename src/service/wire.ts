import type { Exchange, HttpRequest } from '../http/exchange.js';
import type { Handshake } from '../http/handshake.js';
import type { Flow } from '../target/target.js';
import type { PlannedWrite } from './write-journal.js';

/** A request, and what is special about it. */
export interface Asked {
  readonly request: HttpRequest;
  readonly note?: string | undefined;
}

/** A request that is not sent, and what that makes of the test that wanted it. */
export interface Unsent {
  readonly verdict: 'skip' | 'error';
  readonly reason: string;
}

/** What carries requests to the service: a connection, or the evidence of an earlier run. */
export interface Wire {
  /** The same wire for one requirement's test, which may go on beside others. */
  of(requirement: string): Wire;
  /** Whether the request may be sent once more: always to a service, in evidence only where it was. */
  goesOn(request: HttpRequest, note?: string): boolean;
  /** To be told of a request that is not sent. */
  leave(unsent: Unsent): void;
  /** Waits for a request's turn. Returns why there is none when no more requests may be made. */
  turn(): Promise<string | undefined>;
  /** `note` says what is special about the request. */
  exchange(request: HttpRequest, note?: string): Promise<Exchange>;
  /** To be told before a write leaves. Returns whom to tell what came of it, or why it may not leave. */
  announce(request: HttpRequest, write: PlannedWrite): ((exchange: Exchange) => void) | string;
  /**
   * Sends requests down one connection, one after the other, or at once where `pipelined`. A service may close it at any
   * time; what is left then goes down another one, one after the other.
   */
  converse(asked: readonly Asked[], pipelined: boolean): Promise<readonly Exchange[]>;
  /** Offers an origin TLS 1.0 and 1.1 alone, and hangs up. */
  offerDeprecatedTls(origin: string): Promise<Handshake>;
  /** Waits before another try. */
  pause(ms: number): Promise<void>;
  /** Nobody asks again before that time, in milliseconds, is over. */
  rest(ms: number): void;
  /** To be told when a flow has another token than one that was refused. */
  renewed(flow: Flow): void;
}
