import { expect, test } from '@playwright/test';
import { parse } from 'yaml';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { echoes } from '../../src/checks/ids.js';
import { answersWith } from '../../src/checks/status.js';
import { readsOf } from '../../src/contract/contract.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { markdown } from '../../src/forms/markdown.js';
import { htmlOf } from '../../src/forms/page/page.js';
import { Redactor } from '../../src/http/redact.js';
import { causesOf } from '../../src/report/causes.js';
import { keptOf } from '../../src/report/deviation.js';
import type { RequirementRecord } from '../../src/report/record.js';
import type { Report } from '../../src/report/report.js';
import { plainly } from '../../src/report/text.js';
import { fileToConsider, newViolations } from '../../src/report/waivers/consider-waivers.js';
import type { Waiver } from '../../src/report/waivers/waiver.js';
import { violationsOf } from '../../src/report/what-to-do.js';
import { Judge } from '../../src/service/judge.js';
import { reportOf, waiversFor } from './composed-report.js';
import { correlationId, observation, requestId } from './observations.js';

const catalogue = loadCatalogue();
const contract = loadContract();
const [read] = readsOf(contract);
const operation = read?.id ?? '';

/** A violated requirement by its findings: each is named by the deviation that it tells, and where it does. */
type Shown = Readonly<Record<string, readonly string[]>>;

/** Records of requirements whose findings of one name are the same deviation of the same exchange. */
function recordsOf(shown: Shown): readonly RequirementRecord[] {
  const sharing = (name: string, id: string) =>
    Object.keys(shown).filter((other) => other !== id && shown[other]?.includes(name));
  return Object.entries(shown).map(([id, names]) => ({
    id,
    verdict: 'fail',
    readings: [],
    findings: names.map((name) => ({
      ...{ place: 'header X', expected: 'one', received: name, operation },
      ...(sharing(name, id).length > 0 ? { alsoOf: sharing(name, id) } : {}),
    })),
  }));
}

const holding: RequirementRecord = { id: 'RTE-001', verdict: 'pass', readings: [], findings: [] };

function reportShowing(shown: Shown, changes: Parameters<typeof reportOf>[1] = {}): Report {
  const verdicts = Object.fromEntries(Object.keys(shown).map((id) => [id, 'fail' as const]));
  return reportOf(
    { ...verdicts, 'RTE-001': 'pass' },
    { records: [...recordsOf(shown), holding], ...changes },
  );
}

const grouped: readonly (readonly [
  what: string,
  shown: Shown,
  causes: Readonly<Record<string, readonly string[]>>,
])[] = [
  [
    'one that found less than another is touched',
    { 'HDR-002': ['a', 'b'], 'CON-001': ['b'] },
    { 'HDR-002': ['CON-001'] },
  ],
  [
    'one with a finding of its own is a cause',
    { 'HDR-002': ['a', 'b'], 'CON-001': ['b', 'c'] },
    { 'HDR-002': [], 'CON-001': [] },
  ],
  [
    'what shares nothing is told apart',
    { 'HDR-001': ['a'], 'HDR-002': ['b'] },
    { 'HDR-001': [], 'HDR-002': [] },
  ],
  [
    'of two that found the same, the first is the cause',
    { 'RTE-006': ['a'], 'AVL-002': ['a'] },
    { 'RTE-006': ['AVL-002'] },
  ],
  [
    'one that two causes explain together stands under both',
    { 'HDR-001': ['a', 'c'], 'HDR-002': ['b', 'd'], 'KEP-003': ['a', 'b'] },
    { 'HDR-001': ['KEP-003'], 'HDR-002': ['KEP-003'] },
  ],
  [
    'what explains one another in a ring keeps a cause',
    { 'HDR-001': ['a', 'b'], 'HDR-002': ['b', 'c'], 'KEP-003': ['a', 'c'] },
    { 'HDR-001': ['KEP-003'], 'HDR-002': ['KEP-003'] },
  ],
  // AVL-003 is a SHOULD.
  [
    'a MUST is not told under a SHOULD',
    { 'AVL-003': ['a', 'b'], 'CON-003': ['a'] },
    { 'AVL-003': [], 'CON-003': [] },
  ],
];

