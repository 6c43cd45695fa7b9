import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { parse } from 'yaml';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { schemaEngine } from '../../src/files/json-schema.js';
import { packageRoot } from '../../src/files/package-root.js';
import { behaviourNamed } from '../../src/mock/faults.js';
import { startMock } from '../../src/mock/server.js';
import type { Report } from '../../src/report/report.js';
import { closingOf, detailsOf, tableOf } from '../../src/report/text.js';
import { fileToConsider, newViolations } from '../../src/report/waivers/consider-waivers.js';
import type { Waiver } from '../../src/report/waivers/waiver.js';
import { readWaivers } from '../../src/report/waivers/waivers-file.js';
import { violationsOf } from '../../src/report/what-to-do.js';
import { exitCodeOf, type Verdict } from '../../src/verdict.js';
import { miniature } from './clients-under-test.js';
import { environmentFor, runCommand } from './command.js';
import { reportOf, waiversFor } from './composed-report.js';

const catalogue = loadCatalogue();
const schemaFile = join(packageRoot, 'schemas', 'waivers.schema.json');
const validate = schemaEngine().compile(JSON.parse(readFileSync(schemaFile, 'utf8')));
const plain = (_: unknown, text: string) => text;
const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ');

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
});

test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

function written(text: string): string {
  const file = join(folder, 'waivers.yaml');
  writeFileSync(file, text);
  return file;
}

const lines = [
  'waivers:',
  '  - requirement: HDR-002',
  '    target: contoso',
  '    reason: the gateway is replaced in autumn',
  '    owner: qa@contoso.example',
  '    ticket: QA-17',
  '    expires: 2026-12-31',
  '',
];
const good = lines.join('\n');
/** The file with another line in place of the one that begins with a key. */
const withLine = (key: string, line: string) => good.replace(new RegExp(`^ +${key}:.*$`, 'm'), `    ${line}`);

const accepted: readonly (readonly [what: string, text: string, lines: readonly string[]])[] = [
  ['one waiver', good, ['2-7']],
  ['Windows line ends', lines.join('\r\n'), ['2-7']],
  ['a byte order mark', `\ufeff${good}`, ['2-7']],
  ['both', `\ufeff${lines.join('\r\n')}`, ['2-7']],
  ['a day in quotes', withLine('expires', 'expires: "2026-12-31"'), ['2-7']],
  ['a leap day', withLine('expires', 'expires: 2028-02-29'), ['2-7']],
  ['a ticket called TODO-12', withLine('ticket', 'ticket: TODO-12'), ['2-7']],
  ['a comment and an empty line behind an entry', `${good}\n  # the end\n`, ['2-7']],
  ['a dash on a line of its own', good.replace('- requirement', '-\n    requirement'), ['2-8']],
  ['an empty list', 'waivers: []\n', []],
  ['no entry left', 'waivers:\n', []],
  [
    'entries in braces',
    'waivers:\n  - {requirement: A, target: b, reason: c, owner: d,\n     ticket: e, expires: 2026-12-31}\n',
    ['2-3'],
  ],
];

for (const [what, text, places] of accepted)
  test(`a file with ${what} is accepted, and its entries know their lines`, () => {
    const { entries } = readWaivers(written(text));
    expect(entries.map(({ first, last }) => `${first}-${last}`)).toEqual(places);
    for (const { waiver } of entries) expect(waiver.expires).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
  });

const refused: readonly (readonly [what: string, text: string, said: RegExp])[] = [
  ['nothing in it', '', /waivers\.yaml:1 is empty; .*"waivers: \[\]"/],
  ['a comment alone', '# later\n', /:1 is empty/],
  ['a list without a key', good.split('\n').slice(1).join('\n'), /the file must be object at .*:1/],
  ['an unknown key', withLine('owner', 'ownr: me'), /unknown key "ownr" at .*:5; did you mean "owner"\?/],
  ['an unknown first key', good.replace('waivers:', 'waiver:'), /unknown key "waiver" at .*:1; did you mean/],
  ['a key missing', withLine('owner', '# none'), /key "owner" is missing in entry 1 at .*:2/],
  ['a key twice', withLine('owner', 'target: me'), /waivers\.yaml:5 is not YAML: Map keys must be unique/],
  [
    'a day that is none',
    withLine('expires', 'expires: 2026-02-30'),
    /"expires" at .*:7 is no day .*2026-02-30/,
  ],
  ['a time', withLine('expires', 'expires: 2026-12-31T10:00:00Z'), /"expires" at .*:7 is no day/],
  ['a month alone', withLine('expires', 'expires: 2026-12'), /"expires" at .*:7 is no day/],
  ['a number for a day', withLine('expires', 'expires: 20261231'), /"expires" at .*:7 is no day/],
  ['a day of YAML 1.1', `%YAML 1.1\n---\n${good}`, /"expires" at .*:9 is a time .*in quotes/],
  ['a number for a ticket', withLine('ticket', 'ticket: 17'), /"ticket" at .*:6 is a number .*"17"/],
  ['no owner', withLine('owner', 'owner:'), /"owner" at .*:5 is empty/],
  ['blanks for an owner', withLine('owner', 'owner: "  "'), /"owner" at .*:5 is empty/],
  [
    'an owner to be filled in',
    withLine('owner', 'owner: TODO'),
    /"owner" at .*:5 still says TODO; fill it in/,
  ],
  ['a reason to be filled in', withLine('reason', 'reason: "todo: why"'), /"reason" at .*:4 still says/],
  [
    'Windows line ends and a TODO',
    withLine('owner', 'owner: TODO').replaceAll('\n', '\r\n'),
    /:5 still says/,
  ],
  ['a bracket too many', 'waivers: [\n', /waivers\.yaml:\d is not YAML/],
];

