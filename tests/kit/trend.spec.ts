import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { trend } from '../../src/cli/trend.js';
import { trendPage } from '../../src/forms/page/trend-page.js';
import type { Judgement, Report } from '../../src/report/report.js';
import { writeReport } from '../../src/report/report-file.js';
import { plainly } from '../../src/report/text.js';
import { type Run, trendOf } from '../../src/report/trend.js';
import { trendText } from '../../src/report/trend-text.js';
import { finding, judgement, reportWith, violated } from '../pages/reports-to-show.js';
import { runCommand } from './command.js';

/** A run on a day of May 2026. */
function run(day: number, requirements: readonly Judgement[], changes: Partial<Report> = {}): Run {
  const startedAt = `2026-05-${String(day).padStart(2, '0')}T10:20:30.000Z`;
  return {
    report: reportWith(requirements, { startedAt, ...changes }),
    place: `runs/${day}`,
    requests: day * 100,
  };
}

const skipped = judgement('THR-001', { verdict: 'skip', reason: 'no occasion came', area: 'throttling' });
const shown = judgement('THR-001', { area: 'throttling' });
const runs = [
  run(3, [judgement('HDR-002'), shown, judgement('HDR-009')]),
  run(1, [judgement('HDR-002'), skipped, judgement('HDR-009')]),
  run(2, [violated('HDR-002', [finding()]), skipped, judgement('HDR-009')]),
];

test('runs stand in the order of time, with what became red, what was mended, and what passes now', () => {
  const { turns, courses, subjects } = trendOf(runs);
  const changes = turns.map(({ red, mended, shown: passes, lost }) =>
    [red, mended, passes, lost].map((all) => all.map(({ requirement }) => requirement)),
  );
  expect(changes).toEqual([
    [['HDR-002'], [], [], []],
    [[], ['HDR-002'], ['THR-001'], []],
  ]);
  expect(courses.map(({ id, states }) => [id, ...states])).toEqual([
    ['HDR-002', 'held', 'violated', 'held'],
    ['THR-001', 'skipped', 'skipped', 'held'],
    ['HDR-009', 'held', 'held', 'held'],
  ]);
  expect(subjects).toEqual(['contoso']);
});

test('a terminal is told the runs, the requirements that changed, and how', () => {
  const text = trendText(trendOf(runs), plainly);
  expect(text).toContain('2 2026-05-02 10:20');
  expect(text).toContain('4.3 s, 200 requests');
  expect(text).toContain('.F.  HDR-002\nss.  THR-001\n1 requirements have one state in all 3 runs');
  expect(text).toMatch(/run 2\n {2}became red\n {4}HDR-002 pass → fail/);
  expect(text).toMatch(
    /run 3\n {2}is red no longer\n {4}HDR-002 fail → pass[\s\S]*was skipped, and passes\n {4}THR-001/,
  );
});

test('runs of different subjects, and by other contracts, are told as such', () => {
  const { report } = runs[2] ?? runs[0] ?? run(1, []);
  const other = {
    ...run(5, report.requirements),
    report: {
      ...report,
      startedAt: '2026-05-05T00:00:00.000Z',
      subject: { ...report.subject, id: 'fabrikam' },
      contract: { ...report.contract, version: '1.1.0' },
    },
  };
  const known = trendOf([...runs, other]);
  for (const told of [trendText(known, plainly), trendPage(known)]) {
    expect(told).toContain('different subjects: contoso, fabrikam');
    expect(told).toMatch(/contract 1\.0\.0 \(a+\) → 1\.1\.0/);
  }
});

test('a requirement that a run did not have is neither red nor passed there', () => {
  const { courses, turns } = trendOf([run(1, [judgement('HDR-002')]), run(2, [judgement('HDR-003')])]);
  expect(courses.map(({ states }) => states)).toEqual([
    ['held', undefined],
    [undefined, 'held'],
  ]);
  expect(turns[0]?.red).toEqual([]);
});

test('the page has each requirement in each run, and whatever a report says is a text in it', () => {
  const evil = '<script>alert(1)</script>';
  const page = trendPage(trendOf([...runs, run(4, [violated('HDR-002', [])], { notice: evil })]));
  expect(page).toContain('<a href="#HDR-002">HDR-002</a> pass → fail');
  expect(page).toContain('Was skipped, and passes');
  expect(page).not.toContain(evil);
  expect(page).toContain('&lt;script&gt;');
});

test('the command reads a folder of runs, and has a line for each that it leaves out', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-trend-'));
  try {
    const all = join(folder, 'all runs');
    for (const { report } of runs)
      writeReport(report, join(all, report.startedAt.slice(0, 10)), 'conformance.json');
    const records = [{ type: 'header' }, { type: 'exchange' }, { type: 'exchange' }, { type: 'footer' }];
    writeFileSync(
      join(all, '2026-05-01', 'evidence.ndjson'),
      records.map((record) => `${JSON.stringify(record)}\n`).join(''),
    );
    mkdirSync(join(all, 'holiday'));
    const older = { format: 'qualification-kit-conformance/1', kit: { version: '0.0.9' }, requirements: [] };
    writeReport(
      { ...runs[0]?.report, ...older } as unknown as Report,
      join(all, 'older'),
      'conformance.json',
    );
    const page = join(folder, 'trend.html');
    const { code, stdout, stderr } = await runCommand(['trend', all, '--output', page]);
    expect(code).toBe(0);
    expect(stdout).toContain('2 requests');
    expect(stdout).toContain('.F.  HDR-002');
    expect(stderr).toMatch(/holiday is left out: it has no conformance\.json/);
    expect(stderr).toMatch(/older is left out: .*has the format qualification-kit-conformance\/1/);
    expect(readFileSync(page, 'utf8')).toContain('3 runs of contoso');
    const none = join(all, 'holiday');
    const given = { output: page };
    await expect(trend([none], given)).rejects.toThrow(/^no report can be read there; give folders of runs$/);
    await expect(trend([all], { ...given, side: 'client' })).rejects.toThrow(/^no report about a client/);
    await expect(trend([join(all, 'nowhere')], given)).rejects.toThrow(
      /^there is no .*nowhere; give the folders/,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
