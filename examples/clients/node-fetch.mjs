// Reads and sets a customer's qualification with Node's own fetch, and shows retries done right. Node.js 20.19 or later.
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const ATTEMPTS = 3;
const ATTEMPT_MS = 2_500;
const CALL_MS = 10_000;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the client can do: its request, and how it reads a success. Undefined is no success. */
const OPERATIONS = {
  getCustomerQualification: { method: 'GET', resource: 'qualification', told: single },
  getCustomerQualifications: { method: 'GET', resource: 'qualifications', told: list },
  updateCustomerQualification: {
    method: 'PUT',
    resource: 'qualification',
    query: ({ code }) => (code ? `?code=${encodeURIComponent(code)}` : ''),
    content: ({ qualification }) => qualification,
    told: single,
  },
  createCustomerQualification: {
    method: 'POST',
    resource: 'qualifications',
    content: ({ qualification, segment, code }) => ({
      qualification,
      educationSegment: segment,
      validationCode: code,
    }),
    told: (body) => (isItem(body) ? list([body]) : list(body)),
  },
};

function single(body) {
  return typeof body === 'string' && body !== '' ? { qualification: body } : undefined;
}

/** An array of items, or an object with one. */
function list(body) {
  const items = Array.isArray(body) ? body : body?.qualifications;
  if (!Array.isArray(items) || !items.every(isItem)) return undefined;
  return {
    qualifications: items.map(({ qualification, vettingStatus }) => ({ qualification, vettingStatus })),
  };
}

function isItem(item) {
  return typeof item?.qualification === 'string';
}

/** Resolves to { qualification } or { qualifications } or { error: { status?, code?, message } }; never rejects. */
async function perform({ operation, baseUrl, token, customerId, ...input }) {
  const known = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
  if (!known) return { error: { message: `the operation ${operation} is unknown` } };
  const { method, resource, query = () => '', content, told } = known;
  if (!baseUrl || !token) return { error: { message: 'base URL or access token is missing' } };
  if (!GUID.test(customerId)) return { error: { message: 'the customer id is not a GUID' } };
  const url = `${baseUrl}/v1/customers/${encodeURIComponent(customerId)}/${resource}${query(input)}`;
  const body = content && JSON.stringify(content(input));
  const deadline = Date.now() + CALL_MS;
  const correlationId = randomUUID();
  let requestId = randomUUID();
  let wait = 250;
  for (let attempt = 1; ; attempt++) {
    const limit = Math.min(ATTEMPT_MS, deadline - Date.now());
    const answer = await send(url, { method, body, token, requestId, correlationId }, limit);
    const outcome = judge(answer, told, token);
    if (!outcome.error || attempt === ATTEMPTS || !worthRetrying(answer, method)) return outcome;
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
async function send(url, { method, body, token, requestId, correlationId }, limit) {
  const headers = {
    Authorization: `Bearer ${token}`,
    Accept: 'application/json',
    'MS-RequestId': requestId,
    'MS-CorrelationId': correlationId,
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
  };
  let response;
  try {
    // "manual": a redirect must not carry the token to another origin. The signal bounds the body as well.
    const signal = AbortSignal.timeout(limit);
    response = await fetch(url, { method, body, headers, redirect: 'manual', signal });
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

function worthRetrying({ status }, method) {
  // These two refuse before anything is written. After anything else, or silence, a write may have been carried out.
  if (method !== 'GET') return status === 429 || status === 503;
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

function judge({ status, text, failure }, told, token) {
  if (status === undefined) return { error: { message: `no answer: ${failure}` } };
  const body = parse(text);
  const outcome = status === 200 || status === 201 ? told(body) : undefined;
  if (outcome) return outcome;
  const code = ['string', 'number'].includes(typeof body?.code) ? body.code : undefined;
  const words = body?.description ?? body?.message ?? body;
  const message =
    status >= 400 && typeof words === 'string' && words ? words : `unexpected answer, HTTP ${status}`;
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
  const given = (name) => env?.[`PARTNER_CENTER_${name}`];
  const outcome = await perform({
    operation: given('OPERATION') ?? 'getCustomerQualification',
    baseUrl: given('BASE_URL'),
    token: given('ACCESS_TOKEN'),
    customerId: given('CUSTOMER_ID'),
    qualification: given('QUALIFICATION'),
    segment: given('EDUCATION_SEGMENT'),
    code: given('VALIDATION_CODE'),
  });
  console.log(JSON.stringify(outcome));
}

if (process.argv.includes('--persistent')) {
  for await (const line of createInterface({ input: process.stdin })) await answer(parse(line));
} else {
  await answer(process.env);
}
