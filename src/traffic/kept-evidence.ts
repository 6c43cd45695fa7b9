import type { ExchangeRecord } from '../evidence/evidence-record.js';
import { maskExchange } from '../evidence/mask.js';
import type { Exchange } from '../http/exchange.js';
import type { SecretBook } from './secret-book.js';
import type { Gap } from './traffic-exchange.js';

/** Exchanges that show no violation are kept as evidence up to this number, and those that do up to twice as many. */
const most = 1000;

/** Whether there is room for one more exchange beside those that are kept. */
export function hasRoom(kept: readonly unknown[], violates: boolean): boolean {
  return kept.length < (violates ? 2 * most : most);
}

/** An exchange that somebody else made as evidence, masked by the secrets that were seen so far. */
export function trafficRecord(
  exchange: Exchange,
  { all }: SecretBook,
  gaps: readonly Gap[] = [],
): ExchangeRecord {
  return {
    type: 'exchange',
    requirement: 'traffic',
    ...maskExchange(exchange, all),
    ...(gaps.length === 0 ? {} : { missing: gaps }),
  };
}
