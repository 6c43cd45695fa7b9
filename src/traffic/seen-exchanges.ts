import { createHash } from 'node:crypto';
import { sentGuid } from '../http/id-headers.js';
import { Recent } from './recent.js';
import type { ObservedExchange } from './traffic-exchange.js';

/** So many exchanges are compared with later ones. */
const mostKept = 200_000;

interface Sighting {
  readonly source: string;
  readonly startedMs: number;
  readonly endedMs: number;
}

/** Tells an exchange that stands in recordings more than once: in two files, or twice in one. */
export class SeenExchanges {
  readonly #same = new Recent<true>(mostKept);
  readonly #alike = new Recent<Sighting>(mostKept);

  /** Whether the exchange was seen before. Two observers of one exchange note other times and other fields; they agree on request line, ids, status and content, and their times overlap. */
  has(observed: ObservedExchange): boolean {
    const { exchange, times, place } = observed;
    const { request, ending } = exchange;
    const answer = ending.kind === 'answered' ? ending.answer : undefined;
    const line = `${request.method} ${request.target}`;
    const same = digest(
      line,
      exchange.startedAt,
      request.headers,
      answer?.headers,
      answer?.body,
      observed.body,
    );
    if (this.#same.get(same)) return true;
    this.#same.set(same, true);
    const ids = [sentGuid(request, 'MS-RequestId'), sentGuid(request, 'MS-CorrelationId')];
    if (!times || ids.includes(undefined)) return false;
    const alike = digest(line, ids, answer?.status, answer?.body);
    const before = this.#alike.get(alike);
    this.#alike.set(alike, { source: place.source, ...times });
    return (
      before !== undefined &&
      before.source !== place.source &&
      before.startedMs <= times.endedMs + 1 &&
      times.startedMs <= before.endedMs + 1
    );
  }
}

function digest(...parts: readonly unknown[]): string {
  const hash = createHash('sha256');
  for (const part of parts)
    hash.update(part instanceof Uint8Array ? part : `${JSON.stringify(part) ?? ''}\n`).update('\0');
  return hash.digest('base64').slice(0, 16);
}
