import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { parse, stringify } from 'yaml';
import { statement } from '../../src/cli/statement.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { gateRecordIn } from '../../src/evidence/manifest.js';
import { publishedSchema, schemaEngine } from '../../src/files/json-schema.js';
import { quarantineOf } from '../../src/gate/quarantine.js';
import { behaviourNamed } from '../../src/mock/faults.js';
import { startMock } from '../../src/mock/server.js';
import type { GateRecord } from '../../src/report/gate-record.js';
import { type Report, selfCheckNoticeOf } from '../../src/report/report.js';
import { loadReport } from '../../src/report/report-file.js';
import { commandFor } from '../../src/report/statement/reproduce.js';
import { type Statement, statementOf } from '../../src/report/statement/statement.js';
import { markdownOf } from '../../src/report/statement/statement-markdown.js';
import { environmentFor, runCommand } from './command.js';
import { reportOf, waiversFor } from './composed-report.js';

const validate = schemaEngine().compile(publishedSchema('statement'));
const validateReport = schemaEngine().compile(publishedSchema('conformance'));

const sha256 = 'c'.repeat(64);
const clean: GateRecord = { clean: true, files: 3, leaks: 0, unread: 0, conformance: sha256 };
const now = new Date('2026-07-01T10:00:00Z');

function stated(report: Report, gate: GateRecord | undefined = clean, when = now): Statement {
  expect(validateReport(report), JSON.stringify(validateReport.errors)).toBe(true);
  const made = statementOf({ report, sha256 }, gate, { name: 'Qualifier', contact: ['qa@a.example'] }, when);
  expect(validate(parse(stringify(made))), JSON.stringify(validate.errors)).toBe(true);
  return made;
}

const selfCheck = {
  subject: { id: 'mock', kind: 'service', name: 'the embedded mock', selfCheck: true },
} as const;

