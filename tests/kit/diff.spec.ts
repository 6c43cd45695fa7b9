import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type ChangeKind, changeKinds, type DiffState, diffReports } from '../../src/report/diff.js';
import { markdownOf, textOf } from '../../src/report/diff-text.js';
import type { Report } from '../../src/report/report.js';
import type { Verdict } from '../../src/verdict.js';
import { runCommand } from './command.js';
import { reportOf, waiversFor } from './composed-report.js';

const plain = (_: unknown, text: string) => text;

/** A report in which HDR-002, a MUST, is in a state, beside a requirement that passes. */
function inState(state: DiffState, id = 'HDR-002'): Report {
  const verdict: Verdict | undefined = state === 'absent' ? undefined : state === 'waived' ? 'fail' : state;
  return reportOf(
    { 'HDR-001': 'pass', ...(verdict === undefined ? {} : { [id]: verdict }) },
    state === 'waived' ? { waivers: waiversFor({ requirement: id }) } : {},
  );
}

const states = ['pass', 'fail', 'waived', 'skip', 'error', 'absent'] as const satisfies readonly DiffState[];

type Told = readonly [kind: ChangeKind, exitCode: 0 | 1 | 2] | undefined;

/** What is told of a MUST, by its state in the first report (rows) and in the second (columns, in the order of `states`). */
const transitions: Readonly<Record<DiffState, readonly Told[]>> = {
  pass: [
    undefined,
    ['newlyFailing', 1],
    ['newlyWaived', 0],
    ['noLongerJudged', 2],
    ['newlyError', 2],
    ['onlyInFirst', 0],
  ],
  fail: [
    ['fixed', 0],
    undefined,
    ['newlyWaived', 0],
    ['noLongerJudged', 2],
    ['newlyError', 2],
    ['onlyInFirst', 0],
  ],
  waived: [
    ['fixed', 0],
    ['unwaived', 1],
    undefined,
    ['noLongerJudged', 2],
    ['newlyError', 2],
    ['onlyInFirst', 0],
  ],
  skip: [
    ['newlyJudged', 0],
    ['newlyFailing', 1],
    ['newlyWaived', 0],
    undefined,
    ['newlyError', 2],
    ['onlyInFirst', 0],
  ],
  error: [
    ['newlyJudged', 0],
    ['newlyFailing', 1],
    ['newlyWaived', 0],
    ['noLongerError', 0],
    undefined,
    ['onlyInFirst', 0],
  ],
  absent: [
    ['onlyInSecond', 0],
    ['newlyFailing', 1],
    ['newlyWaived', 0],
    ['onlyInSecond', 0],
    ['newlyError', 2],
    undefined,
  ],
};

for (const from of states)
  for (const [index, to] of states.entries()) {
    const expected = transitions[from][index];
    test(`from ${from} to ${to} is ${expected?.[0] ?? 'no change'}`, () => {
      const found = diffReports(inState(from), inState(to));
      expect(found.exitCode).toBe(expected?.[1] ?? 0);
      const told = changeKinds.filter((kind) => found.changes[kind].length > 0);
      expect(told).toEqual(expected ? [expected[0]] : []);
      if (expected)
        expect(found.changes[expected[0]]).toMatchObject([
          { requirement: 'HDR-002', from, to, level: 'MUST' },
        ]);
      expect(found.unchanged.pass).toBe(from === 'pass' && to === 'pass' ? 2 : 1);
    });
  }

test('what does not bind is told and changes nothing, unless it binds now', () => {
  const [before, after] = [inState('pass', 'HDR-001'), inState('fail', 'RTE-011')];
  const found = diffReports(before, after);
  expect([found.exitCode, found.changes.newlyFailing.map(({ binds }) => binds)]).toEqual([0, [false]]);
  expect(textOf(found, plain)).toContain('RTE-011 may, absent → fail (does not bind)');
  const should = { 'HDR-001': 'pass', 'AUT-014': 'fail' } as const;
  const strict = diffReports(reportOf(should), reportOf(should, { strict: true }));
  expect([strict.exitCode, strict.changes.newlyFailing.map(({ requirement }) => requirement)]).toEqual([
    1,
    ['AUT-014'],
  ]);
  expect(diffReports(reportOf(should, { strict: true }), reportOf(should)).exitCode).toBe(0);
});