for (const [what, shown, causes] of grouped)
  test(`of causes: ${what}`, () => {
    const { requirements, causes: told } = reportShowing(shown);
    expect(
      Object.fromEntries((told ?? []).map(({ requirement, touches }) => [requirement, touches])),
    ).toEqual(causes);
    expect(causesOf(requirements)).toEqual(told);
  });

test('a violation without a finding that is shared is a cause, and what holds is none', () => {
  expect(reportOf({ 'HDR-001': 'pass', 'HDR-002': 'fail' }).causes).toEqual([
    { requirement: 'HDR-002', touches: [] },
  ]);
  expect(reportOf({ 'HDR-001': 'pass', 'HDR-002': 'error' }).causes).toEqual([]);
});

function judgeOf(id: string): Judge {
  return new Judge({ id, operation, isAbout: () => true }, { contract, redactor: new Redactor(new Map()) });
}

test('what one deviation of one exchange violates is noted on each finding, and another deviation is not', () => {
  const lost = observation(200, '"education"', [
    ['Content-Type', 'application/json'],
    ['MS-RequestId', requestId],
  ]);
  const elsewhere = observation(200, '"education"', [
    ['Content-Type', 'application/json'],
    ['MS-CorrelationId', correlationId],
  ]);
  const judge = judgeOf('CON-001');
  judge.judge(lost.exchange, (answer) => echoes(lost.exchange.request, answer, 'MS-CorrelationId'));
  judge.observe([lost, elsewhere]);
  const shared = judge.records().flatMap(({ id, findings }) => findings.map(({ alsoOf }) => [id, alsoOf]));
  expect(shared).toEqual([
    ['CON-001', ['HDR-002']],
    ['HDR-001', undefined],
    ['HDR-002', ['CON-001']],
  ]);
});

test('a status and a broken connection are one deviation whatever each requirement expected instead', () => {
  const crashed = observation(500, '{}');
  const broken = {
    ...crashed.exchange,
    ending: { kind: 'broken', breakage: 'timeout', message: 'no answer' },
  } as const;
  const judge = judgeOf('CID-003');
  judge.judge(crashed.exchange, (answer) => answersWith(answer, 400, 404));
  judge.judge(broken, () => undefined);
  judge.observe([crashed, { ...crashed, exchange: broken }]);
  const own = judge.records().find(({ id }) => id === 'CID-003');
  expect(own?.findings.map(({ place, alsoOf }) => [place, alsoOf])).toEqual([
    ['status', expect.arrayContaining(['AVL-002'])],
    ['connection', ['AVL-001']],
  ]);
});

test('of many findings the first that is shared with nobody stays', () => {
  const shared = Array.from({ length: 30 }, () => ({ alsoOf: ['HDR-002'] }));
  expect(keptOf([...shared, {}, {}], 12)).toEqual([...shared.slice(0, 11), {}]);
  expect(keptOf(shared, 12)).toHaveLength(12);
});

const lostId: Shown = { 'HDR-002': ['a', 'b', 'c'], 'HDR-005': ['b'], 'CON-001': ['c'] };
const told = (report: Report) => violationsOf(report, catalogue, 'results', plainly).join('\n');
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ');

test('terminal, page and summary tell a cause once, with what it touches under it', () => {
  const report = reportShowing({ ...lostId, 'HDR-004': ['z'] });
  const text = told(report);
  expect(text.match(/^[A-Z]{3}-\d{3} must:/gm)).toEqual(['HDR-002 must:', 'HDR-004 must:']);
  expect(oneLine(text)).toMatch(
    /HDR-002 must: .* also HDR-005 must: Ids in upper case .* also CON-001 must: /,
  );
  const summary = markdown(report);
  expect(summary).toContain('**HDR-002**, and with it HDR-005 CON-001');
  expect(summary.match(/\*\*[A-Z]{3}-\d{3}\*\*/g)).toEqual(['**HDR-002**', '**HDR-004**']);
  const page = htmlOf([report]);
  expect(page).toContain(
    'The same cause violates <a href="#HDR-005">HDR-005</a>, <a href="#CON-001">CON-001</a>.',
  );
  expect(page).toContain('Nothing but what violates <a href="#HDR-002">HDR-002</a>.');
  const order = [...page.matchAll(/data-id="([A-Z]{3}-\d{3})"/g)].map(([, id]) => id);
  expect(order.slice(0, 4)).toEqual(['HDR-002', 'HDR-005', 'CON-001', 'HDR-004']);
});

