import type { Ending } from '../http/exchange.js';
import type { JournalEntry } from '../mock/journal.js';
import type { Reply } from '../mock/reply.js';
import type { Attempt } from './transcript.js';

/** A request to the API as it was received, and what left for it. */
export interface AnsweredRequest extends JournalEntry {
  /** What a healthy mock would have answered. */
  readonly healthy: Reply | undefined;
  /** The healthy mock carried out a write for it. */
  readonly applied?: true;
  /** Monotonic milliseconds, and the same moment as time of day. */
  readonly answeredAt: number;
  readonly timeOfDay: number;
}

/** The request as an attempt of a call: the `index`-th from 0, of a call that began at `startedAt`, in monotonic milliseconds, at a mock with that origin. */
export function attemptOf(
  { call, reply, healthy, applied, answeredAt, timeOfDay }: AnsweredRequest,
  index: number,
  startedAt: number,
  origin: string,
): Attempt {
  const { method, target, headers, body, receivedAt } = call;
  const durationMs = answeredAt - receivedAt;
  return {
    number: index + 1,
    exchange: {
      request: { method, origin, target, headers, ...contentOf(body) },
      ending: endingOf(reply),
      startedAt: new Date(timeOfDay - durationMs).toISOString(),
      durationMs: Math.round(durationMs),
    },
    body,
    receivedAtMs: Math.round(receivedAt - startedAt),
    answeredAtMs: Math.round(answeredAt - startedAt),
    met: reply !== healthy,
    ...(applied ? { applied } : {}),
    ...(healthy !== undefined && healthy.status >= 400 ? { refusedWith: healthy.status } : {}),
  };
}

/** Content as an exchange has it, for whoever reads the evidence. */
function contentOf(body: Uint8Array): { readonly content?: string } {
  return body.length === 0 ? {} : { content: Buffer.from(body).toString('utf8') };
}

/** What a reply's delivery lets a client receive. */
export function endingOf({ status, headers, body, delivery }: Reply): Ending {
  const answered: Ending = { kind: 'answered', answer: { status, headers, body, overflow: false } };
  switch (delivery.kind) {
    case 'plain':
    case 'chunked':
    case 'raw':
      return answered;
    case 'drip':
      return delivery.endless
        ? { kind: 'broken', breakage: 'timeout', message: 'content without end' }
        : answered;
    case 'hang':
      return { kind: 'broken', breakage: 'timeout', message: 'no answer' };
    case 'reset':
    case 'close':
      return { kind: 'broken', breakage: 'reset', message: 'connection ended without an answer' };
    case 'cut':
      return { kind: 'broken', breakage: 'cut-off', message: 'connection ended within the content' };
    default:
      return delivery satisfies never;
  }
}
