import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import type { Evidence } from '../../src/http/evidence.js';
import { curlLineOf } from '../../src/report/curl-line.js';
import type { Report } from '../../src/report/report.js';
import { detailsOf, legendOf, plainly } from '../../src/report/text.js';
import { violationsOf } from '../../src/report/what-to-do.js';
import { reportOf } from './composed-report.js';

const catalogue = loadCatalogue();
const client = { id: 'mine', kind: 'client', selfCheck: false, mode: 'one process per call' } as const;

/** A report of a violation that an exchange shows. */
function shownReport(): { readonly report: Report; readonly request: Evidence['request'] } {
  const report = reportOf({ 'HDR-001': 'pass', 'HDR-002': 'fail' });
  const request: Evidence['request'] = {
    method: 'GET',
    url: 'https://api.example/v1/customers/1c752ab5-7956-4744-bde5-2fa96717f1fa/qualification',
    headers: [
      ['Authorization', 'Bearer [app token]'],
      ['Accept', 'application/json'],
    ],
  };
  const exchange = { request, startedAt: report.startedAt, durationMs: 3, failure: 'nothing' };
  const requirements = report.requirements.map((one) => ({
    ...one,
    findings: one.findings.map((finding) => ({ ...finding, exchange })),
  }));
  return { report: { ...report, requirements }, request };
}

test('a violation is told once, with its fix, its request for curl, and the command that sends it again', () => {
  const { report } = shownReport();
  const [told = '', ...others] = violationsOf(report, catalogue, 'my results', plainly);
  expect(others).toEqual([]);
  expect(told).toContain(`  fix     ${catalogue.get('HDR-002').fix}`);
  expect(told).toMatch(/^ {2}curl {4}-qsSig --http1\.1 --path-as-is/m);
  expect(told).toMatch(/^ {2}again {3}npx --no qualification-kit replay 'my results' HDR-002$/m);
  expect(detailsOf(report, plainly)).not.toContain('HDR-002');
});

test('the short form of the request for curl has what the long one has', () => {
  const { report, request } = shownReport();
  const [told = ''] = violationsOf(report, catalogue, 'results', plainly);
  const short = /^ {2}curl {4}([\s\S]*?)\n {2}again/m.exec(told)?.[1] ?? '';
  const words = (text: string) => text.replaceAll(/\s*\\\n\s*/g, ' ').split(' ');
  const long = words(curlLineOf(request)?.command ?? '').filter(
    (word) => !/^(curl|-q|-sS|-i|--globoff|--request|'GET'|--url|--header)$/.test(word),
  );
  expect(long.length).toBeGreaterThan(5);
  expect(words(short).filter((word) => !/^(-qsSig|-H)$/.test(word))).toEqual(long);
});

test('a finding of a client has the command that plays its scenario again, with the driver where all of it is known', () => {
  for (const [name, driver] of [
    ['the client node driver.mjs', 'node driver.mjs'],
    ['the client node driver.mjs --token …', 'DRIVER'],
  ] as const) {
    const report = reportOf({ 'DEC-008': 'fail' }, { subject: { ...client, name }, seed: 7 });
    const [judged] = report.requirements;
    if (!judged) throw new Error('nothing was judged');
    const findings = judged.findings.map((one) => ({ ...one, scenario: 'byte-order-mark' }));
    const [told = ''] = violationsOf(
      { ...report, requirements: [{ ...judged, findings }] },
      catalogue,
      'results',
      plainly,
    );
    expect(told.replaceAll(/\s+/g, ' ')).toContain(
      `again npx --no qualification-kit client --name mine --only byte-order-mark --seed 7 -- ${driver}`,
    );
  }
});

test('the signs are explained where something is violated, and nowhere else', () => {
  expect(legendOf(reportOf({ 'HDR-001': 'pass' }), plainly)).toEqual([]);
  const verdicts = { 'HDR-001': 'pass', 'HDR-002': 'fail', 'RTE-011': 'fail' } as const;
  const told = '  . pass   ! SHOULD violated   F MUST violated';
  expect(legendOf(reportOf(verdicts), plainly)).toEqual([told]);
});
