import { connect } from 'node:net';
import {
  type Attempt,
  type Given,
  good,
  type Habits,
  type Line,
  neverRetrying,
  type Received,
  sendOnce,
} from './good-client.js';
import type { WrongClient } from './wrong-client.js';
import { wrongLists } from './wrong-lists.js';
import { wrongWrites } from './wrong-writes.js';

/** Wrong in what it sends or how it reads: retries would only make it slower. */
function wrong(
  name: string,
  requirement: string | readonly string[],
  summary: string,
  habits: Partial<Habits>,
): WrongClient {
  return { name, summary, requirements: [requirement].flat(), habits: { ...neverRetrying, ...habits } };
}

/** Wrong in how it tries again. */
function wrongAgain(
  name: string,
  requirement: string,
  summary: string,
  habits: Partial<Habits>,
): WrongClient {
  return { name, summary, requirements: [requirement], habits: { ...good, ...habits } };
}

type Pairs = readonly (readonly [name: string, value: string])[];

/** The good headers, altered. */
function headers(alter: (pairs: Pairs, given: Given) => Pairs): Partial<Habits> {
  return {
    headers: (given, ids) => {
      const flat = good.headers(given, ids);
      const pairs = flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as const] : []));
      return alter(pairs, given).flat();
    },
  };
}

function header(name: string, alter: (value: string, given: Given) => string | undefined): Partial<Habits> {
  return headers((pairs, given) =>
    pairs.flatMap(([key, value]) => {
      const altered = key === name ? alter(value, given) : value;
      return altered === undefined ? [] : [[key, altered] as const];
    }),
  );
}

function further(name: string, value: (given: Given) => string): Partial<Habits> {
  return headers((pairs, given) => [...pairs, [name, value(given)]]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const documented = ['none', 'education', 'nonprofit', 'governmentcommunitycloud', 'stateownedentity'];

/** Long enough for every call of a run, and the same in each. */
const second = () => `00000000-0000-4000-8000-${String(Math.floor(Date.now() / 1000)).padStart(12, '0')}`;

/** Looks the value up in a list, exactly. */
function listed(values: readonly string[], otherwise: (text: string) => unknown): Partial<Habits> {
  return {
    value: (text) => {
      const value = String(good.value(text));
      return values.includes(value) ? value : otherwise(value);
    },
  };
}

function refuse(): never {
  throw new Error('the answer is no known qualification');
}

/** Writes a request as it stands, whatever it holds. */
function sendRaw({ url }: Attempt): Promise<Received> {
  const { hostname, port, origin, host } = new URL(url);
  return new Promise((_, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.end(`GET ${url.slice(origin.length)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`),
    );
    socket.on('data', () => {}).on('error', reject);
    socket.on('close', () => reject(new Error('refused')));
  });
}

/** Follows redirects with every header. */
async function following(attempt: Attempt): Promise<Received> {
  const received = await sendOnce(attempt);
  const { location } = received.headers;
  return received.status >= 300 && received.status < 400 && location !== undefined
    ? sendOnce({ ...attempt, url: new URL(location, attempt.url).href })
    : received;
}

/** Takes what had arrived for the whole when the connection ends early. */
async function sendLeniently(attempt: Attempt): Promise<Received> {
  const response = await fetch(attempt.url, {
    headers: pairsOf(attempt.headers),
    redirect: 'manual',
    signal: AbortSignal.timeout(attempt.limitMs),
  });
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of response.body ?? []) pieces.push(piece);
  } catch {
    // The part that arrived will do.
  }
  return receivedBy(response, pieces);
}

/** What fetch received, which has undone the coding of its content. */
function receivedBy({ status, headers }: Response, pieces: readonly Uint8Array[]): Received {
  const { 'content-encoding': _, ...others } = Object.fromEntries(headers);
  return { status, headers: others, body: Buffer.concat(pieces) };
}

function pairsOf(flat: readonly string[]): [string, string][] {
  return flat
    .flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, flat[at + 1] ?? '']] : []))
    .filter(([name]) => name !== 'Accept-Encoding');
}

