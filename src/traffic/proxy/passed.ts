import type { Exchange } from '../../http/exchange.js';

/** An exchange that went through the proxy, or that it answered by itself. */
export interface Passed {
  /** The client's connection, from 1 on. */
  readonly connection: number;
  /** As the client had it. */
  readonly exchange: Exchange;
  /** As the service had it; absent where the request never reached it. */
  readonly atService?: Exchange;
  /** What the request brought as content. */
  readonly body: Uint8Array;
  /** When it came and when the answer to it was over, in milliseconds of the machine's monotonic clock. */
  readonly receivedAt: number;
  readonly answeredAt: number;
  /** The names of the faults that it met. */
  readonly faults: readonly string[];
}
