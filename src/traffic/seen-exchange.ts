import type { Exchange } from '../http/exchange.js';
import type { Verdict } from '../verdict.js';

/** What one exchange says of one side. */
export interface SideSeen {
  /** The worst of what applied; `skip` where nothing did. */
  readonly verdict: Verdict;
  /** The ids of the requirements that this exchange shows to hold. */
  readonly held: readonly string[];
  /** What it violates, each with the sentence of its finding. */
  readonly violated: readonly { readonly requirement: string; readonly message: string }[];
}

/** An exchange that somebody else made, as it was seen and judged: what a proxy, a mock and a listener tell whoever watches. */
export interface SeenExchange {
  readonly exchange: Exchange;
  /** What the request brought as content; absent for nothing, and where it was not kept. */
  readonly body?: Uint8Array;
  /** The operationId that the request line names. */
  readonly operation?: string;
  readonly service: SideSeen;
  readonly client: SideSeen;
  /** The names of the faults that changed it on the way. */
  readonly faults?: readonly string[];
}

/** Is told every exchange, when it is over. */
export type Watch = (seen: SeenExchange) => void;
