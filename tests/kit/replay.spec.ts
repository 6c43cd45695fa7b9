import { expect, test } from '@playwright/test';
import type { ExchangeRecord } from '../../src/evidence/evidence-record.js';
import type { Evidence } from '../../src/http/evidence.js';
import type { HttpRequest } from '../../src/http/exchange.js';
import type { RecordedFinding, RequirementRecord } from '../../src/report/record.js';
import { findingToSend, mayWrite, requestNow } from '../../src/run/replay.js';
import { nowJudged } from '../../src/run/tell-again.js';
import { reportOf } from './composed-report.js';

const startedAt = '2026-06-15T23:30:01.000Z';
const request: HttpRequest = {
  method: 'GET',
  origin: 'https://api.example',
  target: '/gate/v1/customers/1c752ab5-7956-4744-bde5-2fa96717f1fa/qualification',
  headers: [['Authorization', 'Bearer [app token]']],
};

function evidence(status: number, at = startedAt): Evidence {
  const { method, origin, target, headers } = request;
  return {
    request: { method, url: origin + target, headers },
    response: { status, headers: [], bytes: 0 },
    startedAt: at,
    durationMs: 1,
  };
}

const finding: RecordedFinding = {
  place: 'header MS-CorrelationId',
  expected: 'a',
  received: 'none',
  exchange: evidence(200),
};
const record: ExchangeRecord = {
  type: 'exchange',
  requirement: 'HDR-005',
  request,
  startedAt,
  durationMs: 1,
  ending: { kind: 'answered', status: 200, headers: [], body: '', overflow: false },
};
const recorded = { records: [{ ...record, n: 1, previous: '' }], head: '' };

function violated(findings: readonly RecordedFinding[]) {
  const report = reportOf({ 'HDR-001': 'pass', 'HDR-002': 'fail' });
  const withFindings = report.requirements.map((one) =>
    one.id === 'HDR-002' ? { ...one, findings: findings.map((each) => ({ message: '', ...each })) } : one,
  );
  return { ...report, requirements: withFindings };
}

test('an id names its first finding, and a number behind it another one', () => {
  const report = violated([{ ...finding, place: 'status' }, finding]);
  expect(findingToSend(report, recorded, 'HDR-002').finding.place).toBe('status');
  const { requirement, finding: second, record: found } = findingToSend(report, recorded, 'HDR-002/2');
  expect([requirement, second.place, found.requirement]).toEqual(['HDR-002', finding.place, 'HDR-005']);
});

test('what is no violation of the run, and what no request shows, is refused by name', () => {
  const report = violated([{ place: 'connection', expected: 'x', received: 'y' }]);
  const refusal = (named: string) => () => findingToSend(report, recorded, named);
  expect(refusal('HDR-001')).toThrow('HDR-001 is not violated in that run; violated are HDR-002');
  expect(refusal('HDR-002/2')).toThrow('HDR-002 has 1 findings in that run, and no finding 2');
  expect(refusal('HDR-002')).toThrow(/no request of that run shows .* service --only HDR-002$/);
});

test('a client is not asked again, but its scenario is named', () => {
  const subject = { id: 'client', kind: 'client', name: 'the client ./mine', selfCheck: false } as const;
  const report = { ...violated([{ ...finding, scenario: 'throttled' }]), subject };
  expect(() => findingToSend(report, recorded, 'HDR-002')).toThrow(
    /client --only throttled --seed 7 -- \.\/mine$/,
  );
});

for (const [what, changes, writes] of [
  ['a GET', {}, false],
  ['a HEAD', { method: 'HEAD' }, false],
  ['a POST', { method: 'POST' }, true],
  ['a method that nobody has', { method: 'QUALIFY' }, true],
  ['a GET with another method in a header', { headers: [['X-HTTP-Method-Override', 'DELETE']] }, true],
  ['a GET with another method in its query', { target: '/v1/customers?_method=DELETE' }, true],
] as const)
  test(`${what} ${writes ? 'may write' : 'writes nothing'}`, () => {
    expect(mayWrite({ ...request, ...changes })).toBe(writes);
  });

test('a request is sent to where the service is now, with the token of today', () => {
  const subject = { origin: 'https://new.example', prefix: '', tokens: { app: 'today' }, refused: {} };
  const sent = requestNow(request, '/gate', subject, new Map([['app token', 'today']]));
  expect(sent.origin + sent.target).toBe(
    'https://new.example/v1/customers/1c752ab5-7956-4744-bde5-2fa96717f1fa/qualification',
  );
  expect(sent.headers).toEqual([['Authorization', 'Bearer today']]);
  expect(() => requestNow(request, '/gate', { ...subject, tokens: {} }, new Map())).toThrow(
    'the request carried the app token, and none is given; nothing was sent',
  );
});

test('an exchange that was sent again is judged by its own findings alone', () => {
  const again = { requirement: 'HDR-002', finding, exchange: evidence(200, 'now') };
  const judged = (changes: Partial<RequirementRecord>): RequirementRecord => ({
    ...{ id: 'HDR-002', verdict: 'pass', readings: [], findings: [] },
    ...changes,
  });
  const kindOf = (...records: readonly RequirementRecord[]) => nowJudged(again, records).kind;
  expect(kindOf(judged({}))).toBe('holds');
  expect(kindOf(judged({ verdict: 'fail', findings: [finding] }))).toBe('holds');
  expect(kindOf(judged({ verdict: 'fail', findings: [{ ...finding, exchange: again.exchange }] }))).toBe(
    'violated',
  );
  expect(kindOf()).toBe('undecided');
  expect(kindOf(judged({ verdict: 'skip', reason: 'no occasion' }))).toBe('undecided');
  const throttled = { ...again, exchange: evidence(429, 'now') };
  expect(nowJudged(throttled, [judged({})])).toEqual({
    kind: 'undecided',
    reason: 'it was answered otherwise: GET /gate/v1/customers/1c75…/qualification → 429',
  });
});
