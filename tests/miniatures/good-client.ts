import { randomUUID } from 'node:crypto';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';

/** What the driver was given for one call. */
export interface Given {
  readonly baseUrl: string;
  readonly token: string;
  readonly customerId: string;
  /** The operationId; empty for the read of the one qualification. */
  readonly operation: string;
  /** What a write asks for; empty for nothing. */
  readonly qualification: string;
  readonly code: string;
  readonly segment: string;
}

/** The line a driver prints. */
export type Line =
  | { readonly qualification: unknown }
  | { readonly qualifications: unknown }
  | { readonly error: { readonly status?: number; readonly code?: unknown; readonly message?: string } };

/** An answer as it was received; `undefined` for none at all. */
export interface Received {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** What an attempt is made with. */
export interface Attempt {
  readonly url: string;
  readonly method: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string;
  readonly limitMs: number;
}

/** The ids of an attempt. */
export interface Ids {
  readonly requestId: string;
  readonly correlationId: string;
}

/** Everything that a miniature may get wrong, each thing apart from the others. */
export interface Habits {
  /** The segment of a customer's id. Throws for an id that is not to be asked for. */
  segment(id: string): string;
  path(segment: string): string;
  query(given: Given): string;
  method: string;
  body(given: Given): string;
  /** An id for a call, or for an attempt after an answer. */
  newId(): string;
  /** The id of the next attempt; `answered` tells whether there was an answer to the last one. */
  nextRequestId(last: string, answered: boolean): string;
  headers(given: Given, ids: Ids): readonly string[];
  send(attempt: Attempt): Promise<Received>;
  /** One try more? `tries` counts those that were made. */
  retries(status: number | undefined, tries: number): boolean;
  pauseMs(received: Received | undefined, tries: number): number;
  /** The text of a success. Throws when it cannot be read. */
  text(received: Received): string;
  /** The qualification of a success's text. Throws when it is none. */
  value(text: string): unknown;
  /** What the driver prints of a value. */
  line(value: unknown): Line;
  /** Looks what became of a write that was not answered: the line of one that was done, nothing of one that was not. Throws where it cannot tell. */
  look?(given: Given, ids: Ids): Promise<Line | undefined>;
  /** Whether an answer is a success. */
  succeeded(received: Received): boolean;
  failure(received: Received): Line;
  /** What the program says of what it does; nothing, in a good one. */
  log(given: Given, line: Line): void;
  limitMs: number;
}

const guid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A client that does everything right and tries again where that can help. */
export const good: Habits = {
  segment: (id) => {
    if (!guid.test(id)) throw new Error('the customer id is no GUID');
    return encodeURIComponent(id);
  },
  path: (segment) => `/v1/customers/${segment}/qualification`,
  query: () => '',
  method: 'GET',
  body: () => '',
  newId: randomUUID,
  nextRequestId: (last, answered) => (answered ? randomUUID() : last),
  headers: ({ token }, { requestId, correlationId }) => [
    'Authorization',
    `Bearer ${token}`,
    'Accept',
    'application/json',
    'Accept-Encoding',
    'gzip',
    'MS-RequestId',
    requestId,
    'MS-CorrelationId',
    correlationId,
    'X-Locale',
    'en-US',
  ],
  send: (attempt) => sendOnce(attempt),
  retries: (status, tries) => tries < 3 && (status === undefined || status === 429 || status >= 500),
  pauseMs: (received, tries) => {
    const told = toldMs(received?.headers['retry-after']);
    return told === undefined ? 250 * 2 ** (tries - 1) : told * 1.5 ** (tries - 1) + 20;
  },
  text: ({ body, headers }) => {
    const bytes = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  },
  value: (text) => {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'string' || value === '') throw new Error('the answer is no qualification');
    return value;
  },
  line: (qualification) => ({ qualification }),
  succeeded: ({ status }) => status === 200,
  failure: ({ status, body }) => ({ error: { status, ...membersOf(body) } }),
  log: () => {},
  limitMs: 1200,
};

/** The same client without a second attempt, which is as lawful. */
export const neverRetrying: Habits = { ...good, retries: () => false };

/** Reads once and says what came of it. */
export async function read(given: Given, habits: Habits): Promise<Line> {
  const line = await attempt(given, habits);
  habits.log(given, line);
  return line;
}

async function attempt(given: Given, habits: Habits): Promise<Line> {
  try {
    const path = habits.path(habits.segment(given.customerId)) + habits.query(given);
    const correlationId = habits.newId();
    let requestId = habits.newId();
    for (let tries = 1; ; tries += 1) {
      const received = await habits
        .send({
          url: given.baseUrl + path,
          method: habits.method,
          headers: habits.headers(given, { requestId, correlationId }),
          body: habits.body(given),
          limitMs: habits.limitMs,
        })
        .catch((error: Error) => error);
      if (!(received instanceof Error) && habits.succeeded(received))
        return habits.line(habits.value(habits.text(received)));
      const answer = received instanceof Error ? undefined : received;
      if (!habits.retries(answer?.status, tries))
        return received instanceof Error
          ? { error: { message: received.message } }
          : habits.failure(received);
      await pause(habits.pauseMs(answer, tries));
      if (habits.look && (answer === undefined || answer.status >= 500)) {
        const done = await habits.look(given, { requestId: habits.newId(), correlationId });
        if (done) return done;
      }
      requestId = habits.nextRequestId(requestId, answer !== undefined);
    }
  } catch (thrown) {
    return { error: { message: thrown instanceof Error ? thrown.message : String(thrown) } };
  }
}

/** One exchange on a connection of its own, within a limit for all of it. Redirects are answers like others. */
export function sendOnce({ url, method, headers, body, limitMs }: Attempt): Promise<Received> {
  return new Promise((resolve, reject) => {
    const target = new URL(url);
    const sent = request({
      host: target.hostname,
      port: target.port,
      // Written as it stands: URL would resolve dots and encode for us.
      path: url.slice(target.origin.length),
      method,
      headers: [
        ...(headers.includes('Host') ? [] : ['Host', target.host]),
        ...(body === '' ? [] : ['Content-Length', String(Buffer.byteLength(body))]),
        ...headers,
      ],
      agent: false,
    });
    const timer = setTimeout(() => sent.destroy(new Error('no whole answer in time')), limitMs);
    sent.on('response', (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('error', reject);
      answer.on('end', () => {
        clearTimeout(timer);
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(pieces) });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** How long Retry-After says to wait, in milliseconds. */
export function toldMs(field: string | undefined): number | undefined {
  if (field === undefined) return undefined;
  if (/^\d+$/.test(field)) return Number(field) * 1000;
  const date = Date.parse(field);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

function membersOf(body: Buffer): { readonly code?: unknown; readonly message?: string } {
  try {
    const value: unknown = JSON.parse(body.toString('utf8').replace(/^\ufeff/, ''));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
    const { code, description, message } = value as Readonly<Record<string, unknown>>;
    const said = description ?? message;
    return {
      ...(code === undefined ? {} : { code }),
      ...(typeof said === 'string' ? { message: said } : {}),
    };
  } catch {
    return {};
  }
}