for (const [what, text, said] of refused)
  test(`a file with ${what} is refused with its line`, () => {
    expect(() => readWaivers(written(text))).toThrow(said);
  });

test('the published schema refuses what is to be filled in, and days that are none', () => {
  for (const [key, value] of [
    ['owner', 'TODO'],
    ['reason', 'todo: why'],
    ['ticket', ' '],
    ['expires', '2026-02-30'],
  ])
    expect(validate(parse(withLine(key ?? '', `${key}: "${value}"`))), key).toBe(false);
});

test('a file that was named and is not there is an error with the nearest file', () => {
  written(good);
  expect(() => readWaivers(join(folder, 'waiver.yaml'))).toThrow(
    /no .*waiver\.yaml; did you mean "waivers\.yaml"/,
  );
});

interface Applied {
  readonly what: string;
  readonly waivers: readonly Partial<Waiver>[];
  readonly verdict: Verdict;
  readonly changes?: Parameters<typeof reportOf>[1];
  readonly overall: Verdict;
  readonly excused?: true;
  readonly unsound?: readonly RegExp[];
}

/** One requirement, HDR-002, beside another one that passes. The run is of 2026-06-15. */
const applied: readonly Applied[] = [
  { what: 'excuses a violation', waivers: [{}], verdict: 'fail', overall: 'pass', excused: true },
  { what: 'excuses no error', waivers: [{}], verdict: 'error', overall: 'error' },
  { what: 'is not needed for a skip', waivers: [{}], verdict: 'skip', overall: 'pass' },
  {
    what: 'is unsound when its requirement holds',
    waivers: [{}],
    verdict: 'pass',
    overall: 'fail',
    unsound: [/^waivers\.yaml:2 HDR-002 holds, .*remove lines 2 to 7$/],
  },
  {
    what: 'that is not needed is left alone when the run is a part of one',
    waivers: [{}],
    verdict: 'pass',
    changes: { partial: true },
    overall: 'pass',
  },
  {
    what: 'holds on its last day, in UTC',
    waivers: [{ expires: '2026-06-15' }],
    verdict: 'fail',
    overall: 'pass',
    excused: true,
  },
  {
    what: 'does not hold on the day after',
    waivers: [{ expires: '2026-06-14' }],
    verdict: 'fail',
    overall: 'fail',
    unsound: [/HDR-002 is waived until 2026-06-14, which is over; remove lines 2 to 7 when .* repaired/],
  },
  {
    what: 'that is over is unsound whatever came of its requirement',
    waivers: [{ expires: '2026-06-14' }],
    verdict: 'skip',
    overall: 'fail',
    unsound: [/which is over; remove lines 2 to 7$/],
  },
  {
    what: 'of an unknown requirement is unsound, with the nearest id',
    waivers: [{ requirement: 'HDR-02' }],
    verdict: 'pass',
    overall: 'fail',
    unsound: [/no requirement "HDR-02"; did you mean "HDR-002"\? Correct it, or remove lines 2 to 7/],
  },
  {
    what: 'that stands twice excuses once, and the second is unsound',
    waivers: [{}, { owner: 'somebody else' }],
    verdict: 'fail',
    overall: 'fail',
    excused: true,
    unsound: [/^waivers\.yaml:8 HDR-002 is waived at waivers\.yaml:2 already; remove lines 8 to 13$/],
  },
  {
    what: 'that was renewed below holds, and the old entry is unsound',
    waivers: [{ expires: '2026-01-31' }, {}],
    verdict: 'fail',
    overall: 'fail',
    excused: true,
    unsound: [/^waivers\.yaml:2 .*which is over/],
  },
  {
    what: 'of another target is not used',
    waivers: [{ target: 'fabrikam' }],
    verdict: 'fail',
    overall: 'fail',
  },
  {
    what: 'of another target is not unsound, even if over and unknown',
    waivers: [
      { target: 'fabrikam', expires: '2020-01-01' },
      { target: 'fabrikam', requirement: 'X' },
    ],
    verdict: 'pass',
    overall: 'pass',
  },
  {
    what: 'of a requirement that was not selected is not unsound',
    waivers: [{ requirement: 'HDR-009', expires: '2020-01-01' }],
    verdict: 'pass',
    overall: 'pass',
  },
  {
    what: 'of the other side is not unsound',
    waivers: [{ requirement: 'DEC-001' }],
    verdict: 'pass',
    overall: 'pass',
  },
  {
    what: 'that is unsound leaves an error an error',
    waivers: [{ requirement: 'HDR-02' }],
    verdict: 'error',
    overall: 'error',
    unsound: [/no requirement/],
  },
];

