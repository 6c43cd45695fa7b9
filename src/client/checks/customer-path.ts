import { type Contract, customerSegment } from '../../contract/contract.js';
import { pathOfTarget } from '../../http/exchange.js';
import type { Attempt } from '../transcript.js';

/** The path of an attempt's request line, without query. */
export function pathOfAttempt({ exchange }: Attempt): string {
  return pathOfTarget(exchange.request.target);
}

/** The query of an attempt's request line, with its question mark; empty for none. */
export function queryOf(attempt: Attempt): string {
  return attempt.exchange.request.target.slice(pathOfAttempt(attempt).length);
}

/** The customer's segment of a path that has the documented form; undefined for any other path. */
export function customerSegmentOf(attempt: Attempt, contract: Contract): string | undefined {
  return customerSegment(contract, pathOfAttempt(attempt));
}
