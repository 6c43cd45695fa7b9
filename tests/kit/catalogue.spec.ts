import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { lintCatalogue } from '../../src/catalogue/lint-catalogue.js';
import { universalChecks } from '../../src/checks/universal.js';
import { explanationOf } from '../../src/cli/explain.js';
import { scenarios } from '../../src/client/scenarios.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { packageRoot } from '../../src/files/package-root.js';
import { faults } from '../../src/mock/faults.js';
import { checks } from '../../src/operations/all-checks.js';
import { probes } from '../../src/operations/all-probes.js';
import { judgeAll, withoutOperations } from '../../src/report/judge-all.js';
import type { RequirementRecord } from '../../src/report/record.js';
import { overallVerdict } from '../../src/report/run-verdict.js';
import { runCommand } from './command.js';

const catalogue = loadCatalogue();
const testFiles = readdirSync(join(packageRoot, 'tests', 'service')).map((name) =>
  readFileSync(join(packageRoot, 'tests', 'service', name), 'utf8'),
);

test('the catalogue that comes with the kit has nothing wrong with it', () => {
  expect(lintCatalogue().requirements.length).toBe(catalogue.requirements.length);
});

test('every requirement of the service side has a test, and every universal check a requirement', () => {
  const tested = new Set(testFiles.flatMap((text) => text.match(/\b[A-Z]{3}-\d{3}\b/g) ?? []));
  for (const { id } of probes) tested.add(id);
  expect(catalogue.select('service', []).flatMap(({ id }) => (tested.has(id) ? [] : [id]))).toEqual([]);
  const checked = [...universalChecks.keys(), ...checks.map(([id]) => id)];
  expect(checked.filter((id) => !catalogue.has(id))).toEqual([]);
});

test('every source is leaned on, and statements are facts', () => {
  const used = new Set(
    catalogue.requirements.flatMap(({ sources, readings }) => [
      ...sources.map(({ document }) => document),
      ...readings.map(({ source }) => source),
    ]),
  );
  const inContract = JSON.stringify(loadContract().document);
  expect(
    [...catalogue.sources.keys()].filter((key) => !used.has(key) && !inContract.includes(`"${key}"`)),
  ).toEqual([]);
  expect(
    catalogue.requirements.filter(({ statement }) => /\bshould\b/i.test(statement)).map(({ id }) => id),
  ).toEqual([]);
});

test('no MUST leans on best practices alone', () => {
  const advised = catalogue.requirements.filter(({ sources }) =>
    sources.every(({ section }) => section === 'Best practices'),
  );
  expect(advised.map(({ id }) => id)).toContain('RTY-006');
  expect(advised.filter(({ level }) => level === 'MUST').map(({ id }) => id)).toEqual([]);
});

const record = (
  id: string,
  verdict: RequirementRecord['verdict'],
  more: Partial<RequirementRecord> = {},
): RequirementRecord => ({
  id,
  verdict,
  readings: [],
  findings: [],
  ...more,
});
const scope = catalogue.requirements.filter(({ id }) =>
  ['BDY-005', 'BDY-006', 'BDY-009', 'RTE-005', 'RTE-001'].includes(id),
);

function verdictsOf(records: readonly RequirementRecord[]): { [id: string]: string } {
  return Object.fromEntries(
    judgeAll(withoutOperations(scope), { catalogue, records: records, missing: 'not judged' }).map(
      ({ id, verdict }) => [id, verdict],
    ),
  );
}

test('a requirement without a record is an error', () => {
  expect(verdictsOf([])).toEqual({
    'BDY-005': 'error',
    'BDY-006': 'error',
    'BDY-009': 'error',
    'RTE-001': 'error',
    'RTE-005': 'error',
  });
});

test('the worst record counts, and a skip never hides anything', () => {
  const verdicts = verdictsOf([
    record('BDY-005', 'skip'),
    record('BDY-005', 'pass'),
    record('RTE-001', 'pass'),
    record('RTE-001', 'error'),
  ]);
  expect([verdicts['BDY-005'], verdicts['RTE-001']]).toEqual(['pass', 'error']);
});

