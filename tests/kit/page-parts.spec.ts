import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { htmlOf } from '../../src/forms/page/page.js';
import { timelineOf } from '../../src/forms/page/timeline.js';
import type { Evidence } from '../../src/http/evidence.js';
import { judgeAll, withoutOperations } from '../../src/report/judge-all.js';
import type { RequirementRecord } from '../../src/report/record.js';
import { reportOf } from './composed-report.js';

const catalogue = loadCatalogue();
const exchange: Evidence = {
  request: { method: 'GET', url: 'https://api.example/v1/customers/x/qualification', headers: [] },
  response: { status: 200, headers: [['MS-RequestId', 'abc']], bytes: 6, text: '"none"' },
  startedAt: '2026-06-15T23:30:01.000Z',
  durationMs: 3,
};

test('the start of a process is no waiting, and an attempt at another origin stands in its place', () => {
  const attempts = [
    { ...exchange, receivedAtMs: 515, answeredAtMs: 520 },
    { ...exchange, receivedAtMs: 540, answeredAtMs: 541, elsewhere: true as const },
  ];
  const call = { customerId: 'x', outcome: 'the qualification "none"', durationMs: 600, attempts };
  const rows = timelineOf(call).toString().split('<tr').slice(2);
  const numbers = (row = '') => [...row.matchAll(/class="number">(\d*)</g)].map(([, text]) => text);
  expect(numbers(rows[0])).toEqual(['', '515', '520']);
  expect(rows[0]).not.toContain('class="wait"');
  expect(numbers(rows[1])).toEqual(['20', '540', '541']);
  expect(rows[1]).toContain('</code> at another origin</td>');
});

test('a pass is shown with what it was seen to hold on, folded, and a violation has none', () => {
  const record = (verdict: 'pass' | 'fail'): RequirementRecord => ({
    ...{ id: 'HDR-002', verdict, readings: [], proof: { exchange, condition: 'ids in upper case' } },
    findings: verdict === 'fail' ? [{ place: 'status', expected: '200', received: '500' }] : [],
  });
  const scope = withoutOperations([catalogue.get('HDR-002')]);
  const judged = (records: readonly RequirementRecord[]) =>
    judgeAll(scope, { catalogue, records, missing: 'not judged' })[0];
  expect(judged([record('pass')])?.proofs).toHaveLength(1);
  expect(judged([record('pass'), record('fail')])?.proofs).toBeUndefined();
  const report = reportOf({}, { scope, records: [record('pass')] });
  expect(htmlOf([report])).toMatch(
    /<details class="proofs"><summary>.*→ 200<\/code>, sent ids in upper case, at 2026-06-15T23:30:01\.000Z, after 3 ms;/,
  );
});

test('the page says who ran it and for what, and leaves a line on paper for what nobody said', () => {
  const about = { product: 'Qualifier', version: '4.2' };
  const html = htmlOf([reportOf({ 'HDR-001': 'pass' }, { about })]);
  expect(html).toContain('<dt>Product</dt><dd>Qualifier</dd><dt>Version</dt><dd>4.2</dd>');
  expect(html).toContain('<dt class="blank">Run by</dt><dd class="blank"></dd>');
});

test('what was expected and received of a violation stands at the top', () => {
  const [header = ''] = htmlOf([reportOf({ 'HDR-002': 'fail' })]).split('</header>');
  expect(header).toContain('<dt>expected</dt><dd><code>200</code></dd>');
  expect(header).toContain('<dt>received</dt><dd><code class="received">500</code></dd>');
});
