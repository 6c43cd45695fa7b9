import { type Exchange, isUnanswered } from '../http/exchange.js';
import { isGuid } from '../http/guid.js';
import type { PlannedRequest } from './probe.js';

/** So many hangs with one cause show what a requirement asks for. */
export const hangsThatSettle = 3;

/** Whether the time limit passed before an answer was there. */
export function isHang({ ending }: Exchange): boolean {
  return isUnanswered(ending) && (ending.kind !== 'broken' || ending.breakage === 'timeout');
}

/** What is odd about a request, in words: requests that are odd alike are left without an answer for one cause. */
export function causeOf({ probe = {} }: PlannedRequest): string {
  const { segment, method, path, query, content, headers = {}, fields = [] } = probe;
  const names = [...new Set([...Object.keys(headers), ...fields.map(([name]) => name)])];
  const odd = [
    ...(segment === undefined ? [] : [isGuid(segment) ? 'another id' : 'a malformed id']),
    ...(method === undefined ? [] : [`the method ${method}`]),
    ...(path === undefined ? [] : ['another path']),
    ...(query === undefined ? [] : ['a query']),
    ...(content === undefined ? [] : ['content']),
    ...(names.length === 0 ? [] : [`another ${names.join(' and ')}`]),
  ];
  return odd.length === 0 ? 'nothing odd about it' : odd.join(' and ');
}

/** The time that a run spends in waiting for answers that do not come. Once it is spent, no request goes out for a cause that left one without an answer. */
export class HangBudget {
  readonly #budgetMs: number;
  readonly #hangs = new Map<string, number>();
  #spentMs = 0;
  #until = 0;

  constructor(budgetMs: number) {
    this.#budgetMs = budgetMs;
  }

  /** Counts an exchange that may have hung. Waits beside each other count once. */
  count(planned: PlannedRequest, exchange: Exchange): void {
    if (!isHang(exchange)) return;
    const cause = causeOf(planned);
    this.#hangs.set(cause, (this.#hangs.get(cause) ?? 0) + 1);
    const begin = Date.parse(exchange.startedAt);
    const end = begin + exchange.durationMs;
    this.#spentMs += Math.max(0, end - Math.max(begin, this.#until));
    this.#until = Math.max(this.#until, end);
  }

  /** Why a request is not sent; undefined where it may be. */
  refusal(planned: PlannedRequest): string | undefined {
    if (this.#spentMs < this.#budgetMs) return undefined;
    const cause = causeOf(planned);
    const hangs = this.#hangs.get(cause);
    if (hangs === undefined) return undefined;
    const times = hangs === 1 ? 'a request' : `${hangs} requests`;
    return `the service left ${times} with ${cause} without an answer (AVL-001), and the ${this.#budgetMs / 1000} s for waits of that kind are spent (--hang-budget)`;
  }
}