test('a statement of conformance tells versions, digests, counts, readings, skips and the command', () => {
  const report = reportOf(
    { 'HDR-001': 'pass', 'HDR-006': 'pass', 'THR-001': 'skip', 'THR-002': 'skip', 'RTE-011': 'fail' },
    {},
    { 'HDR-006': 'generated' },
  );
  const made = stated(report);
  expect(made).toMatchObject({
    conclusion: 'conformant: 1 MAY violated, 2 pass, 2 skipped',
    conformant: true,
    coverage: 'all requirements',
    date: '2026-06-15',
    stated: '2026-07-01',
    implementation: { name: 'Qualifier', contact: ['qa@a.example'] },
    kit: { version: report.kit.version, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
    contract: report.contract,
    catalogue: report.catalogue,
    conformance: { sha256 },
    counts: { pass: 2, fail: 1, waived: 0, skip: 2, error: 0 },
    violations: [],
    notBinding: [{ requirement: 'RTE-011', level: 'MAY' }],
    readings: [
      { requirement: 'HDR-006', reading: 'generated', meaning: expect.stringContaining('makes ids') },
    ],
    skipped: [
      { reason: 'no occasion for THR-001', requirements: ['THR-001'] },
      { reason: 'no occasion for THR-002', requirements: ['THR-002'] },
    ],
    command: 'npx --no qualification-kit service --target contoso --seed 7',
  });
  expect(Object.keys(made)[0]).toBe('conclusion');
  const page = markdownOf(made);
  expect(page.split('\n')[0]).toMatch(/^# Conformant: 1 MAY violated, 2 pass/);
  for (const word of [sha256, report.catalogue.sha256, 'RTE-011', 'THR-002', 'generated', 'not given'])
    expect(page).toContain(word);
});

test('a violation makes it a statement of non-conformance, which says so first', () => {
  const made = stated(reportOf({ 'HDR-001': 'pass', 'HDR-002': 'fail' }));
  expect(made.conformant).toBe(false);
  expect(made.conclusion).toMatch(/^not conformant: 1 MUST violated/);
  expect(made.violations).toMatchObject([{ requirement: 'HDR-002', level: 'MUST' }]);
  expect(markdownOf(made)).toMatch(/^# Not conformant: 1 MUST violated/);
});

test('waived violations stand there with all fields, and those that are over since are marked', () => {
  const file = waiversFor({ reason: 'a | b\n<script>', expires: '2026-06-20' }, { requirement: 'HDR-02' });
  const [sound, all] = [{ ...file, entries: file.entries.slice(0, 1) }, file].map((waivers) =>
    stated(reportOf({ 'HDR-001': 'pass', 'HDR-002': 'fail' }, { waivers })),
  );
  expect(sound?.conclusion).toMatch(/^conformant but for 1 waived violation/);
  expect(sound?.waivers).toMatchObject([
    {
      ...{
        requirement: 'HDR-002',
        target: 'contoso',
        reason: 'a | b\n<script>',
        owner: 'qa@contoso.example',
      },
      ...{ ticket: 'QA-17', expires: '2026-06-20', expired: true, level: 'MUST' },
    },
  ]);
  expect(sound && markdownOf(sound)).toContain(
    '| contoso | a \\| b &lt;script> | qa@contoso.example | QA-17 | 2026-06-20, which is over |',
  );
  expect(sound?.command).toContain(' --waivers waivers.yaml');
  expect(all?.conclusion).toMatch(/^not conformant: .*1 waiver not accepted/);
  expect(all?.waiversFile?.unsound).toMatchObject([{ requirement: 'HDR-02' }]);
});

test('a selection and a self-check are said at once', () => {
  const only = stated(reportOf({ 'HDR-001': 'pass' }, { only: ['HDR-001'] }));
  expect(only).toMatchObject({ coverage: 'a selection only', selection: ['HDR-001'] });
  expect(only.conclusion).toMatch(/this covers a selection only: HDR-001$/);
  expect(markdownOf(only)).toContain('**This covers a selection of the requirements only: HDR-001.**');
  const own = stated(reportOf({ 'HDR-001': 'pass' }, selfCheck));
  expect(Object.keys(own)[0]).toBe('notice');
  expect(markdownOf(own).split('\n')[0]).toBe(`**${selfCheckNoticeOf('service')}**`);
});

const passing = reportOf({ 'HDR-001': 'pass' });

/** What may not be stated, and the one line that says why. */
const refusals: readonly (readonly [
  what: string,
  report: Report,
  gate: GateRecord | undefined,
  said: RegExp,
])[] = [
  ['an error', reportOf({ 'HDR-001': 'error', 'HDR-002': 'fail' }), clean, /could not judge HDR-001$/],
  ['nothing judged', reportOf({ 'THR-001': 'skip' }), clean, /the run judged nothing$/],
  [
    'nothing but what is waived',
    reportOf({ 'HDR-002': 'fail' }, { waivers: waiversFor({}) }),
    clean,
    /judged nothing but what is waived$/,
  ],
  [
    'nothing judged and an unsound waiver',
    reportOf({ 'THR-001': 'skip' }, { waivers: waiversFor({ requirement: 'X' }) }),
    clean,
    /the run judged nothing$/,
  ],
  [
    'an unknown gate',
    passing,
    undefined,
    /no manifest\.json .* tells what a leak gate found, so nobody knows/,
  ],
  [
    'a red gate',
    passing,
    { ...clean, clean: false, leaks: 2 },
    /gate was red \(secrets at 2 places, 0 unread\)/,
  ],
  ['unread files', passing, { ...clean, clean: false, unread: 1 }, /0 places, 1 unread/],
  ['a gate that contradicts itself', passing, { ...clean, leaks: 1 }, /gate was red/],
  [
    'a gate of another report',
    passing,
    { ...clean, conformance: 'd'.repeat(64) },
    /not the one that .* cccccccccccc….* dddddddddddd…/,
  ],
  [
    'counts that were changed',
    { ...passing, counts: { ...passing.counts, pass: 2 } },
    clean,
    /counts 2 pass and lists 1/,
  ],
  [
    'a verdict that was changed',
    { ...reportOf({ 'HDR-002': 'fail' }), verdict: 'pass' },
    clean,
    /"pass" .* mean "fail"/,
  ],
  [
    'a self-check that was taken out',
    { ...passing, subject: { ...passing.subject, selfCheck: true } },
    clean,
    /of a self-check, so it was changed/,
  ],
];

for (const [what, report, gate, said] of refusals)
  test(`nothing is stated with ${what}`, () => {
    const attempt = () => statementOf({ report, sha256 }, gate, {}, now);
    expect(attempt).toThrow(/^no statement: /);
    expect(attempt).toThrow(said);
  });

const client = { id: 'client', kind: 'client', name: 'the client python3 x.py', selfCheck: false } as const;

/** What the environment describes. */
const unnamed = {
  id: 'service',
  kind: 'service',
  name: 'the service',
  baseUrl: 'https://api.example',
  selfCheck: false,
} as const;

/** Runs, and the command line that repeats them. */
const commands: readonly (readonly [Parameters<typeof reportOf>[1], string])[] = [
  [selfCheck, 'service --mock --seed 7'],
  [{}, 'service --target contoso --seed 7'],
  [
    { only: ['HDR-001', 'body'], strict: true },
    'service --target contoso --only HDR-001 --only body --strict --seed 7',
  ],
  [
    {
      subject: {
        ...unnamed,
        baseUrl: 'https://me:secret@a.example/x?k=secret',
      },
    },
    'service --base-url https://a.example/x --seed 7',
  ],
  [
    {
      subject: { ...unnamed, baseUrl: "https://a.example/it's" },
    },
    "service --base-url 'https://a.example/it'\\''s' --seed 7",
  ],
  [
    { subject: { ...unnamed, target: 'service', name: 'the target service' } },
    'service --target service --seed 7',
  ],
  [{ subject: { ...unnamed, name: 'the target of all' } }, 'service --base-url https://api.example --seed 7'],
  [{ subject: { ...passing.subject, target: 'a b; $(rm)' } }, "service --target 'a b; $(rm)' --seed 7"],
  [{ subject: { ...client, mode: 'persistent' } }, 'client --persistent --seed 7 -- DRIVER'],
  [
    { subject: { ...client, id: 'checkout', mode: 'one process per call' } },
    'client --name checkout --seed 7 -- DRIVER',
  ],
  [{ subject: { ...client, mode: 'passive' } }, 'client --passive --seed 7'],
  [
    { waivers: { ...waiversFor(), file: 'my waivers.yaml' } },
    "service --target contoso --seed 7 --waivers 'my waivers.yaml'",
  ],
];

for (const [changes, command] of commands)
  test(`a run is repeated with ${command}`, () => {
    const line = commandFor(reportOf({ 'HDR-001': 'pass' }, changes));
    expect(line).toBe(`npx --no qualification-kit ${command}`);
    expect(line).not.toContain('secret');
  });

test('a report that is none is refused with its file and line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  try {
    const file = join(folder, 'conformance.json');
    expect(() => loadReport(join(folder, 'none'))).toThrow(/^there is no .*none; give a conformance\.json/);
    expect(() => loadReport(folder)).toThrow(/there is no conformance\.json in /);
    writeFileSync(file, '{\n  "kit": {\n');
    expect(() => loadReport(folder)).toThrow(/conformance\.json:3 is not JSON/);
    writeFileSync(file, JSON.stringify({ ...passing, verdcit: 'pass' }, null, 1));
    expect(() => loadReport(folder)).toThrow(/unknown key "verdcit" at .*:\d+; did you mean "verdict"\?/);
    writeFileSync(file, JSON.stringify(passing, null, 2));
    expect(loadReport(file).sha256).toBe(loadReport(folder).sha256);
    expect(gateRecordIn(folder)).toBeUndefined();
    writeFileSync(join(folder, 'manifest.json'), '{\n "clean": "yes" }');
    expect(() => gateRecordIn(folder)).toThrow(/manifest\.json:/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the command states what a run found out, until the report is changed, and a new run takes it away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  try {
    const run = ['service', '--only', 'CID-001', '--output', folder];
    expect((await runCommand(run)).code).toBe(0);
    const gate = gateRecordIn(folder);
    const report = readFileSync(join(folder, 'conformance.json'));
    const digest = createHash('sha256').update(report).digest('hex');
    expect(gate).toMatchObject({ clean: true, leaks: 0, unread: 0, conformance: digest });

    const command = [
      'statement',
      folder,
      '--name',
      'Qualifier',
      '--version',
      '1.2',
      '--contact',
      'qa@a.example',
    ];
    const told = await runCommand(command);
    expect([told.code, told.stderr]).toEqual([0, '']);
    expect(told.stdout.split('\n')[0]).toBe(selfCheckNoticeOf('service'));
    const text = readFileSync(join(folder, 'statement.yaml'), 'utf8');
    expect(text).toMatch(/^notice: /);
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
    expect(parse(text)).toMatchObject({
      implementation: { name: 'Qualifier', version: '1.2', contact: ['qa@a.example'] },
      conformance: { sha256: digest },
    });
    const evidence = readFileSync(join(folder, 'evidence.ndjson'), 'utf8');
    writeFileSync(join(folder, 'evidence.ndjson'), evidence.replace('"startedAt":"2', '"startedAt":"3'));
    const touched = await runCommand(command);
    expect([touched.code, touched.stdout]).toEqual([2, '']);
    expect(touched.stderr).toMatch(/no statement: in evidence\.ndjson, record \d+ was changed/);
    writeFileSync(join(folder, 'evidence.ndjson'), evidence);
    // The command line that is stated is one.
    const words = String(parse(text).command).split(' ').slice(3);
    expect((await runCommand([...words, '--output', folder])).code).toBe(0);
    expect(existsSync(join(folder, 'statement.yaml'))).toBe(false);
    expect(existsSync(join(folder, 'statement.md'))).toBe(false);

    writeFileSync(join(folder, 'conformance.json'), report.toString().replace('"pass"', '"pass" '));
    const refused = await runCommand(command);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toMatch(/^qualification-kit: no statement: the report is not the one .*\n$/);
    expect(existsSync(join(folder, 'statement.yaml'))).toBe(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a run whose leak gate was red leaves that, and no report to state something about', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  const mock = await startMock({
    contract: loadContract(),
    seed: 3,
    behaviours: [behaviourNamed('token-in-errors')],
  });
  try {
    const env = { ...(await environmentFor(mock)), QUALIFICATION_KIT_UNREDACTED: '1' };
    const run = await runCommand(
      ['service', '--operation', 'getCustomerQualification', '--only', 'AUT-013', '--output', folder],
      env,
    );
    expect(run.code).toBe(2);
    const gate = gateRecordIn(folder);
    expect(gate?.clean).toBe(false);
    expect(gate?.leaks).toBeGreaterThan(0);
    expect(gate?.conformance).toBeUndefined();
    expect(() => statement(folder, {})).toThrow(/the leak gate was red/);
  } finally {
    await mock.close();
    rmSync(quarantineOf(folder), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a stated command line says the same to a shell', async () => {
  test.skip(process.platform === 'win32', 'no POSIX shell');
  const awkward = 'it\'s $HOME `x` \\ "y"';
  const line = commandFor(
    reportOf({ 'HDR-001': 'pass' }, { subject: { ...passing.subject, target: awkward } }),
  );
  const print = `set -- ${line.replace(/^npx --no qualification-kit /, '')}; printf %s "$3"`;
  expect((await promisify(execFile)('sh', ['-c', print])).stdout).toBe(awkward);
});