for (const { what, waivers, verdict, changes, overall, excused, unsound = [] } of applied)
  test(`a waiver ${what}`, () => {
    const file = waiversFor(...waivers);
    const report = reportOf({ 'HDR-002': verdict, 'HDR-001': 'pass' }, { waivers: file, ...changes });
    expect(report.verdict).toBe(overall);
    const judged = report.requirements.find(({ id }) => id === 'HDR-002');
    expect(judged?.waiver !== undefined).toBe(excused === true);
    expect(report.counts.waived).toBe(excused ? 1 : 0);
    const told = report.waivers?.unsound.map(({ at, problem }) => `${at} ${problem}`) ?? [];
    expect(told).toHaveLength(unsound.length);
    for (const [index, pattern] of unsound.entries()) expect(told[index]).toMatch(pattern);
    const details = oneLine(detailsOf(report, plain));
    for (const line of told) expect(details).toContain(`waiver not accepted ${line.replace(' ', ': ')}`);
    expect(closingOf(report, plain)).not.toMatch(excused ? /^conformant(?! but for 1 waived)/ : /but for/);
  });

test('a client that was judged in one scenario alone may violate in another, so its waiver stays', () => {
  const subject = { id: 'client', kind: 'client', name: 'the client x', selfCheck: false } as const;
  const waivers = waiversFor({ requirement: 'DEC-001', target: 'client' });
  const verdictFor = (only: readonly string[]) =>
    reportOf({ 'DEC-001': 'pass' }, { subject, waivers, only }).verdict;
  expect(verdictFor(['value-none'])).toBe('pass');
  expect(verdictFor(['DEC-001'])).toBe('fail');
});

