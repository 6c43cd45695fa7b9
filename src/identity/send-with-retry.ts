import { setTimeout as pause } from 'node:timers/promises';
import { KitError } from '../errors.js';
import type { ConnectionOptions } from '../http/connection-options.js';
import { jsonContentOf } from '../http/content.js';
import { type Answer, headerValue } from '../http/exchange.js';
import { isLoopback } from '../http/loopback.js';
import { retryAfterMs } from '../http/retry-after.js';
import { exchange, maxBodyBytes } from '../http/transport.js';
import { explainRefusal, refusalIn } from './entra-errors.js';

/** How requests to an authority are sent. */
export interface SendOptions {
  readonly connection: ConnectionOptions;
  /** Longest time for one exchange, in milliseconds. */
  readonly timeoutMs: number;
}

const longestWaitMs = 30_000;
const shortWaitMs = 500;

/** A request to an authority, or to whoever gives assertions for one. */
export interface AuthorityRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: string;
}

/** The answer to a request, which is tried once more on 429 and 5xx, after as long as the answer asks for. Throws KitError. */
export async function sendWithRetry(sending: AuthorityRequest, options: SendOptions): Promise<Answer> {
  const first = await sendOnce(sending, options);
  if (!isTemporary(first)) return first;
  const asked = retryAfterMs(first, Date.now());
  if (asked !== undefined && asked > longestWaitMs) throw failed(first, sending.url);
  await pause(asked ?? shortWaitMs);
  const second = await sendOnce(sending, options);
  if (isTemporary(second)) throw failed(second, sending.url);
  return second;
}

async function sendOnce(sending: AuthorityRequest, { connection, timeoutMs }: SendOptions): Promise<Answer> {
  const { method, headers, content } = sending;
  const url = new URL(sending.url);
  if (url.protocol !== 'https:' && !isLoopback(url.hostname))
    throw new KitError(`${url.host} would be called over plain HTTP; secrets go there over HTTPS alone`);
  const request = {
    method,
    origin: url.origin,
    target: url.pathname + url.search,
    headers: Object.entries(headers),
  };
  const { ending } = await exchange(request, { timeoutMs, maxBodyBytes }, { connection, content });
  if (ending.kind === 'unreachable') throw new KitError(`${url.host} cannot be reached: ${ending.message}`);
  if (ending.kind !== 'answered') throw new KitError(`${url.host} did not answer: ${ending.message}`);
  return ending.answer;
}

function isTemporary({ status }: Answer): boolean {
  return status === 429 || status >= 500;
}

function failed(answer: Answer, url: string): KitError {
  const refusal = refusalIn(jsonContentOf(answer)?.value);
  const said = refusal ? ` with ${explainRefusal(refusal)}` : '';
  const asked = retryAfterMs(answer, Date.now());
  const when = `try again ${asked === undefined ? 'later' : `in ${Math.ceil(asked / 1000)} s`}`;
  return new KitError(`${new URL(url).host} answered ${answer.status}${said}; ${when}`);
}

/** The JSON of an answer. Throws KitError that says what came instead. */
export function demandJson(answer: Answer, url: string): unknown {
  const { host } = new URL(url);
  const { status } = answer;
  if (status >= 300 && status < 400)
    throw new KitError(`${host} answered ${status}, a redirect, which is not followed; is it the authority?`);
  const json = jsonContentOf(answer);
  if (json) return json.value;
  const type = headerValue(answer.headers, 'content-type')?.split(';')[0] ?? 'no content type';
  throw new KitError(
    `${host} answered ${status} with no JSON (${type}); is it the authority, or does a proxy or a portal answer in its place?`,
  );
}
