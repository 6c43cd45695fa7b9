import { type Given, good, type Habits, type Received, sendOnce } from './good-client.js';
import { goodCreate, goodUpdate } from './good-operations.js';
import type { WrongClient } from './wrong-client.js';

const [update, create] = ['updateCustomerQualification', 'createCustomerQualification'] as const;

function row(
  operation: string,
  usual: Habits,
): (
  name: string,
  requirement: string | readonly string[],
  summary: string,
  habits: Partial<Habits>,
) => WrongClient {
  return (name, requirement, summary, habits) => {
    const requirements = [requirement].flat();
    return { name, summary, requirements, operation, habits: { ...usual, ...habits } };
  };
}

/** Wrong in what it sends or how it reads: retries would only make it slower. */
const wrongUpdate = row(update, { ...goodUpdate, retries: () => false });
const wrongCreate = row(create, { ...goodCreate, retries: () => false });

/** Wrong in how it tries again. */
const updatesAgain = row(update, goodUpdate);
const createsAgain = row(create, goodCreate);

/** Never looks before it tries again. */
const blind = (usual: Habits): Partial<Habits> => ({ ...usual, look: async () => undefined });

/** The good headers with another media type, or without one. */
function typed(type: string | undefined): Partial<Habits> {
  return {
    headers: (given, ids) => [
      ...(type === undefined ? [] : ['Content-Type', type]),
      ...good.headers(given, ids),
    ],
  };
}

/** What was asked for, whatever was answered. */
let asked: Given | undefined;
const remembering: Partial<Habits> = {
  body: (given) => {
    asked = given;
    return goodUpdate.body(given);
  },
};
const claimed = () => asked?.qualification ?? '';

/** Whether this attempt of a call is one more. */
let tries = 0;
const counting: Partial<Habits> = {
  segment: (id) => {
    tries = 0;
    return good.segment(id);
  },
};
const isAgain = () => {
  tries += 1;
  return tries > 1;
};

function told(received: Received): unknown {
  try {
    return JSON.parse(received.body.toString());
  } catch {
    return undefined;
  }
}

let lastStatus = 0;

