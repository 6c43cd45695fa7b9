import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import type { Answer, Exchange } from '../http/exchange.js';
import type { Redactor } from '../http/redact.js';
import type { Outcome } from './outcome.js';

/**
 * An exchange between the kit and a service under test, and what the kit knows of its request. Each try of a probe is one
 * of its own; a read that was refused for a token which could be renewed is none.
 */
export interface Observation {
  readonly exchange: Exchange;
  /** The request's path below the base URL, as sent and without query: what the contract's paths are matched with. */
  readonly path: string;
  /** The operation that the request line names: method, and path by its form. */
  readonly operation: Operation | undefined;
  /** A valid read: a token that works, a visible customer, documented headers. */
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

/** A requirement that every answer is held against, whichever test asked for it; undefined where it does not apply. */
export type ExchangeCheck = (
  answer: Answer,
  observation: Observation,
  context: CheckContext,
) => Outcome | undefined;

/** A check and the id of the requirement that it judges. */
export type RequirementCheck = readonly [id: string, check: ExchangeCheck];