test('what cannot be told any more wins over what is worse', () => {
  const before = reportOf({ 'HDR-001': 'pass', 'HDR-002': 'pass' });
  expect(diffReports(before, reportOf({ 'HDR-001': 'fail', 'HDR-002': 'pass' })).exitCode).toBe(1);
  expect(diffReports(before, reportOf({ 'HDR-001': 'fail', 'HDR-002': 'error' })).exitCode).toBe(2);
  expect(diffReports(before, reportOf({ 'HDR-001': 'fail', 'HDR-002': 'skip' })).exitCode).toBe(2);
});

test('what a selection left out is no longer judged, what a catalogue withdrew is told', () => {
  const before = reportOf({ 'HDR-001': 'pass', 'HDR-002': 'pass', 'THR-001': 'skip' });
  expect(diffReports(before, reportOf({ 'HDR-001': 'pass', 'THR-001': 'skip' })).exitCode).toBe(0);
  const selected = { only: ['HDR-001'] };
  const narrower = diffReports(before, reportOf({ 'HDR-001': 'pass' }, selected));
  expect(narrower.exitCode).toBe(2);
  expect(narrower.differences).toContainEqual({ what: 'selection', from: 'all', to: 'HDR-001' });
  const skipped = reportOf({ 'HDR-001': 'pass', 'THR-001': 'skip' });
  expect(diffReports(skipped, reportOf({ 'HDR-001': 'pass' }, selected)).exitCode).toBe(0);
});

test('another reading is told and changes nothing', () => {
  const withReading = (reading: string) => reportOf({ 'HDR-006': 'pass' }, {}, { 'HDR-006': reading });
  const found = diffReports(withReading('generated'), withReading('absent'));
  expect(found.readings).toEqual([{ requirement: 'HDR-006', from: 'generated', to: 'absent' }]);
  expect(found.exitCode).toBe(0);
  expect(textOf(found, plain)).toContain('Other readings\n  HDR-006 generated → absent');
  expect(diffReports(withReading('absent'), withReading('absent')).readings).toEqual([]);
  const skipped = diffReports(withReading('generated'), reportOf({ 'HDR-006': 'skip' }));
  expect(skipped.readings).toEqual([]);
});

test('a waiver that is newly unsound is worse, one that was before is not', () => {
  const verdicts = { 'HDR-001': 'pass', 'HDR-002': 'pass' } as const;
  const [before, after] = [reportOf(verdicts), reportOf(verdicts, { waivers: waiversFor({}) })];
  const found = diffReports(before, after);
  expect(found.newlyUnsound).toMatchObject([{ requirement: 'HDR-002' }]);
  expect(found.exitCode).toBe(1);
  expect(diffReports(after, after)).toMatchObject({ exitCode: 0, newlyUnsound: [] });
});

test('kit, contract, catalogue, seed, subject, strictness and waivers that differ are told', () => {
  const before = inState('pass');
  const after: Report = {
    ...before,
    kit: { ...before.kit, version: '9.9.9' },
    contract: { ...before.contract, sha256: 'e'.repeat(64) },
    catalogue: { sha256: 'f'.repeat(64) },
    seed: 8,
    strict: true,
    subject: { ...before.subject, id: 'fabrikam', name: 'the target fabrikam', baseUrl: 'https://b.example' },
    waivers: { file: 'waivers.yaml', sha256: 'a'.repeat(64), unsound: [], others: [] },
  };
  const { differences, exitCode } = diffReports(before, after, true);
  expect(differences.map(({ what }) => what)).toEqual([
    ...['subject', 'base URL', 'kit', 'contract', 'catalogue', 'seed', 'strict', 'waivers'],
  ]);
  expect(exitCode).toBe(0);
  expect(textOf(diffReports(before, after, true), plain)).toContain('catalogue: ');
  expect(diffReports(before, before).differences).toEqual([]);
});

test('reports of different subjects are compared on request alone', () => {
  const before = inState('pass');
  const after = { ...before, subject: { ...before.subject, id: 'fabrikam' } };
  expect(() => diffReports(before, after)).toThrow(
    'the first report is about contoso and the second about fabrikam; give --across',
  );
  expect(diffReports(before, after, true).differences.map(({ what }) => what)).toEqual(['subject']);
});

