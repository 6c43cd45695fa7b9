import { expect, test } from '@playwright/test';
import { readsOf } from '../../src/contract/contract.js';
import { loadContract } from '../../src/contract/load-contract.js';
import type { Ending, Exchange } from '../../src/http/exchange.js';
import { causeOf, HangBudget, isHang } from '../../src/service/hang-budget.js';
import type { PlannedRequest, Probe } from '../../src/service/probe.js';

const [operation] = readsOf(loadContract());
if (!operation) throw new Error('the contract has no read');

const silence: Ending = { kind: 'broken', breakage: 'timeout', message: 'no response' };
const id = 'c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2';

function planned(probe?: Probe): PlannedRequest {
  return { operation, customer: id, flow: 'app', ...(probe ? { probe } : {}) } as PlannedRequest;
}

/** An exchange of ten seconds that began so many seconds after the first. */
function exchange(begin: number, ending: Ending = silence): Exchange {
  const startedAt = new Date(Date.UTC(2026, 0, 1) + begin * 1000).toISOString();
  const request = { method: 'GET', origin: 'https://api.example', target: '/', headers: [] };
  return { request, ending, startedAt, durationMs: 10_000 };
}

for (const [cause, probe] of [
  ['nothing odd about it', undefined],
  ['nothing odd about it', { note: 'a repeated read' }],
  ['a malformed id', { segment: 'not-a-guid' }],
  ['another id', { segment: id }],
  ['the method TRACE and another Authorization', { method: 'TRACE', headers: { Authorization: undefined } }],
  ['another Accept', { headers: { Accept: 'text/plain' }, fields: [['Accept', 'application/json']] }],
  ['a query', { query: '?a=1' }],
] satisfies readonly (readonly [string, Probe | undefined])[])
  test(`what is odd about a request: ${cause} (${JSON.stringify(probe ?? {})})`, () => {
    expect(causeOf(planned(probe))).toBe(cause);
  });

test('a hang is an answer that did not come in time, not a connection that broke', () => {
  expect(isHang(exchange(0))).toBe(true);
  expect(isHang(exchange(0, { kind: 'limit', limit: 'time', message: 'just too late' }))).toBe(true);
  expect(isHang(exchange(0, { kind: 'broken', breakage: 'reset', message: 'reset' }))).toBe(false);
  expect(isHang(exchange(0, { kind: 'limit', limit: 'header', message: 'too long' }))).toBe(false);
});

test('once the time for hangs is spent, nothing goes out for a cause that hung, and the reason names it', () => {
  const budget = new HangBudget(20_000);
  const malformed = planned({ segment: 'not-a-guid' });
  budget.count(malformed, exchange(0));
  expect(budget.refusal(malformed)).toBeUndefined();
  budget.count(malformed, exchange(10));
  expect(budget.refusal(planned({ segment: 'another-malformed-id' }))).toBe(
    'the service left 2 requests with a malformed id without an answer (AVL-001), and the 20 s for waits of that kind are spent (--hang-budget)',
  );
  expect(budget.refusal(planned())).toBeUndefined();
  expect(budget.refusal(planned({ query: '?a=1' }))).toBeUndefined();
});

test('hangs beside each other take the time of one', () => {
  const budget = new HangBudget(20_000);
  const malformed = planned({ segment: 'not-a-guid' });
  for (const begin of [0, 1, 0, 2]) budget.count(malformed, exchange(begin));
  expect(budget.refusal(malformed)).toBeUndefined();
  budget.count(malformed, exchange(10));
  expect(budget.refusal(malformed)).toBeDefined();
});
