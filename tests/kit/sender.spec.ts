import { expect, test } from '@playwright/test';
import { readsOf } from '../../src/contract/contract.js';
import { loadContract } from '../../src/contract/load-contract.js';
import type { Ending, HttpRequest } from '../../src/http/exchange.js';
import { RunOver } from '../../src/service/not-judged.js';
import { preflight } from '../../src/service/preflight.js';
import type { PlannedRequest } from '../../src/service/probe.js';
import { nextStep } from '../../src/service/retry-policy.js';
import { answered, exchanged, scriptedSender } from './scripted-wire.js';

const contract = loadContract();
const [operation] = readsOf(contract);
if (!operation) throw new Error('the contract has no read');

const id = 'c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2';
const read: PlannedRequest = { operation, customer: id, flow: 'app', valid: true };
const reset: Ending = { kind: 'broken', breakage: 'reset', message: 'the connection ended' };
const nobody: Ending = { kind: 'unreachable', message: 'connect ECONNREFUSED' };

const retry = (afterMs: number) => ({ kind: 'retry', afterMs });
const keep = { kind: 'keep' };

/** What came of a try, how many there were before, and what becomes of the request; a wait is in milliseconds. */
const steps: readonly (readonly [what: string, ending: Ending, before: number, becomes: object])[] = [
  ['a success', answered(200, '"none"'), 0, keep],
  ['a refusal', answered(404), 0, keep],
  ['a 500', answered(500), 0, retry(50)],
  ['a second 500', answered(500), 1, keep],
  ['a 501', answered(501), 0, retry(50)],
  ['a 503', answered(503), 0, retry(250)],
  ['a third 503', answered(503), 2, retry(1000)],
  ['a fourth 503', answered(503), 3, keep],
  ['a 503 that asks for an hour', answered(503, '', [['Retry-After', '3600']]), 0, retry(60_000)],
  ['a 429', answered(429), 0, retry(250)],
  ['a 429 that asks for two seconds', answered(429, '', [['Retry-After', '2']]), 0, retry(2000)],
  ['a second 429 that asks for two seconds', answered(429, '', [['Retry-After', '2']]), 1, retry(2500)],
  [
    'a 429 that asks for more than a minute',
    answered(429, '', [['Retry-After', '61']]),
    0,
    {
      kind: 'stop',
      over: { verdict: 'error', reason: expect.stringContaining('kept throttling (1 answers 429') },
    },
  ],
  [
    'a fifth 429',
    answered(429),
    4,
    {
      kind: 'stop',
      over: { verdict: 'error', reason: expect.stringContaining('kept throttling (5 answers 429') },
    },
  ],
  ['a reset', reset, 0, retry(50)],
  ['a second reset', reset, 1, keep],
  ['no connection', nobody, 0, retry(100)],
  ['no connection twice', nobody, 1, retry(400)],
  [
    'no connection three times',
    nobody,
    2,
    {
      kind: 'stop',
      over: {
        verdict: 'error',
        reason: 'no connection to https://api.example: connect ECONNREFUSED',
        unreachable: nobody,
      },
    },
  ],
  [
    'a refusal of TLS 1.2',
    { kind: 'unreachable', message: 'it refuses TLS 1.2', tlsTooOld: true },
    0,
    { kind: 'keep', over: { verdict: 'skip', reason: 'it refuses TLS 1.2 (TLS-001)' } },
  ],
];

for (const [what, ending, before, becomes] of steps)
  test(`after ${what} the next step is ${Object.values(becomes)[0]}`, () => {
    expect(nextStep(exchanged(ending), { before, secondChances: true })).toEqual(becomes);
  });

test('a reset gets no second chance once a run has had its share of them', () => {
  expect(nextStep(exchanged(reset), { before: 0, secondChances: false })).toEqual(keep);
});

for (const [what, first, same] of [
  ['silence repeats MS-RequestId', reset, true],
  ['an answer has another MS-RequestId', answered(503), false],
] as const)
  test(`a retry after ${what}`, async () => {
    const endings = [first, answered(200, '"none"')];
    const { sender, requests, pauses } = scriptedSender(contract, () => endings.shift() ?? nobody);
    expect((await sender.send(read)).ending).toMatchObject({ answer: { status: 200 } });
    const [one, other] = requests.map(requestId);
    expect(one).toMatch(/^[0-9a-f-]{36}$/);
    expect(one === other).toBe(same);
    expect(pauses).toEqual([same ? 50 : 250]);
    expect(sender.drain().observations.map(({ final }) => final)).toEqual([false, true]);
  });

function requestId({ headers }: HttpRequest): string | undefined {
  return headers.find(([name]) => name === 'MS-RequestId')?.[1];
}

test('a storm of 5xx is seen also after a wire that threw', async () => {
  const script: (Ending | Error)[] = [new Error('HTTPS_PROXY is no URL')];
  const { sender } = scriptedSender(contract, () => script.shift() ?? answered(500));
  await expect(sender.send(read)).rejects.toThrow('HTTPS_PROXY is no URL');
  for (let count = 0; count < 4; count += 1) await sender.send(read);
  expect(sender.over).toBeUndefined();
  await sender.send(read);
  expect(sender.over).toEqual({
    verdict: 'error',
    reason: expect.stringContaining('5 valid reads in a row were answered with 5xx'),
  });
});

