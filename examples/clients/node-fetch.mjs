// Reads a customer's qualification with Node's own fetch, and shows retries done right. Node.js 20.19 or later.
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const ATTEMPTS = 3;
const ATTEMPT_MS = 2_500;
const CALL_MS = 10_000;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Resolves to { qualification } or { error: { status?, code?, message } }; never rejects. */
async function readQualification(baseUrl, token, customerId) {
  if (!baseUrl || !token) return { error: { message: 'base URL or access token is missing' } };
  if (!GUID.test(customerId)) return { error: { message: 'the customer id is not a GUID' } };
  const url = `${baseUrl}/v1/customers/${encodeURIComponent(customerId)}/qualification`;
  const deadline = Date.now() + CALL_MS;
  const correlationId = randomUUID();
  let requestId = randomUUID();
  let wait = 250;
  for (let attempt = 1; ; attempt++) {
    const limit = Math.min(ATTEMPT_MS, deadline - Date.now());
    const answer = await send(url, { token, requestId, correlationId }, limit);
    const outcome = judge(answer, token);
    if (outcome.qualification !== undefined || attempt === ATTEMPTS || !worthRetrying(answer)) return outcome;
    // The id names the operation: without an answer nobody knows what became of it, so it stays; any answer ends it.
    if (answer.status !== undefined) requestId = randomUUID();
    // Never earlier than told, and longer each time. Jitter keeps clients from coming back in step.
    wait = Math.max(2 * wait, answer.retryAfter ?? 0);
    const pause = wait + 10 + Math.random() * 100;
    if (Date.now() + pause >= deadline) return outcome;
    await sleep(pause);
  }
}

/** One attempt: { status, retryAfter?, text? } if there was an answer, { failure } if there was none. */
async function send(url, { token, requestId, correlationId }, limit) {
  const headers = {
    Authorization: `Bearer ${token}`,
    Accept: 'application/json',
    'MS-RequestId': requestId,
    'MS-CorrelationId': correlationId,
  };
  let response;
  try {
    // "manual": a redirect must not carry the token to another origin. The signal bounds the body as well.
    response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(limit) });
  } catch (error) {
    // Not error.message, which quotes a header that fetch refuses, and with it the token.
    return { failure: error.cause?.code ?? error.name };
  }
  const answer = { status: response.status, retryAfter: retryAfter(response.headers) };
  try {
    const bytes = await response.arrayBuffer();
    return { ...answer, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }; // drops a BOM
  } catch {
    return answer; // cut, too slow, or not UTF-8; the status counts all the same
  }
}

function worthRetrying({ status }) {
  return status === undefined || [429, 500, 502, 503, 504].includes(status);
}

/** Milliseconds to wait; undefined if the server says nothing usable. */
function retryAfter(headers) {
  const value = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  // Measured against the server's own clock, because ours may differ.
  const told = Date.parse(value) - (Date.parse(headers.get('date') ?? '') || Date.now());
  return told > 0 ? told : undefined;
}

function judge({ status, text, failure }, token) {
  if (status === undefined) return { error: { message: `no answer: ${failure}` } };
  const body = parse(text);
  if (status === 200 && typeof body === 'string' && body !== '') return { qualification: body };
  const code = ['string', 'number'].includes(typeof body?.code) ? body.code : undefined;
  const told = body?.description ?? body?.message ?? body;
  const message =
    status !== 200 && typeof told === 'string' && told ? told : `unexpected answer, HTTP ${status}`;
  return { error: { status, code, message: message.replaceAll(token, '***') } };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function answer(env) {
  const [baseUrl, token, customerId] = ['BASE_URL', 'ACCESS_TOKEN', 'CUSTOMER_ID'].map(
    (name) => env?.[`PARTNER_CENTER_${name}`],
  );
  console.log(JSON.stringify(await readQualification(baseUrl, token, customerId)));
}

if (process.argv.includes('--persistent')) {
  for await (const line of createInterface({ input: process.stdin })) await answer(parse(line));
} else {
  await answer(process.env);
}