test('the terminal has a column for the waived where there are any, in 80 columns', () => {
  const long = {
    owner: 'the integration team of the northern region',
    ticket: 'https://tickets.example/QA-17',
  };
  const waived = reportOf(
    { 'HDR-001': 'pass', 'HDR-002': 'fail', 'HDR-003': 'fail' },
    { waivers: waiversFor({}, { requirement: 'HDR-003', ...long }) },
  );
  expect(tableOf(waived, plain).split('\n')[0]).toMatch(/pass +fail +waived +skip +error$/);
  expect(tableOf(waived, plain)).toMatch(/headers +1 +0 +2 +0 +0/);
  const details = [detailsOf(waived, plain), ...violationsOf(waived, catalogue, 'results', plain)].join('\n');
  expect(details).toContain(
    'waived HDR-002 must: qa@contoso.example answers for it, QA-17, until 2026-12-31\n',
  );
  expect(details).not.toContain('expected 200');
  expect(oneLine(closingOf(waived, plain))).toBe('conformant but for 2 waived violations: 2 waived, 1 pass');
  const all = `${tableOf(waived, plain)}\n${details}`;
  expect(all.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(tableOf(reportOf({ 'HDR-001': 'pass' }), plain)).not.toContain('waived');
});

/** What the last line says, by what a run found of three requirements of which the second is waived. */
const closings: readonly (readonly [verdicts: readonly Verdict[], code: 0 | 1 | 2, said: RegExp])[] = [
  [['pass', 'fail', 'pass'], 0, /^conformant but for 1 waived violation: 1 waived, 2 pass$/],
  [['fail', 'fail', 'pass'], 1, /^not conformant: 1 MUST violated, 1 waived, 1 pass$/],
  [['error', 'fail', 'pass'], 2, /^could not be judged: 1 waived, 1 not judged, 1 pass$/],
  [['skip', 'fail', 'skip'], 2, /^nothing was shown to hold: 1 waived, 2 skipped$/],
  [['pass', 'pass', 'pass'], 1, /^not conformant: 3 pass, 1 waiver not accepted$/],
];

for (const [[first = 'pass', second = 'pass', third = 'pass'], code, said] of closings)
  test(`${first}, ${second} with a waiver, and ${third} end a run with ${code}, in words that fit`, () => {
    const verdicts = { 'HDR-001': first, 'HDR-002': second, 'HDR-003': third };
    const report = reportOf(verdicts, { waivers: waiversFor({}) });
    expect(exitCodeOf(report.verdict)).toBe(code);
    expect(closingOf(report, plain)).toMatch(said);
  });

test('entries to consider have the shape of waivers for what newly fails, and are refused until they are filled in', () => {
  const subject = { ...reportOf({ 'HDR-001': 'pass' }).subject, id: '2nd: tenant' };
  const report: Report = reportOf(
    { 'HDR-001': 'fail', 'HDR-002': 'fail', 'HDR-003': 'error', 'HDR-004': 'pass', 'RTE-011': 'fail' },
    { subject, waivers: waiversFor({ target: '2nd: tenant' }) },
  );
  const violations = newViolations(report);
  expect(violations.map(({ id }) => id)).toEqual(['HDR-001']);
  const text = fileToConsider(report, violations, folder);
  expect(parse(text)).toEqual({
    waivers: [
      {
        requirement: 'HDR-001',
        target: '2nd: tenant',
        ...{ reason: 'TODO', owner: 'TODO', ticket: 'TODO', expires: '2026-07-15' },
      },
    ],
  });
  expect(() => readWaivers(written(text))).toThrow(/"reason" at .* still says TODO/);
  const { entries } = readWaivers(written(text.replaceAll('TODO', 'QA-1')));
  expect(entries.map(({ waiver }) => waiver.requirement)).toEqual(['HDR-001']);
});

test('the command takes waivers.yaml of its folder, and proposes waivers for what is new', async () => {
  const mock = await startMock({
    contract: loadContract(),
    seed: 3,
    behaviours: [behaviourNamed('ids-doubled')],
  });
  try {
    const env = await environmentFor(mock);
    const only = ['--operation', 'getCustomerQualification', '--only', 'HDR-004', '--only', 'HDR-001'];
    const args = ['service', ...only, '--output', join(folder, 'results')];
    const before = await runCommand(args, env, undefined, folder);
    expect(before.code, before.stderr).toBe(1);
    expect(before.stdout).toMatch(/^more {4}waivers to fill in:\s+\S*waivers-to-consider\.yaml$/m);
    const proposed = readFileSync(join(folder, 'results', 'waivers-to-consider.yaml'), 'utf8');
    expect(proposed).toMatch(/^ {2}- requirement: HDR-004\n {4}target: service\n {4}reason: TODO$/m);
    written(proposed);
    const refusedRun = await runCommand(args, env, undefined, folder);
    expect({ code: refusedRun.code, stdout: refusedRun.stdout }).toEqual({ code: 2, stdout: '' });
    expect(refusedRun.stderr).toMatch(
      /^qualification-kit: "reason" at waivers\.yaml:\d+ still says TODO.*\n$/,
    );
    written(proposed.replaceAll('TODO', 'QA-17'));
    const after = await runCommand(args, env, undefined, folder);
    expect(after.code, after.stdout + after.stderr).toBe(0);
    expect(oneLine(after.stdout)).toMatch(
      /conformant but for 1 waived violation, 2 of \d+ requirements judged: 1 waived, 1 pass/,
    );
    expect(after.stdout).not.toContain('waivers-to-consider');
  } finally {
    await mock.close();
  }
});

test('a waiver of a client that holds fails its run, and a file that was named must be there', async () => {
  const file = written(withLine('target', 'target: client').replace('HDR-002', 'DEC-001'));
  const args = ['client', '--persistent', '--only', 'DEC-001', '--waivers'];
  const driver = ['--', ...miniature('good'), '--persistent'];
  const [run, missing] = [
    await runCommand([...args, file, ...driver]),
    await runCommand([...args, `${file}x`, ...driver]),
  ];
  expect([run.code, run.report?.verdict, run.stderr]).toEqual([1, 'fail', '']);
  expect(run.report?.waivers?.unsound).toMatchObject([{ requirement: 'DEC-001', at: `${file}:2` }]);
  expect(oneLine(run.stdout)).toMatch(/not conformant.*: \d+ pass, (\d+ skipped, )?1 waiver not accepted/);
  expect([missing.code, missing.stdout]).toEqual([2, '']);
  expect(missing.stderr).toMatch(/there is no .*waivers\.yamlx; did you mean "waivers\.yaml"\?\n$/);
});
