import { performance } from 'node:perf_hooks';
import type { Ending } from '../http/exchange.js';
import type { Behaviour } from '../mock/behaviour.js';
import type { JournalEntry } from '../mock/journal.js';
import type { Reply } from '../mock/reply.js';
import type { Attempt } from './transcript.js';

/** A request to the API as it was received, and what left for it. */
interface ReceivedRequest extends JournalEntry {
  readonly healthy: Reply | undefined;
  /** Monotonic milliseconds, and the same moment as time of day. */
  readonly answeredAt: number;
  readonly timeOfDay: number;
}

/** A client that has asked this often in one call is stopped. */
const usuallyEnough = 25;

/** Sees what a healthy mock would answer, and what leaves in its place. */
export class Recorder {
  readonly #granted: (token: string) => void;
  readonly #healthy = new Map<number, Reply>();
  #taken: ReceivedRequest[] = [];
  #tooMany = new AbortController();

  readonly #enough: number;
  #count = 0;
  #tokenRefusal: string | undefined;

  /**
   * @param granted is told every token that the mock's own endpoints grant
   * @param enough how many attempts are kept; one more aborts the signal of `begin`
   */
  constructor(granted: (token: string) => void, enough = usuallyEnough) {
    this.#granted = granted;
    this.#enough = enough;
  }

  /** How the mock's token endpoint refused the last request, if it did. */
  get tokenRefusal(): string | undefined {
    return this.#tokenRefusal;
  }

  /** How many there were, kept or not. */
  get count(): number {
    return this.#count;
  }

  /** To stand innermost among the mock's behaviours. */
  readonly health: Behaviour = {
    name: 'health',
    summary: 'answers as a healthy mock',
    requirements: [],
    start: () => async (call, next) => {
      const reply = await next(call);
      this.#healthy.set(call.number, reply);
      return reply;
    },
  };

  readonly watch = (entry: JournalEntry): void => {
    const granted = grantedBy(entry);
    this.#tokenRefusal = tokenRefusalIn(entry) ?? this.#tokenRefusal;
    if (granted !== undefined) this.#granted(granted);
    if (authorityPath.test(entry.call.target)) return;
    const healthy = this.#healthy.get(entry.call.number);
    this.#healthy.delete(entry.call.number);
    this.#count += 1;
    if (this.#taken.length < this.#enough)
      this.#taken.push({ ...entry, healthy, answeredAt: performance.now(), timeOfDay: Date.now() });
    else this.#tooMany.abort();
  };

  /** Forgets earlier attempts; the signal tells when there are too many new ones. */
  begin(): AbortSignal {
    this.#taken = [];
    this.#tooMany = new AbortController();
    return this.#tooMany.signal;
  }

  /** What was received since then; times count from `startedAt`. */
  attempts(startedAt: number, origin: string): readonly Attempt[] {
    return this.#taken.map((one, index) => attemptOf(one, index, startedAt, origin));
  }
}

const tokenPath = /^[^?]*\/oauth2\/(v2\.0\/)?token(\?|$)/;
/** Requests to the authority, which is at the same origin as the API. */
const authorityPath = /^[^?]*\/(oauth2|discovery|\.well-known)\//;

/** What the mock's own token endpoint said when it refused. */
function tokenRefusalIn({ call, reply }: JournalEntry): string | undefined {
  if (!tokenPath.test(call.target) || reply.status < 400) return undefined;
  const answer: { readonly error_description?: unknown } = JSON.parse(
    Buffer.from(reply.body).toString() || '{}',
  );
  return `${reply.status} ${String(answer.error_description ?? '')}`.trim();
}

/** The token that the mock's own token endpoints granted with a reply. */
function grantedBy({ call, reply }: JournalEntry): string | undefined {
  if (!tokenPath.test(call.target) || reply.status !== 200) return undefined;
  const answer: { readonly access_token?: unknown } = JSON.parse(Buffer.from(reply.body).toString());
  return typeof answer.access_token === 'string' ? answer.access_token : undefined;
}

function attemptOf(
  { call, reply, healthy, answeredAt, timeOfDay }: ReceivedRequest,
  index: number,
  startedAt: number,
  origin: string,
): Attempt {
  const { method, target, headers, body, receivedAt } = call;
  const durationMs = answeredAt - receivedAt;
  return {
    number: index + 1,
    exchange: {
      request: { method, origin, target, headers },
      ending: endingOf(reply),
      startedAt: new Date(timeOfDay - durationMs).toISOString(),
      durationMs: Math.round(durationMs),
    },
    body,
    receivedAtMs: Math.round(receivedAt - startedAt),
    answeredAtMs: Math.round(answeredAt - startedAt),
    met: reply !== healthy,
    ...(healthy !== undefined && healthy.status >= 400 ? { refusedWith: healthy.status } : {}),
  };
}

/** What a reply's delivery lets a client receive. */
function endingOf({ status, headers, body, delivery }: Reply): Ending {
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
