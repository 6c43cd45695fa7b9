import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import type { Side } from '../../src/catalogue/requirement.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { seeded } from '../../src/seeded.js';
import { TrafficJudge } from '../../src/traffic/traffic-judge.js';
import type { Verdict } from '../../src/verdict.js';
import { type Changes, customer, observed, token } from './observed.js';

const contract = loadContract();
const catalogue = loadCatalogue();
const draw = seeded(13, 'ids of traffic');
const [first, second, third] = [draw.string.uuid(), draw.string.uuid(), draw.string.uuid()];

/** What all exchanges together say of a requirement: of each verdict's ids. */
function judged(...all: readonly Changes[]) {
  const judge = new TrafficJudge({ contract, catalogue });
  const verdicts = all.map((changes, index) =>
    judge.add(observed({ position: `entry ${index + 1}`, ...changes })),
  );
  const of = (side: Side, verdict: Verdict) =>
    judge
      .finish(side)
      .records.filter((record) => record.verdict === verdict)
      .map(({ id }) => id);
  const record = (side: Side, wanted: string) => judge.finish(side).records.find(({ id }) => id === wanted);
  return { verdicts, of, record, judge };
}

test('a sound exchange violates nothing on either side, and shows something on both', () => {
  const { of, verdicts } = judged({});
  expect(of('service', 'fail')).toEqual([]);
  expect(of('client', 'fail')).toEqual([]);
  expect(of('service', 'pass')).toEqual(expect.arrayContaining(['RTE-001', 'HDR-001', 'BDY-009', 'AVL-001']));
  expect(of('client', 'pass')).toEqual(expect.arrayContaining(['REQ-001', 'REQ-006', 'REQ-008', 'SEC-003']));
  expect(verdicts[0]?.service?.violated).toEqual([]);
});

test('a wrong service and a wrong client are told apart in one exchange', () => {
  const { verdicts, of } = judged({
    request: { Authorization: token, 'MS-RequestId': 'no-guid' },
    body: '"Galactic"',
  });
  expect(verdicts[0]?.service?.violated.map(({ id }) => id)).toEqual(['BDY-009']);
  expect(verdicts[0]?.client?.violated.map(({ id }) => id)).toEqual(['REQ-006', 'REQ-017']);
  expect(of('service', 'fail')).toEqual(['BDY-009']);
  expect(of('client', 'fail')).toEqual(['REQ-006', 'REQ-017']);
});

const wrong: readonly (readonly [what: string, changes: Changes, side: Side, id: string])[] = [
  ['another method', { method: 'PATCH', status: 405, body: '' }, 'client', 'REQ-001'],
  ['a path in capitals', { target: `/V1/Customers/${customer}/Qualification` }, 'client', 'REQ-002'],
  [
    'a path with a slash too many',
    { target: `/v1//customers/${customer}/qualification/` },
    'client',
    'REQ-002',
  ],
  ['a query', { target: `/v1/customers/${customer}/qualification?a=1` }, 'client', 'REQ-005'],
  [
    'the token in the URL',
    { target: `/v1/customers/${customer}/qualification?access_token=${token}` },
    'client',
    'SEC-003',
  ],
  ['the token in another header', { request: { 'X-Copy': token } }, 'client', 'SEC-004'],
  ['no MS-RequestId', { request: { 'MS-RequestId': undefined } }, 'client', 'REQ-008'],
  ['another host', { request: { Host: 'elsewhere.example' } }, 'client', 'REQ-015'],
  ['no echo', { answer: { 'MS-CorrelationId': undefined } }, 'service', 'HDR-002'],
  [
    'the token in the answer',
    { status: 400, body: JSON.stringify({ code: 1, description: token }) },
    'service',
    'AUT-013',
  ],
  ['no Retry-After', { status: 429, body: '{"statusCode":429,"message":"wait"}' }, 'service', 'THR-001'],
  ['a server failure', { status: 500, body: '{"code":800003,"description":"x"}' }, 'service', 'AVL-002'],
  ['an end without an answer', { broken: true }, 'service', 'AVL-001'],
  ['TLS 1.1', { tlsVersion: 'TLSv1.1' }, 'service', 'TLS-001'],
];

for (const [what, changes, side, id] of wrong)
  test(`${what} violates ${id}, below any base URL`, () => {
    expect(judged(changes).of(side, 'fail')).toContain(id);
    const target = `/some/where${changes.target ?? `/v1/customers/${customer}/qualification`}`;
    expect(judged({ ...changes, target }).of(side, 'fail')).toContain(id);
  });

