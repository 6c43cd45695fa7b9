import {
  type Given,
  good,
  type Habits,
  type Ids,
  type Line,
  type Received,
  sendOnce,
} from './good-client.js';

/** What a list of qualifications holds for the client. */
interface Item {
  readonly qualification: string;
  readonly vettingStatus?: string;
}

/** A client of the list, which takes both of its envelopes. */
export const goodList: Habits = {
  ...good,
  path: (segment) => `/v1/customers/${segment}/qualifications`,
  value: (text) => itemsOf(JSON.parse(text)),
  line: (qualifications) => ({ qualifications }),
};

/** The numbers of the values that an update can set. */
const numbers: Readonly<Record<string, number>> = { Education: 1, GovernmentCommunityCloud: 3 };

/** The failure of a write, with the words of one that is a bare string. */
function failureOf(received: Received): Line {
  const line = good.failure(received);
  const words = /^"(.+)"$/.exec(received.body.toString('utf8').trim())?.[1];
  return words !== undefined && 'error' in line ? { error: { ...line.error, message: words } } : line;
}

/** A client that sets the one qualification. */
export const goodUpdate: Habits = {
  ...good,
  method: 'PUT',
  query: ({ code }) => (code === '' ? '' : `?code=${encodeURIComponent(code)}`),
  body: ({ qualification }) => JSON.stringify(numbers[qualification]),
  headers: writeHeaders,
  failure: failureOf,
  look: async (given, ids) => doneIn(await lookAt(given, ids, good), (value) => good.line(value), given),
};

/** A client that asks for one more qualification. */
export const goodCreate: Habits = {
  ...goodList,
  method: 'POST',
  body: ({ qualification, code, segment }) =>
    JSON.stringify({
      qualification,
      ...(segment === '' ? {} : { educationSegment: segment }),
      ...(code === '' ? {} : { validationCode: code }),
    }),
  headers: writeHeaders,
  failure: failureOf,
  succeeded: ({ status }) => status === 200 || status === 201,
  value: (text) => {
    const value: unknown = JSON.parse(text);
    return isItem(value) ? [itemOf(value)] : itemsOf(value);
  },
  look: async (given, ids) => {
    const items = await lookAt(given, ids, goodList);
    return doneIn(items, () => goodList.line(items), given);
  },
};

/** A good client of an operation; the read of the one qualification where none is named. */
export function goodFor(operation: string): Habits {
  if (operation === 'getCustomerQualifications') return goodList;
  if (operation === 'updateCustomerQualification') return goodUpdate;
  return operation === 'createCustomerQualification' ? goodCreate : good;
}

/** The same client without a second attempt. */
export function neverRetryingFor(operation: string): Habits {
  return { ...goodFor(operation), retries: () => false };
}

function writeHeaders(given: Given, ids: Ids): readonly string[] {
  return ['Content-Type', 'application/json', ...good.headers(given, ids)];
}

/** What a read tells now. */
async function lookAt(given: Given, ids: Ids, read: Habits): Promise<unknown> {
  const received = await sendOnce({
    url: given.baseUrl + read.path(read.segment(given.customerId)),
    method: 'GET',
    headers: good.headers(given, ids),
    body: '',
    limitMs: good.limitMs,
  });
  if (received.status !== 200) throw new Error('nobody knows what became of the write');
  return read.value(read.text(received));
}

/** The line of a write that a read shows to be done. */
function doneIn(seen: unknown, line: (value: unknown) => Line, { qualification }: Given): Line | undefined {
  const values: readonly unknown[] = Array.isArray(seen)
    ? seen.map((one: Item) => one.qualification)
    : [seen];
  const asked = qualification.toLowerCase();
  return values.some((one) => String(one).replaceAll('_', '').toLowerCase() === asked)
    ? line(seen)
    : undefined;
}

/** The items of a list in either envelope. Throws for anything else. */
export function itemsOf(value: unknown): readonly Item[] {
  const list = Array.isArray(value) ? value : Object(value)['qualifications'];
  if (!Array.isArray(list) || !list.every(isItem)) throw new Error('the answer is no list of qualifications');
  return list.map(itemOf);
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && typeof Object(value)['qualification'] === 'string';
}

function itemOf({ qualification, vettingStatus }: Item): Item {
  return { qualification, ...(vettingStatus ? { vettingStatus } : {}) };
}