test('a report without causes tells each violation by itself', () => {
  const { causes: _, ...older } = reportShowing(lostId);
  expect(told(older).match(/^[A-Z]{3}-\d{3} must:/gm)).toHaveLength(3);
  expect(htmlOf([older])).not.toContain('The same cause');
});

const covering: readonly (readonly [
  what: string,
  shown: Shown,
  waivers: readonly Partial<Waiver>[],
  waived: readonly string[],
  unsound: readonly RegExp[],
])[] = [
  [
    'excuses what its cause touches',
    lostId,
    [{ covers: ['HDR-005', 'CON-001'] }],
    ['HDR-002', 'HDR-005', 'CON-001'],
    [],
  ],
  ['leaves what it does not name', lostId, [{ covers: ['HDR-005'] }], ['HDR-002', 'HDR-005'], []],
  [
    'leaves what something else violates too',
    { ...lostId, 'CON-001': ['c', 'other'] },
    [{ covers: ['HDR-005', 'CON-001'] }],
    ['HDR-002', 'HDR-005'],
    [/^CON-001 CON-001 is violated by something else than HDR-002; take it out of "covers" in lines 2 to 7/],
  ],
  [
    'of one operation leaves another one',
    lostId,
    [{ operation: 'anotherOperation', covers: ['CON-001'] }],
    [],
    [],
  ],
  [
    'is unsound where what it covers holds',
    { 'HDR-002': ['a'] },
    [{ covers: ['RTE-001'] }],
    ['HDR-002'],
    [/^RTE-001 RTE-001 holds, so nothing is left to waive; take it out of "covers"/],
  ],
  [
    'is unsound where it covers what nobody knows',
    { 'HDR-002': ['a'] },
    [{ covers: ['HDR-05'] }],
    ['HDR-002'],
    [/no requirement "HDR-05"; did you mean "HDR-005"\?/],
  ],
  [
    'that is over excuses nothing',
    lostId,
    [{ covers: ['CON-001'], expires: '2026-06-14' }],
    [],
    [/^HDR-002 HDR-002 is waived until/],
  ],
  [
    'of one of two causes leaves what both explain together',
    { 'HDR-001': ['a', 'c'], 'HDR-002': ['b', 'd'], 'KEP-003': ['a', 'b'] },
    [{ covers: ['KEP-003'] }],
    ['HDR-002'],
    [],
  ],
  [
    'of each of two causes excuses what both explain together',
    { 'HDR-001': ['a', 'c'], 'HDR-002': ['b', 'd'], 'KEP-003': ['a', 'b'] },
    [{ covers: ['KEP-003'] }, { requirement: 'HDR-001', covers: ['KEP-003'] }],
    ['HDR-001', 'HDR-002', 'KEP-003'],
    [],
  ],
];

for (const [what, shown, waivers, waived, unsound] of covering)
  test(`a waiver that covers others ${what}`, () => {
    const report = reportShowing(shown, { waivers: waiversFor(...waivers) });
    expect(report.requirements.flatMap(({ id, waiver }) => (waiver ? [id] : []))).toEqual(waived);
    const told = report.waivers?.unsound.map(({ requirement, problem }) => `${requirement} ${problem}`) ?? [];
    expect(told).toHaveLength(unsound.length);
    for (const [at, pattern] of unsound.entries()) expect(told[at]).toMatch(pattern);
    const open = report.requirements.some(({ verdict, waiver }) => verdict === 'fail' && !waiver);
    expect(report.verdict).toBe(open || unsound.length > 0 ? 'fail' : 'pass');
  });

test('a proposed waiver covers what its cause touches, and excuses it once it is filled in', () => {
  const report = reportShowing({ ...lostId, 'HDR-004': ['z'] });
  const text = fileToConsider(report, newViolations(report), '.');
  expect(text).toContain('  # and with it CON-001 must: Reads at the same time keep their own ids.\n');
  const { waivers } = parse(text) as { waivers: readonly Waiver[] };
  expect(waivers.map(({ requirement, covers }) => [requirement, covers])).toEqual([
    ['HDR-002', ['HDR-005', 'CON-001']],
    ['HDR-004', undefined],
  ]);
  const filled = reportShowing(
    { ...lostId, 'HDR-004': ['z'] },
    { waivers: waiversFor(...waivers.map((one) => ({ ...one, expires: '2026-12-31' }))) },
  );
  expect(filled.verdict).toBe('pass');
});