test('what was not observed is skipped for that reason, and never judged', () => {
  const gaps = [
    { part: 'content', reason: 'the recording has no content of the answer' },
    { part: 'credential', reason: 'the credential was masked' },
  ] as const;
  const { of, record } = judged({ gaps, request: { Authorization: '[masked]' }, body: '' });
  expect(of('service', 'fail')).toEqual([]);
  expect(of('client', 'fail')).toEqual([]);
  expect(of('service', 'pass')).not.toContain('BDY-005');
  expect(record('service', 'BDY-005')).toMatchObject({
    verdict: 'skip',
    reason: 'not in this recording: the recording has no content of the answer (traffic.har, entry 1)',
  });
  expect(record('client', 'REQ-006')).toMatchObject({ verdict: 'skip' });
  expect(record('client', 'SEC-003')).toMatchObject({ verdict: 'skip' });
});

test('what needs provocation is not in a recording', () => {
  const { record } = judged({});
  for (const id of ['AUT-001', 'CID-001'])
    expect(record('service', id)).toMatchObject({ verdict: 'skip', reason: /^not in this recording/ });
  expect(record('client', 'REQ-003')).toMatchObject({ verdict: 'skip', reason: /^not in this recording/ });
});

test('an MS-RequestId that two calls share violates REQ-011, and names both places', () => {
  const { record } = judged({ at: 0 }, { at: 1000 });
  expect(record('client', 'REQ-011')?.findings).toMatchObject([
    {
      received: expect.stringContaining('which traffic.har, entry 1 has too'),
      recorded: 'traffic.har, entry 2',
    },
  ]);
});

const throttled = (at: number, retryAfter?: string): Changes => ({
  at,
  status: 429,
  body: '{"statusCode":429,"message":"wait"}',
  answer: { 'Retry-After': retryAfter },
  requestId: first,
});

test('attempts with one MS-RequestId are one call, whose waits are judged', () => {
  const early = judged(throttled(0, '2'), { at: 500, requestId: first });
  expect(early.of('client', 'fail')).toEqual(['RTY-003']);
  expect(early.verdicts[1]?.client?.violated).toMatchObject([{ id: 'RTY-003' }]);
  const patient = judged(throttled(0, '2'), { at: 2100, requestId: first });
  expect(patient.of('client', 'fail')).toEqual([]);
  expect(patient.of('client', 'pass')).toContain('RTY-003');
});

test('attempts that have the MS-CorrelationId alone in common are one call where no other call has it', () => {
  const again: Changes = { at: 500, requestId: second };
  expect(judged(throttled(0, '2'), again).of('client', 'fail')).toEqual(['RTY-003']);
  const shared = judged(throttled(0, '2'), again, { at: 9000, requestId: third });
  expect(shared.of('client', 'fail')).toEqual([]);
});

test('a retry without an answer has to have the same MS-RequestId', () => {
  const lost: Changes = { broken: true, requestId: first };
  expect(judged(lost, { at: 100, requestId: second }).of('client', 'fail')).toEqual(['RTY-001']);
  expect(judged(lost, { at: 100, requestId: first }).of('client', 'pass')).toContain('RTY-001');
});

test('an error that lasts is asked for ten times at most', () => {
  const attempts = Array.from({ length: 11 }, (_, index) => throttled(index * 3000, '1'));
  expect(judged(...attempts.slice(0, 10)).of('client', 'fail')).not.toContain('RTY-008');
  expect(judged(...attempts).of('client', 'fail')).toContain('RTY-008');
});

test('throttled again and again at even pauses, a client does not back off', () => {
  const even = [0, 1005, 2010, 3015].map((at) => throttled(at, '1'));
  expect(judged(...even).of('client', 'fail')).toEqual(['RTY-006']);
  const growing = [0, 1010, 3020, 7030].map((at) => throttled(at, '1'));
  expect(judged(...growing).of('client', 'pass')).toContain('RTY-006');
});

test('no finding has the token in it', () => {
  const { judge } = judged(
    { request: { 'X-Copy': token } },
    { status: 400, body: JSON.stringify({ code: 1, description: token }) },
    { request: { Cookie: `session=${token}x` }, body: '"Galactic"' },
  );
  const told = JSON.stringify([judge.finish('service'), judge.finish('client').records]);
  expect(told).toContain('"id":"AUT-013","operation":"getCustomerQualification","verdict":"fail"');
  expect(told).not.toContain(token);
});

test('a side that an exchange says nothing of is not judged by it', () => {
  const { judge, verdicts } = judged({ sides: ['service'], request: { Authorization: 'nonsense' } });
  expect(Object.keys(verdicts[0] ?? {})).toEqual(['service']);
  expect(judge.finish('client')).toMatchObject({ exchanges: 0, operations: [], records: [] });
});
