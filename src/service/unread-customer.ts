import type { Ending } from '../http/exchange.js';
import { explained, plainCodeOf } from './wrong-place.js';

/** A customer of the target whose read was no success when each was read once, before the first test. */
export interface UnreadCustomer {
  readonly id: string;
  /** Absent where no whole answer came. */
  readonly status?: number;
  /** The code in the error. */
  readonly code?: string;
  /** The limit of the kit that the read met. */
  readonly limit?: string;
}

/** What came of reading a customer. */
export function unreadCustomer(id: string, ending: Ending): UnreadCustomer {
  if (ending.kind === 'limit') return { id, limit: ending.message };
  if (ending.kind !== 'answered') return { id };
  const { answer } = ending;
  const code = plainCodeOf(answer);
  return { id, status: answer.status, ...(code === undefined ? {} : { code }) };
}

/** Whether a status says that the service failed, which is its own violation. */
export function isServerFailure(status: number): boolean {
  return status === 500 || status === 501;
}

/** What came of the read, with the requirement that it violates. */
export function tellUnread({ id, status, code, limit }: UnreadCustomer): string {
  if (limit !== undefined) return `customer ${id} could not be read: ${limit}`;
  if (status === undefined) return `customer ${id} got no whole answer (AVL-001)`;
  if (isServerFailure(status)) return `customer ${id} answers ${status} (AVL-002)`;
  return `customer ${id} is refused with ${status}${explained(code)}`;
}

/** What to do when no customer can be read. */
export function adviceOn(unread: readonly UnreadCustomer[]): string {
  const statuses = unread.map(({ status }) => status);
  if (statuses.includes(401))
    return 'get a new token for https://api.partnercenter.microsoft.com and the right tenant';
  if (statuses.includes(404))
    return 'check the ids in PARTNER_CENTER_CUSTOMERS; announcements also retired this read on 6 May 2021';
  return 'check the ids in PARTNER_CENTER_CUSTOMERS and what the token may read';
}