/** Clients that write, each wrong in one way. */
export const wrongWrites: readonly WrongClient[] = [
  wrongUpdate('updates-by-get', 'CWR-001', 'sets the qualification with GET', {
    method: 'GET',
    body: () => '',
  }),
  wrongUpdate('updates-by-patch', 'CWR-001', 'sets the qualification with PATCH', { method: 'PATCH' }),
  wrongCreate('creates-by-put', 'CWR-001', 'asks for a qualification with PUT', { method: 'PUT' }),
  wrongCreate('creates-at-singular', 'REQ-002', 'asks for a qualification at the singular path', {
    path: good.path,
  }),
  wrongUpdate('content-missing', 'CWR-002', 'sends no content', { body: () => '' }),
  wrongUpdate('content-object', 'CWR-002', 'sends an object for the one value', {
    body: ({ qualification }) => JSON.stringify({ qualification }),
  }),
  wrongUpdate('number-off-by-one', 'CWR-002', 'counts the values from another number', {
    body: (given) => String(Number(goodUpdate.body(given)) - 1),
  }),
  wrongCreate('content-bare', 'CWR-002', 'sends the value without its object', {
    body: ({ qualification }) => JSON.stringify(qualification),
  }),
  wrongCreate('content-of-form', ['CWR-002', 'CWR-003'], 'sends a form of HTML', {
    ...typed('application/x-www-form-urlencoded'),
    body: ({ qualification }) => `qualification=${qualification}`,
  }),
  wrongUpdate('type-unnamed', 'CWR-003', 'names no media type', typed(undefined)),
  wrongCreate('type-plain', 'CWR-003', 'calls its content text/plain', typed('text/plain; charset=utf-8')),
  wrongUpdate('validation-code-lost', 'CWR-004', "does not send the code, as Microsoft's Java SDK", {
    query: () => '',
  }),
  wrongUpdate('code-misnamed', ['CWR-004', 'CWR-005'], 'sends the code as validationCode', {
    query: ({ code }) => (code === '' ? '' : `?validationCode=${encodeURIComponent(code)}`),
  }),
  wrongUpdate('code-unencoded', 'CWR-004', 'puts the code into the query as it is', {
    query: ({ code }) => (code === '' ? '' : `?code=${code.replaceAll(' ', '+')}`),
  }),
  wrongCreate('code-not-in-object', 'CWR-004', 'leaves the code out of the object', {
    body: (given) => goodCreate.body({ ...given, code: '' }),
  }),
  wrongUpdate('code-empty', 'CWR-005', 'sends an empty code where none was given', {
    query: ({ code }) => `?code=${encodeURIComponent(code)}`,
  }),
  wrongUpdate('value-in-query', 'CWR-005', 'repeats the value as a parameter', {
    query: (given) => {
      const query = goodUpdate.query(given);
      return `${query === '' ? '?' : `${query}&`}qualification=${given.qualification}`;
    },
  }),
  wrongCreate('segment-fixed', 'CWR-006', 'asks for K12 whatever was given', {
    body: (given) => goodCreate.body({ ...given, segment: 'K12' }),
  }),
  wrongCreate('created-unknown', 'CWR-007', 'takes 201 for a failure', {
    succeeded: ({ status }) => status === 200,
  }),
  wrongCreate('answer-is-one-object', 'CWR-007', 'takes one object alone for a success', {
    value: (text) => {
      if (typeof Object(JSON.parse(text))['qualification'] !== 'string') throw new Error('no qualification');
      return goodCreate.value(text);
    },
  }),
  wrongUpdate('updated-is-true', 'CWR-007', 'reports true for a success', {
    value: (text) => {
      good.value(text);
      return true;
    },
  }),
  updatesAgain('update-sent-again', 'CWR-008', 'sends an update again after no answer', blind(goodUpdate)),
  createsAgain('create-sent-again', 'CWR-008', 'asks again after no answer', blind(goodCreate)),
  createsAgain('create-looks-away', 'CWR-008', 'reads after no answer, and asks again whatever it finds', {
    look: async (given, ids) => {
      await goodCreate.look?.(given, ids);
      return undefined;
    },
  }),
  updatesAgain('id-renewed-in-write', 'RTY-001', 'makes a new MS-RequestId for a write after no answer', {
    nextRequestId: () => good.newId(),
  }),
  createsAgain('failed-sent-again', 'CWR-009', 'asks again after 500', {
    look: async (given, ids) => {
      const done = await goodCreate.look?.(given, ids);
      return lastStatus === 500 ? undefined : done;
    },
    send: async (attempt) => {
      lastStatus = 0;
      const received = await sendOnce(attempt);
      lastStatus = received.status;
      return received;
    },
  }),
  wrongUpdate('any-200-is-done', 'CWR-010', 'reports what was asked for whenever it is answered 200', {
    ...remembering,
    value: claimed,
  }),
  wrongUpdate('silence-is-done', ['CWR-010'], 'takes a connection that ends for a success', {
    ...remembering,
    send: (attempt) =>
      sendOnce(attempt).catch(() => ({
        status: 200,
        headers: {},
        body: Buffer.from(JSON.stringify(claimed())),
      })),
  }),
  wrongUpdate('conflict-is-done', ['CWR-010', 'FLR-002'], 'takes 409 for done', {
    ...remembering,
    failure: (received) => (received.status === 409 ? good.line(claimed()) : good.failure(received)),
  }),
  wrongUpdate('words-lost', 'CWR-011', 'drops a refusal that is no object', {
    failure: (received) => good.failure(received),
  }),
  updatesAgain('conflict-repeated', 'CWR-012', 'tries again after 409', {
    retries: (status, count) => (status === 409 && count < 3) || good.retries(status, count),
    pauseMs: () => 10,
  }),
  updatesAgain('content-lost-in-retry', 'CWR-013', 'sends no content when it tries again', {
    ...counting,
    body: (given) => (isAgain() ? '' : goodUpdate.body(given)),
  }),
  createsAgain('type-lost-in-retry', 'CWR-013', 'names no media type when it tries again', {
    ...counting,
    headers: (given, ids) =>
      isAgain()
        ? good.headers(given, ids)
        : ['Content-Type', 'application/json', ...good.headers(given, ids)],
  }),
  wrongUpdate('write-hammered', 'FLR-007', 'writes five times with a refused token', {
    retries: (status, count) => status === 401 && count < 5,
    pauseMs: () => 10,
  }),
  wrongCreate('write-token-in-content', 'SEC-004', 'sends the token in the content too', {
    body: ({ qualification, segment, token }) =>
      JSON.stringify({ qualification, educationSegment: segment || undefined, token }),
  }),
  wrongCreate('write-refused-is-list', 'FLR-002', 'takes a refusal for an empty list', {
    failure: (received) =>
      Object(told(received))['code'] === undefined ? good.failure(received) : { qualifications: [] },
  }),
];
