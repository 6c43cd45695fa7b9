import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import type { Exchange } from '../http/exchange.js';
import type { Redactor } from '../http/redact.js';

/** An exchange and what is known of the request that provoked it. */
export interface Observation {
  readonly exchange: Exchange;
  /** The operation that the request line names: method, and path by its form. */
  readonly operation: Operation | undefined;
  /** A valid read: valid token, visible customer, documented headers. */
  readonly valid: boolean;
  /** Meant to upset a server; what stands in front of the service may refuse it in its own words. */
  readonly hostile: boolean;
  /** Not followed by another try of the same probe. */
  readonly final: boolean;
  /** The qualification that the customer is known to have. */
  readonly expected: string | undefined;
  /** What is special about the request, for messages. */
  readonly note: string | undefined;
}

/** What checks know besides the exchange. */
export interface CheckContext {
  readonly contract: Contract;
  readonly redactor: Redactor;
}