test('the text ends with what is worse: newly violated, then what is no longer judged, then both in a sentence', () => {
  const ids = ['HDR-001', 'HDR-002', 'HDR-003', 'HDR-004', 'HDR-005'];
  const reportIn = (...verdicts: readonly Verdict[]) =>
    reportOf(Object.fromEntries(ids.map((id, index) => [id, verdicts[index] ?? 'pass'])));
  const found = diffReports(
    reportIn('fail', 'pass', 'pass', 'pass'),
    reportIn('pass', 'skip', 'fail', 'error'),
  );
  const text = textOf(found, plain);
  const titles = ['Fixed', 'unchanged:', 'Newly violated', 'Newly an error', 'No longer judged', 'worse:'];
  const places = titles.map((title) => text.indexOf(title));
  expect(places.every((place) => place >= 0)).toBe(true);
  expect([...places].sort((a, b) => a - b)).toEqual(places);
  expect(text.split('\n\n').at(-1)?.replaceAll(/\s+/g, ' ')).toBe(
    'worse: 1 newly violated (HDR-003); nobody knows: 1 newly an error (HDR-004), 1 no longer judged (HDR-002)',
  );
});

test('of many ids the sentence names the first, and it names what a selection left out', () => {
  const six = ['HDR-001', 'HDR-002', 'HDR-003', 'HDR-004', 'HDR-005', 'HDR-006'];
  const all = (verdict: Verdict) => reportOf(Object.fromEntries(six.map((id) => [id, verdict])));
  expect(textOf(diffReports(all('pass'), all('fail')), plain)).toContain(
    'worse: 6 newly violated (HDR-001, HDR-002, HDR-003, HDR-004, HDR-005, …)',
  );
  const narrower = diffReports(all('pass'), reportOf({ 'HDR-001': 'pass' }, { only: ['HDR-001'] }));
  expect(textOf(narrower, plain)).toContain('nobody knows: 5 no longer judged (HDR-002, ');
});

test('reports of different sides are refused', () => {
  const subject = { id: 'client', kind: 'client', name: 'the client x', selfCheck: false } as const;
  const client = reportOf({ 'DEC-001': 'pass' }, { subject });
  expect(() => diffReports(inState('pass'), client)).toThrow(
    /first report is about a service .* about a client/,
  );
});

test('every form tells each change, and the text fits 80 columns', () => {
  const before = reportOf({ 'HDR-001': 'pass', 'HDR-002': 'fail', 'HDR-003': 'pass', 'HDR-004': 'pass' });
  const after = reportOf({ 'HDR-001': 'fail', 'HDR-002': 'pass', 'HDR-003': 'error', 'HDR-005': 'pass' });
  const found = diffReports(before, after);
  const text = textOf(found, plain);
  for (const form of [text, markdownOf(found)]) {
    for (const id of ['HDR-001', 'HDR-002', 'HDR-003', 'HDR-004', 'HDR-005']) expect(form).toContain(id);
    for (const title of [
      'Newly violated',
      'Fixed',
      'Newly an error',
      'Only in the first',
      'Only in the second',
    ])
      expect(form).toContain(title);
    expect(form).toMatch(/nobody knows/i);
  }
  expect(text.replaceAll(/\s+/g, ' ')).toContain('[at status: expected 200, received 500]');
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('the command takes files and folders, in three formats, and ends with what the comparison means', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  try {
    const first = join(folder, 'first.json');
    const second = join(folder, 'second');
    mkdirSync(second);
    writeFileSync(first, JSON.stringify(inState('pass')));
    writeFileSync(join(second, 'conformance.json'), JSON.stringify(inState('fail')));
    const [text, json, markdown, none, wrong] = await Promise.all([
      runCommand(['diff', first, second]),
      runCommand(['diff', first, second, '--format', 'json']),
      runCommand(['diff', second, first, '--format', 'markdown']),
      runCommand(['diff', first, join(folder, 'none')]),
      runCommand(['diff', first, second, '--format', 'markdwon']),
    ]);
    expect([text?.code, json?.code, markdown?.code]).toEqual([1, 1, 0]);
    expect(text?.stdout).toContain('Newly violated\n  HDR-002 must, pass → fail');
    expect(JSON.parse(json?.stdout ?? '')).toMatchObject({ exitCode: 1, unchanged: { pass: 1 } });
    expect(markdown?.stdout).toMatch(/^\*\*Nothing got worse\*\*\n/);
    expect([none?.code, none?.stdout, none?.stderr.split('\n').length]).toEqual([2, '', 2]);
    expect(wrong?.stderr).toContain('unknown format "markdwon"; did you mean "markdown"?');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