/** A time limit that begins anew with every byte. */
async function sendWithIdleLimit(attempt: Attempt): Promise<Received> {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), attempt.limitMs);
  const response = await fetch(attempt.url, {
    headers: pairsOf(attempt.headers),
    redirect: 'manual',
    signal: abort.signal,
  });
  const pieces: Uint8Array[] = [];
  for await (const piece of response.body ?? []) {
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(), attempt.limitMs);
    pieces.push(piece);
  }
  clearTimeout(timer);
  return receivedBy(response, pieces);
}

const fixed = '7d2456fd-2d79-46d0-9f8e-5d7ecd5f8745';

/** The program's one id, made when it starts. */
const ofProcess = good.newId();

function messageOf(line: Line): string {
  return 'error' in line ? (line.error.message ?? '') : '';
}

/** Every client that does one thing wrong. */
export const wrongClients: readonly WrongClient[] = [
  wrong('posts', 'REQ-001', 'reads with POST', { method: 'POST' }),
  wrong('no-version', 'REQ-002', 'leaves /v1 out', { path: (id) => `/customers/${id}/qualification` }),
  wrong('version-twice', 'REQ-002', 'sends /v1 twice', {
    path: (id) => `/v1/v1/customers/${id}/qualification`,
  }),
  wrong('slash-doubled', 'REQ-002', 'doubles the slash behind the base URL', {
    path: (id) => `//v1/customers/${id}/qualification`,
  }),
  wrong('slash-behind', 'REQ-002', 'ends the path with a slash', {
    path: (id) => `/v1/customers/${id}/qualification/`,
  }),
  wrong('plural', 'REQ-002', 'reads the plural resource', {
    path: (id) => `/v1/customers/${id}/qualifications`,
  }),
  wrong('path-capital', 'REQ-002', 'writes /v1/Customers', {
    path: (id) => `/v1/Customers/${id}/qualification`,
  }),
  wrong('customer-fixed', 'REQ-003', 'asks for the customer of the documentation', {
    segment: () => 'c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2',
  }),
  wrong('body-sent', 'REQ-004', 'sends an empty object with the read', { body: () => '{}' }),
  wrong('query-sent', 'REQ-005', 'sends the parameter of the update', { query: () => '?code=12345' }),
  wrong('id-in-query', 'REQ-005', 'repeats the customer id as a parameter', {
    query: ({ customerId }) => `?customer-tenant-id=${customerId}`,
  }),
  wrong(
    'token-missing',
    'REQ-006',
    'sends no token',
    header('Authorization', () => undefined),
  ),
  wrong(
    'token-bare',
    'REQ-006',
    'sends the token without a scheme',
    header('Authorization', (_, { token }) => token),
  ),
  wrong(
    'token-cut',
    'REQ-006',
    'cuts the token',
    header('Authorization', (value) => value.slice(0, -10)),
  ),
  wrong(
    'token-quoted',
    'REQ-006',
    'puts the token in quotes',
    header('Authorization', (_, { token }) => `Bearer "${token}"`),
  ),
  wrong(
    'scheme-basic',
    'REQ-006',
    'says Basic',
    header('Authorization', (_, { token }) => `Basic ${Buffer.from(token).toString('base64')}`),
  ),
  wrong(
    'token-twice',
    'REQ-006',
    'sends Authorization twice',
    further('Authorization', ({ token }) => `Bearer ${token}`),
  ),
  wrong(
    'accepts-xml',
    'REQ-007',
    'accepts XML alone',
    header('Accept', () => 'application/xml'),
  ),
  wrong(
    'request-id-missing',
    'REQ-008',
    'sends no MS-RequestId',
    header('MS-RequestId', () => undefined),
  ),
  wrong(
    'request-id-in-braces',
    'REQ-017',
    'writes MS-RequestId in braces',
    header('MS-RequestId', (id) => `{${id}}`),
  ),
  wrong(
    'correlation-id-missing',
    'REQ-009',
    'sends no MS-CorrelationId',
    header('MS-CorrelationId', () => undefined),
  ),
  wrong(
    'correlation-id-word',
    'REQ-017',
    'sends a word as MS-CorrelationId',
    header('MS-CorrelationId', () => 'my-application'),
  ),
  wrong(
    'ids-doubled',
    'REQ-010',
    'sends MS-RequestId as "id, id"',
    header('MS-RequestId', (id) => `${id}, ${id}`),
  ),
  wrong(
    'correlation-id-twice',
    'REQ-010',
    'sends MS-CorrelationId twice',
    headers((pairs) => [...pairs, ...pairs.filter(([name]) => name === 'MS-CorrelationId')]),
  ),
  wrong(
    'request-id-fixed',
    'REQ-011',
    'sends the MS-RequestId of the documentation',
    header('MS-RequestId', () => fixed),
  ),
  wrong(
    'request-id-of-process',
    'REQ-011',
    'makes one MS-RequestId for the program',
    header('MS-RequestId', () => ofProcess),
  ),
  wrong(
    'request-id-of-second',
    'REQ-011',
    'makes its MS-RequestId of the time in seconds',
    header('MS-RequestId', second),
  ),
  wrong(
    'correlation-id-fixed',
    'REQ-012',
    'sends the MS-CorrelationId of the documentation',
    header('MS-CorrelationId', () => fixed),
  ),
  wrong('host-fixed', 'REQ-015', 'sends the Host of the global cloud', {
    headers: (given, ids) => ['Host', 'api.partnercenter.microsoft.com', ...good.headers(given, ids)],
  }),
  wrong('asks-twice', 'REQ-016', 'asks again after a success', {
    send: async (attempt) => {
      await sendOnce(attempt);
      return sendOnce(attempt);
    },
  }),
  wrong(
    'version-number',
    'REQ-013',
    'sends MS-Contract-Version: 1.0',
    further('MS-Contract-Version', () => '1.0'),
  ),
  wrong(
    'locale-underscored',
    'REQ-013',
    'sends X-Locale: en_US',
    header('X-Locale', () => 'en_US'),
  ),
  wrong('id-unencoded', 'REQ-014', 'puts any id into the path as it is', {
    segment: (id) => id.replaceAll(/[\r\n]/g, ''),
    send: async (attempt) => sendOnce({ ...attempt, url: new URL(attempt.url).href }),
  }),
  wrong('id-with-spaces', 'REQ-014', 'writes spaces into the request line', {
    segment: (id) => encodeURIComponent(id).replaceAll('%20', ' '),
    send: (attempt) => (attempt.url.includes(' ') ? sendRaw(attempt) : sendOnce(attempt)),
  }),
  wrong('id-encoded-half', 'REQ-014', 'encodes spaces but no slashes', { segment: (id) => encodeURI(id) }),
  wrong('id-repaired', 'REQ-014', 'fills a short id up with zeros', {
    segment: (id) => encodeURIComponent(/^[0-9a-f-]+$/i.test(id) ? id.padEnd(36, '0').slice(0, 36) : id),
  }),

  wrong('quotes-kept', 'DEC-001', 'hands the text on with its quotes', {
    value: (text) => {
      good.value(text);
      return text.trim();
    },
  }),
  wrong(
    'three-values',
    ['DEC-001', 'DEC-002', 'DEC-013'],
    'knows three values',
    listed(documented.slice(0, 3), refuse),
  ),
  wrong('one-spelling', 'DEC-002', 'knows the spelling of the read page alone', listed(documented, refuse)),
  wrong('four-values', 'DEC-013', 'takes the state-owned entity for none', {
    value: (text) =>
      /^stateownedentity$/i.test(String(good.value(text)).replaceAll('_', '')) ? 'none' : good.value(text),
  }),
  wrong('unknown-is-none', 'DEC-003', 'takes what it does not know for none', {
    value: (text) => {
      const value = String(good.value(text));
      return documented.includes(value.toLowerCase().replaceAll('_', '')) ? value : 'none';
    },
  }),
  wrong('unknown-by-beginning', 'DEC-003', 'looks at the beginning of a value', {
    value: (text) => {
      const value = String(good.value(text));
      return documented.find((one) => value.toLowerCase().replaceAll('_', '').startsWith(one)) ?? value;
    },
  }),
  wrong('unknown-by-ending', 'DEC-003', 'looks at the end of a value', {
    value: (text) => {
      const value = String(good.value(text));
      return documented.find((one) => value.toLowerCase().replaceAll('_', '').endsWith(one)) ?? value;
    },
  }),
  wrong('digit-is-index', 'DEC-003', 'takes a digit for the place in its list', {
    value: (text) => {
      const value = String(good.value(text));
      return documented[Number(value)] ?? value;
    },
  }),
  wrong('unknown-is-lost', 'DEC-003', 'reports null for what it does not know', {
    value: (text) => {
      const value = String(good.value(text));
      return documented.includes(value.toLowerCase().replaceAll('_', '')) ? value : null;
    },
  }),
  wrong('cuts-quotes-off', 'DEC-004', 'cuts a quote off either end', {
    value: (text) => {
      good.value(text);
      return text.slice(1, -1);
    },
  }),
  wrong('type-compared', 'DEC-005', 'compares Content-Type as text', {
    text: (received) => {
      if (received.headers['content-type'] !== 'application/json; charset=utf-8') throw new Error('no JSON');
      return good.text(received);
    },
  }),
  wrong('first-piece', 'DEC-006', 'takes the first piece for the whole', {
    send: async (attempt) => {
      const response = await fetch(attempt.url, {
        headers: pairsOf(attempt.headers),
        redirect: 'manual',
        signal: AbortSignal.timeout(attempt.limitMs),
      });
      for await (const piece of response.body ?? []) return receivedBy(response, [piece]);
      return receivedBy(response, []);
    },
  }),
  wrong('length-needed', 'DEC-006', 'reads as many bytes as Content-Length says', {
    text: (received) =>
      good.text({
        ...received,
        body: received.body.subarray(0, Number(received.headers['content-length'] ?? 0)),
      }),
  }),
  wrong('gzip-not-undone', 'DEC-007', 'offers gzip and does not undo it', {
    text: ({ body }) => body.toString('utf8').replace(/^\ufeff/, ''),
  }),
  wrong('mark-kept', 'DEC-008', 'parses a byte order mark with the text', {
    text: (received) =>
      received.headers['content-encoding'] ? good.text(received) : received.body.toString('utf8'),
  }),
  wrong('any-json', 'DEC-009', 'hands on whatever JSON it gets', {
    value: (text) => (text.trim() === '""' ? refuse() : JSON.parse(text)),
  }),
  wrong('object-opened', 'DEC-009', 'takes the first value of an object', {
    value: (text) => {
      const value = parsed(text);
      return typeof value === 'object' && value !== null ? Object.values(value)[0] : good.value(text);
    },
  }),
  wrong('null-is-none', 'DEC-009', 'takes null for none', {
    value: (text) => (parsed(text) === null ? 'none' : good.value(text)),
  }),
  wrong('empty-is-none', 'DEC-010', 'takes no content for none', {
    value: (text) => (text === '' ? 'none' : good.value(text)),
  }),
  wrong('any-success', 'DEC-010', 'takes 204 for none', {
    succeeded: ({ status }) => status >= 200 && status < 300,
    text: (received) => (received.status === 204 ? '"none"' : good.text(received)),
  }),
  wrong('searches-text', 'DEC-011', 'looks for a known word anywhere in the content', {
    value: (text) => {
      const value = parsed(text);
      if (value !== undefined) return good.value(text);
      return documented.find((word) => text.includes(`>${word}<`)) ?? refuse();
    },
  }),
  wrong('cut-text-taken', 'DEC-012', 'takes a text without its closing quote', {
    value: (text) => (/^"\w+$/.test(text) ? text.slice(1) : good.value(text)),
  }),
  wrong('cut-content-taken', 'DEC-012', 'takes content that ends before its length', {
    send: sendLeniently,
    value: (text) => (text.trimEnd().endsWith('"') ? good.value(text) : `${text}"`.replaceAll('"', '')),
  }),

  wrong('length-ignored', 'DEC-012', 'takes content that is shorter than its length told', {
    send: sendLeniently,
  }),
  wrong('malformed-is-none', 'REQ-014', 'takes the refusal of a malformed id for none', {
    segment: encodeURIComponent,
    failure: (received) => (received.status === 400 ? { qualification: 'none' } : good.failure(received)),
  }),
  wrong('crashes-on-errors', 'FLR-001', 'ends the process on an error', {
    failure: () => process.exit(1),
  }),
  wrong('crashes-on-null', 'FLR-001', 'ends the process when the answer is null', {
    value: (text) => (parsed(text) === null ? process.exit(134) : good.value(text)),
  }),
  wrong('hangs-on-errors', 'FLR-001', 'waits for ever after an error with an object of another form', {
    failure: (received) => {
      const { code } = Object(parsed(received.body.toString()));
      if (received.status === 404 && code === undefined)
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      return good.failure(received);
    },
  }),
  wrong('status-ignored', 'FLR-002', 'parses whatever comes as a qualification', {
    succeeded: ({ status, body }) => status === 200 || typeof parsed(body.toString()) === 'string',
  }),
  wrong('error-is-none', 'FLR-002', 'takes 404 for none', {
    failure: (received) => (received.status === 404 ? { qualification: 'none' } : good.failure(received)),
  }),
  wrong('no-answer-is-none', 'FLR-002', 'takes a broken connection for none', {
    send: (attempt) =>
      sendOnce(attempt).catch(() => ({ status: 200, headers: {}, body: Buffer.from('"none"') })),
  }),
  wrong('redirect-is-none', 'FLR-002', 'takes a redirect for none', {
    failure: (received) =>
      received.status >= 300 && received.status < 400 ? { qualification: 'none' } : good.failure(received),
  }),
  wrong('parse-errors-repeated', 'FLR-001', 'asks again for ever when it cannot parse the answer', {
    send: async (attempt) => {
      for (;;) {
        const received = await sendOnce(attempt);
        if (parsed(received.body.toString('utf8').trim()) !== undefined || received.status !== 200)
          return received;
      }
    },
  }),
  wrong('status-lost', 'FLR-003', 'raises errors without a status', {
    failure: (received) => {
      const line = good.failure(received);
      return 'error' in line ? { error: { ...line.error, status: 0, message: messageOf(line) } } : line;
    },
  }),
  wrong('server-errors-alike', 'FLR-003', 'reports every status of 5xx as 500', {
    failure: (received) =>
      good.failure({ ...received, status: received.status > 500 ? 500 : received.status }),
  }),
  wrong('code-lost', 'FLR-004', 'raises errors without a code', {
    failure: ({ status }) => ({ error: { status } }),
  }),
  wrong('code-typed', 'FLR-004', 'passes over codes that are numbers', {
    failure: (received) => {
      const line = good.failure(received);
      return 'error' in line && typeof line.error.code === 'number'
        ? { error: { status: received.status } }
        : line;
    },
  }),
  wrong('error-form-needed', 'FLR-005', 'fails on errors that are no object with a code', {
    failure: (received) => {
      const { code } = Object(parsed(received.body.toString()));
      if (code === undefined) throw new TypeError("Cannot read properties of undefined (reading 'code')");
      return good.failure(received);
    },
  }),
  wrong('refusals-repeated', 'FLR-006', 'repeats 400, 403 and 404', {
    retries: (status, tries) => tries < 2 && [400, 403, 404].includes(status ?? 0),
    pauseMs: () => 10,
  }),
  wrong('unauthorized-hammered', 'FLR-007', 'asks five times with a refused token', {
    retries: (status, tries) => status === 401 && tries < 5,
    pauseMs: () => 10,
  }),

  wrongAgain('id-renewed-without-answer', 'RTY-001', 'makes a new MS-RequestId after a time-out', {
    nextRequestId: () => good.newId(),
  }),
  wrongAgain('id-doubled-in-retry', 'RTY-002', 'appends the id to itself in a retry after an answer', {
    nextRequestId: (last, answered) => (answered ? `${last}, ${last}` : last),
  }),
  wrongAgain('id-lost-in-retry', 'RTY-002', 'sends an empty MS-RequestId in a retry after an answer', {
    nextRequestId: (last, answered) => (answered ? '' : last),
  }),
  wrongAgain('retry-after-ignored', 'RTY-003', 'has a pause of its own after a 429', {
    pauseMs: (_, tries) => 150 * 2 ** tries,
  }),
  wrongAgain('retry-after-in-milliseconds', 'RTY-003', 'takes Retry-After for milliseconds', {
    pauseMs: (received, tries) => {
      const told = received?.headers['retry-after'];
      return told !== undefined && /^\d+$/.test(told) ? Number(told) : good.pauseMs(received, tries);
    },
  }),
  wrongAgain('date-not-understood', 'RTY-004', 'takes no date in Retry-After', {
    pauseMs: (received, tries) => {
      const told = Number(received?.headers['retry-after']);
      return Number.isNaN(told) ? 250 * tries : good.pauseMs(received, tries);
    },
  }),
  wrongAgain('unavailable-told-ignored', 'RTY-005', 'waits for Retry-After of a 429 alone', {
    pauseMs: (received, tries) =>
      received?.status === 429 ? good.pauseMs(received, tries) : 100 * 2 ** tries,
  }),
  wrongAgain('no-back-off', 'RTY-006', 'waits no longer each time', {
    pauseMs: (received) => good.pauseMs(received, 1),
  }),
  wrongAgain('comes-back-at-once', 'RTY-007', 'comes back at once when it is told no time', {
    pauseMs: (received, tries) =>
      received?.headers['retry-after'] === undefined ? 0 : good.pauseMs(received, tries),
  }),
  wrongAgain('never-gives-up', 'RTY-008', 'tries again after 500 and 503 for ever', {
    retries: (status, tries) => (status !== undefined && status >= 500) || good.retries(status, tries),
    pauseMs: (received, tries) => (received && received.status >= 500 ? 20 : good.pauseMs(received, tries)),
  }),
  wrong('no-time-limit', 'RTY-009', 'waits for an answer for ever', {
    send: (attempt) => sendOnce({ ...attempt, limitMs: 2 ** 31 - 1 }),
  }),
  wrong('limit-begins-anew', 'RTY-010', 'begins its time limit anew with every byte', {
    send: sendWithIdleLimit,
  }),

  wrong('token-printed', 'SEC-001', 'prints the request with its token', {
    log: ({ token }) => process.stdout.write(`> Authorization: Bearer ${token}\n`),
  }),
  wrong('token-in-errors', 'SEC-001', 'puts its request into the message of errors', {
    send: (attempt) =>
      sendOnce(attempt).catch((error: Error) => {
        throw new Error(`${error.message}: ${attempt.url} ${attempt.headers.join(' ')}`);
      }),
  }),
  wrong('token-logged', 'SEC-002', 'logs failed requests with their headers', {
    log: ({ token }, line) => {
      if ('error' in line)
        process.stderr.write(`request failed: {"headers":{"authorization":"Bearer ${token}"}}\n`);
    },
  }),
  wrong('token-logged-in-base64', 'SEC-002', 'logs the token in base64', {
    log: ({ token }) => process.stderr.write(`context ${Buffer.from(`user:${token}`).toString('base64')}\n`),
  }),
  wrong('token-logged-encoded', 'SEC-002', 'logs the URL-encoded form it would have sent', {
    log: ({ token }) => process.stderr.write(`state=${encodeURIComponent(`Bearer ${token}`)}\n`),
  }),
  wrong('claims-logged', 'SEC-002', "logs the token's claims as they stand in it", {
    log: ({ token }) => process.stderr.write(`claims ${token.split('.')[1]}\n`),
  }),
  wrong('token-in-url', 'SEC-003', 'repeats the token as a parameter', {
    query: ({ token }) => `?access_token=${token}`,
  }),
  wrong(
    'token-in-cookie',
    'SEC-004',
    'sends the token as a cookie too',
    further('Cookie', ({ token }) => `session=${token}`),
  ),
  wrong('redirects-followed', 'SEC-005', 'follows redirects with every header', { send: following }),

  ...wrongLists,
  ...wrongWrites,
];