test('what a violated prerequisite leaves nothing to judge of is skipped, along the whole chain', () => {
  const judged = judgeAll(withoutOperations(scope), {
    catalogue,
    records: [record('BDY-005', 'fail')],
    missing: 'not judged',
  });
  expect(
    judged.filter(({ id }) => id.startsWith('BDY')).map(({ id, verdict, reason }) => [id, verdict, reason]),
  ).toEqual([
    ['BDY-005', 'fail', undefined],
    ['BDY-006', 'skip', 'BDY-005 is violated, which leaves nothing to judge'],
    ['BDY-009', 'skip', 'BDY-005 is violated, which leaves nothing to judge'],
  ]);
});

test('a violated prerequisite is told where it leaves nothing else to judge, selected or not', () => {
  const only = catalogue.requirements.filter(({ id }) => id === 'BDY-006');
  const judged = judgeAll(withoutOperations(only), {
    catalogue,
    records: [record('BDY-005', 'fail'), record('RTE-001', 'fail')],
    missing: 'not judged',
  });
  expect(judged.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['BDY-005', 'fail'],
    ['BDY-006', 'skip'],
  ]);
});

test('a skip that is lawful keeps its reason, whatever else is violated', () => {
  const only = catalogue.requirements.filter(({ id }) => id === 'DEC-007');
  const reason = 'the client does not offer gzip';
  const reasonsOf = (more: Partial<RequirementRecord>) =>
    judgeAll(withoutOperations(only), {
      catalogue,
      records: [record('DEC-007', 'skip', { reason, ...more }), record('FLR-001', 'fail')],
      missing: 'not judged',
    }).map(({ id, reason: told }) => [id, told]);
  expect(reasonsOf({ lawful: true })).toEqual([['DEC-007', reason]]);
  expect(reasonsOf({})).toEqual([
    ['DEC-007', 'FLR-001 is violated, which leaves nothing to judge'],
    ['FLR-001', undefined],
  ]);
});

test('a violated SHOULD fails a strict run alone, and a run of nothing but skips is no pass', () => {
  const all = scope.map(({ id }) => record(id, id === 'RTE-005' ? 'fail' : 'pass'));
  const judged = judgeAll(withoutOperations(scope), { catalogue, records: all, missing: 'not judged' });
  expect([overallVerdict(judged, false), overallVerdict(judged, true)]).toEqual(['pass', 'fail']);
  const skipped = judgeAll(withoutOperations(scope), {
    catalogue,
    records: scope.map(({ id }) => record(id, 'skip')),
    missing: 'not judged',
  });
  expect(overallVerdict(skipped, false)).toBe('skip');
});

test('list and explain tell of every requirement, in lines of 80 columns', async () => {
  const { stdout, code } = await runCommand(['list']);
  expect(code).toBe(0);
  for (const { id } of catalogue.requirements) expect(stdout).toContain(id);
  const json = await runCommand(['list', '--format', 'json', '--side', 'service']);
  expect(JSON.parse(json.stdout)).toHaveLength(catalogue.select('service', []).length);
  const explained = await runCommand(['explain', 'hdr-002']);
  expect(explained.stdout).toContain('fault correlation-id-lost');
  const names = [...catalogue.requirements.map(({ id }) => id), ...faults.map(({ name }) => name)];
  const long = [stdout, explained.stdout, ...names.map(explanationOf)]
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.length > 80 && line.trim().includes(' '));
  expect(long).toEqual([]);
});

test('explain tells of every scenario, of one that is called like a fault too', () => {
  const untold = scenarios.filter(({ name }) => !explanationOf(name).includes('scenario of the client side'));
  expect(untold.map(({ name }) => name)).toEqual([]);
  expect(explanationOf('byte-order-mark')).toContain('fault, caught by BDY-004');
});