test('5xx of reads that are not valid, or that began beside others, are no storm', async () => {
  const { sender } = scriptedSender(contract, () => answered(500));
  for (let count = 0; count < 6; count += 1) await sender.send({ ...read, valid: false });
  for (let count = 0; count < 6; count += 1)
    await Promise.all([sender.send({ ...read, valid: false }), sender.send(read)]);
  expect(sender.over).toBeUndefined();
});

test('a valid read that is refused with 401 is sent once more with another token, and the refusal is no observation', async () => {
  const tokens = { app: 'first-token' };
  const renew = async (_: 'app' | 'user', refused?: string) => {
    if (refused !== undefined) tokens.app = 'second-token';
    return { token: tokens.app };
  };
  const { sender, requests } = scriptedSender(
    contract,
    ({ headers }) => answered(headers.some(([, value]) => value === 'Bearer second-token') ? 200 : 401),
    { tokens, renew },
  );
  const { ending } = await sender.send(read);
  expect(ending).toMatchObject({ answer: { status: 200 } });
  expect(requests).toHaveLength(2);
  expect(sender.drain().observations).toHaveLength(1);
  expect(sender.context.redactor.text('first-token second-token')).not.toContain('second-token');
});

test('a refused token that cannot be replaced is told once', async () => {
  const { sender, requests } = scriptedSender(contract, () => answered(401), {
    renew: async () => ({ token: 'opaque-token-of-an-application' }),
  });
  expect((await sender.send(read)).ending).toMatchObject({ answer: { status: 401 } });
  expect(requests).toHaveLength(1);
});

const newToken = /get a new token/;
const otherIds = /check the ids in PARTNER_CENTER_CUSTOMERS; announcements/;
const otherRights = /check the ids in PARTNER_CENTER_CUSTOMERS and what the token may read/;
const refusal = (code: string) => JSON.stringify({ code, description: 'no', source: 'PartnerFD' });

for (const [what, customer, status, advice] of [
  ['401', 'c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2', 401, newToken],
  ['404', 'c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2', 404, otherIds],
  ['403', 'c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2', 403, otherRights],
  ['404 of a customer with 401 in its id', '04014010-4010-4401-8401-040140104010', 404, otherIds],
  ['403 of a customer with 401 and 404 in its id', '04014010-4040-4401-8404-040140404010', 403, otherRights],
] as const)
  test(`the advice on a ${what} is by status`, async () => {
    const customers = [{ id: customer }];
    const { sender } = scriptedSender(contract, () => answered(status, refusal('1')), { customers });
    const found = await preflight(sender);
    expect(found).toMatchObject({ ready: false, verdict: 'error', reason: expect.stringMatching(advice) });
  });

test('an error code that says 401 is no refused token', async () => {
  const customers = [{ id }];
  const { sender } = scriptedSender(contract, () => answered(403, refusal('401')), { customers });
  expect(await preflight(sender)).toMatchObject({ reason: expect.stringMatching(otherRights) });
});

for (const [cause, advice] of [
  ['certificate', /; name the authority that signed it in NODE_EXTRA_CA_CERTS$/],
  ['protocol', /; does the base URL have the right scheme and port\?$/],
  [undefined, /; is the service running, and is the base URL right\?$/],
] as const)
  test(`without a connection, the advice is by its cause (${cause ?? 'nobody was there'})`, async () => {
    // The words of a message decide nothing.
    const message = 'connect ECONNREFUSED, says the certificate of the host TLS.example';
    const ending: Ending = { kind: 'unreachable', message, ...(cause === undefined ? {} : { cause }) };
    const { sender } = scriptedSender(contract, () => ending, { customers: [{ id }] });
    const found = await preflight(sender);
    expect(found).toMatchObject({ ready: false, reason: expect.stringMatching(advice) });
    await expect(sender.send(read)).rejects.toThrow(RunOver);
  });

test('customers that cannot be read are told by status and code, and keep nobody else from being read', async () => {
  const [lost, failing, silent] = ['1', '2', '3'].map((digit) => `${digit}${id.slice(1)}`);
  const customers = [id, lost, failing, silent].map((one) => ({ id: one ?? '' }));
  const { sender } = scriptedSender(
    contract,
    ({ target }) => {
      if (target.includes(id)) return answered(200, '"none"', [['Content-Type', 'application/json']]);
      if (target.includes(lost ?? '-')) return answered(403, refusal('20002'));
      return target.includes(failing ?? '-') ? answered(500) : reset;
    },
    { customers },
  );
  const read = {
    customers: [{ id }],
    refusedCustomers: [{ id: lost, status: 403, code: '20002' }],
    failedCustomers: [{ id: failing, status: 500 }, { id: silent }],
  };
  expect(await preflight(sender)).toMatchObject({
    ready: true,
    offered: [
      { operation: 'getCustomerQualification', ...read },
      { operation: 'getCustomerQualifications', ...read },
    ],
    notOffered: [],
  });
});
