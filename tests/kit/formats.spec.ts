import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormatsModule from 'ajv-formats';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import type { Log } from 'sarif';
import { validateXML } from 'xmllint-wasm';
import { loadContract } from '../../src/contract/load-contract.js';
import { EvidenceWriter } from '../../src/evidence/evidence-file.js';
import { harOf } from '../../src/evidence/har.js';
import { publishedSchema, schemaEngine } from '../../src/files/json-schema.js';
import { packageRoot } from '../../src/files/package-root.js';
import { annotations } from '../../src/forms/annotations.js';
import { badgeJson, badgeSvg } from '../../src/forms/badge.js';
import { ctrf } from '../../src/forms/ctrf.js';
import { forCi } from '../../src/forms/for-ci.js';
import { formats } from '../../src/forms/forms.js';
import { junit } from '../../src/forms/junit.js';
import { markdown } from '../../src/forms/markdown.js';
import { sarif } from '../../src/forms/sarif.js';
import { behaviourNamed } from '../../src/mock/faults.js';
import { startMock } from '../../src/mock/server.js';
import type { Report } from '../../src/report/report.js';
import { writeReport } from '../../src/report/report-file.js';
import { shown } from '../../src/report/shown.js';
import { stateOf } from '../../src/report/state.js';
import { wrap } from '../../src/report/text.js';
import { miniature } from './clients-under-test.js';
import { environmentFor, idsWith, runCommand } from './command.js';
import { hostile, hostileReport } from './hostile-report.js';
import { judgeHere } from './judged-here.js';

// One worker, so that the runs are made once.
test.describe.configure({ mode: 'default' });

const addFormats = addFormatsModule.default;
const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-formats-'));
const reports = new Map<string, Report>();

function published(name: string): string {
  return readFileSync(join(packageRoot, 'tests', 'kit', 'published-schemas', name), 'utf8');
}

/** SARIF's schema is of draft 4, which differs from draft 7 in nothing that it uses but the name of `id`. */
function draft7(name: string): ValidateFunction {
  const { $schema: _, id: __, ...schema } = JSON.parse(published(name));
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  return ajv.compile(schema);
}

const validCtrf = draft7('ctrf-schema-0.0.json');
const validSarif = draft7('sarif-2.1.0-rtm.5.json');
const validBadge = schemaEngine().compile(JSON.parse(published('shields-endpoint.schema.json')));
const validReport = schemaEngine().compile(publishedSchema('conformance'));

function expectValid(validate: ValidateFunction, value: unknown): void {
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
}

/** Jenkins' schema knows no properties of a test case, which everybody else reads; the rest has to satisfy it. */
async function xmlProblems(xml: string): Promise<readonly string[]> {
  const known = xml.replaceAll(/(<testcase[^>]*>)<properties>.*?<\/properties>/g, '$1');
  const { errors } = await validateXML({
    xml: [{ fileName: 'junit.xml', contents: known }],
    schema: [published('junit-10.xsd')],
    initialMemoryPages: 1024,
    maxMemoryPages: 8192,
  });
  return errors.map(({ rawMessage }) => rawMessage);
}

async function wellFormed(xml: string): Promise<boolean> {
  const { normalized, valid } = await validateXML({ xml, normalization: 'format' });
  return valid && normalized !== '';
}

function each(): readonly (readonly [string, Report])[] {
  expect(reports.size).toBe(5);
  return [...reports];
}

function one(name: string): Report {
  const report = reports.get(name);
  if (!report) throw new Error(`no report ${name}`);
  return report;
}

test.beforeAll(async () => {
  const { code, report: healthy } = await runCommand(['service', '--seed', '11', '--output', folder]);
  expect([code, healthy]).toEqual([0, undefined]);
  const own = JSON.parse(readFileSync(join(folder, 'conformance.json'), 'utf8'));
  const behaviours = ['ids-doubled', 'ids-crossed', 'gzip-changes-value', 'challenge-missing'].map((name) =>
    behaviourNamed(name),
  );
  const mock = await startMock({ contract: loadContract(), seed: 3, port: 0, behaviours });
  const faulty = await judgeHere(['service', '--seed', '12'], await environmentFor(mock));
  await mock.close();
  const nobody = await judgeHere(['service', '--only', 'headers'], {
    PARTNER_CENTER_BASE_URL: mock.origin,
    PARTNER_CENTER_APP_TOKEN: 'opaque-app-token',
    PARTNER_CENTER_CUSTOMERS: '11111111-2222-4333-8444-555555555555',
  });
  const client = await runCommand([
    ...['client', '--only', 'DEC-008', '--persistent', '--', ...miniature('mark-kept'), '--persistent'],
  ]);
  const found = { 'self-check': own, faulty: faulty.report, nobody: nobody.report, client: client.report };
  for (const [name, report] of Object.entries(found)) reports.set(name, report);
  expect(idsWith(one('faulty'), 'fail').length).toBeGreaterThan(2);
  expect(idsWith(one('nobody'), 'error').length).toBeGreaterThan(2);
  expect(idsWith(one('client'), 'fail')).toEqual(['DEC-008']);
  reports.set('hostile', hostileReport(one('faulty')));
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a run writes every format beside its report', () => {
  for (const [name, format] of Object.entries(formats))
    expect(readFileSync(join(folder, name), 'utf8'), name).toBe(format(one('self-check')));
});

test('the same report makes the same bytes', () => {
  for (const [name, report] of each())
    for (const [file, format] of Object.entries(formats)) {
      const again = format(JSON.parse(JSON.stringify(report)));
      expect(format(report) === again, `${file} of ${name}`).toBe(true);
    }
});

test('each violation and each error names its requirement in every format that has requirements', () => {
  for (const [name, report] of each()) {
    const ids = [...idsWith(report, 'fail'), ...idsWith(report, 'error')];
    const texts = [ctrf, sarif, markdown, junit].map((format) => format(report));
    for (const text of [...texts, annotations(report).join('\n')])
      for (const id of ids) expect(text.includes(id), `${id} of ${name} in ${text.slice(0, 60)}`).toBe(true);
  }
});

test('the self-check says so in every format', () => {
  for (const [name, format] of Object.entries(formats))
    expect(format(one('self-check')), name).toMatch(/self-check/i);
  expect(annotations({ ...one('faulty'), subject: one('self-check').subject }).join()).toContain(
    'self-check',
  );
});

test('the hostile report is one that the kit could have written', () => {
  expectValid(validReport, one('hostile'));
});

test.describe('CTRF', () => {
  test('satisfies the schema of ctrf-io', () => {
    for (const [, report] of each()) expectValid(validCtrf, JSON.parse(ctrf(report)));
    const { results, ...others } = JSON.parse(ctrf(one('faulty')));
    expect(validCtrf({ ...others, results: { ...results, tests: [{ name: 'x' }] } })).toBe(false);
  });

  test('fails what is violated or unknown, and nothing else', () => {
    for (const [, report] of each()) {
      const { tests, summary } = JSON.parse(ctrf(report)).results;
      for (const [index, judgement] of report.requirements.entries()) {
        const standing = stateOf(judgement, report.strict);
        const { status, rawStatus, name } = tests[index];
        expect(name.startsWith(`${judgement.id} `)).toBe(true);
        expect(status === 'failed', judgement.id).toBe(standing === 'violated' || standing === 'undecided');
        expect(status === 'passed', judgement.id).toBe(standing === 'held');
        expect(rawStatus).toBe(standing === 'waived' ? 'waived' : judgement.verdict);
      }
      expect(summary.passed + summary.failed + summary.skipped + summary.other).toBe(summary.tests);
      if (report.verdict !== 'pass') expect(summary.failed).toBeGreaterThan(0);
    }
  });

  test('fails a run that judged nothing', () => {
    const requirements = one('self-check').requirements.filter(({ verdict }) => verdict === 'skip');
    const nothing: Report = { ...one('self-check'), verdict: 'skip', requirements };
    expect(JSON.parse(ctrf(nothing)).results.summary.failed).toBe(1);
    expect(junit(nothing)).toContain('errors="1"');
    expect(annotations(nothing)).toHaveLength(1);
    expect(JSON.parse(sarif(nothing)).runs[0].invocations[0].executionSuccessful).toBe(false);
  });
});

test.describe('SARIF', () => {
  const log = (report: Report): Log => JSON.parse(sarif(report));

  test('satisfies the schema of OASIS', () => {
    for (const [, report] of each()) expectValid(validSarif, log(report));
    expect(validSarif({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
  });

  test('has a rule for each requirement and a result for each finding of a violation', () => {
    for (const [, report] of each()) {
      const [run] = log(report).runs;
      expect(run?.tool.driver.rules?.map(({ id }) => id)).toEqual(report.requirements.map(({ id }) => id));
      const findings = report.requirements.flatMap(({ id, verdict, findings }) =>
        verdict === 'fail' ? findings.map(() => id) : [],
      );
      expect(run?.results?.map(({ ruleId }) => ruleId)).toEqual(findings);
      for (const result of run?.results ?? []) {
        const judgement = report.requirements[result.ruleIndex ?? -1];
        expect(judgement?.id).toBe(result.ruleId);
        expect(result.suppressions?.length ?? 0).toBe(judgement?.waiver ? 1 : 0);
        expect(result.locations?.[0]?.physicalLocation?.region?.startLine).toBeGreaterThan(0);
      }
    }
  });

  test('tells what could not be judged as a notification of an execution without success', () => {
    for (const [, report] of each()) {
      const [invocation] = log(report).runs[0]?.invocations ?? [];
      const told = invocation?.toolExecutionNotifications ?? [];
      const ids = told
        .filter(({ level }) => level === 'error')
        .map(({ associatedRule }) => associatedRule?.id);
      expect(ids).toEqual(idsWith(report, 'error'));
      expect(invocation?.executionSuccessful).toBe(ids.length === 0);
    }
  });

  test('gives a violation the same fingerprint in a run with other draws, and no two results the same', () => {
    const prints = (report: Report) =>
      log(report).runs[0]?.results?.map(({ partialFingerprints }) =>
        Object.values(partialFingerprints ?? {}).join(),
      );
    const redrawn = (report: Report): Report =>
      JSON.parse(JSON.stringify(report).replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-/g, 'ffffffff-0000-'));
    for (const [, report] of each()) {
      expect(prints(redrawn(report))).toEqual(prints(report));
      expect(new Set(prints(report)).size).toBe(prints(report)?.length);
    }
  });

  test('leaves a viewer no link to follow but those of the catalogue', () => {
    for (const { message } of log(one('hostile')).runs[0]?.results ?? [])
      expect(message.text).not.toMatch(/(?<!\\)\]\(/);
  });

  test('has the exchange of a finding', () => {
    const { findings = [] } = one('faulty').requirements.find(({ verdict }) => verdict === 'fail') ?? {};
    const exchange = findings[0]?.exchange;
    const [result] = log(one('faulty')).runs[0]?.results ?? [];
    expect(exchange?.request.url.endsWith(result?.webRequest?.target ?? '?')).toBe(true);
    expect(result?.webResponse?.statusCode).toBe(exchange?.response?.status);
    expect(result?.webResponse?.body?.text).toBe(exchange?.response?.text);
  });
});

test.describe('JUnit', () => {
  test("satisfies the schema of Jenkins' xUnit plugin", async () => {
    for (const [name, report] of each()) expect(await xmlProblems(junit(report)), name).toEqual([]);
    expect(await xmlProblems('<testsuites><testsuite/></testsuites>')).not.toEqual([]);
  });

  test('has a test case with its requirement for each requirement, and counts what it has', () => {
    for (const [, report] of each()) {
      const xml = junit(report);
      const ids = [
        ...xml.matchAll(/<testcase [^>]*><properties><property name="requirement" value="([^"]+)"/g),
      ];
      const own = ids.map(([, id]) => id).slice(0, report.requirements.length);
      expect(own).toEqual(report.requirements.map(({ id }) => id));
      for (const [tag, attribute] of [
        ['testcase', 'tests'],
        ['failure', 'failures'],
        ['error', 'errors'],
        ['skipped', 'skipped'],
      ]) {
        const [, counted] = new RegExp(`<testsuite [^>]*${attribute}="(\\d+)"`).exec(xml) ?? [];
        expect(xml.split(`<${tag} `).length - 1, tag).toBe(Number(counted));
      }
    }
  });
});

test.describe('the summary', () => {
  const html = (report: Report) =>
    micromark(markdown(report), {
      extensions: [gfm()],
      htmlExtensions: [gfmHtml()],
      allowDangerousHtml: true,
      allowDangerousProtocol: true,
    });

  test('draws nothing that a service answered', () => {
    for (const [, report] of each()) {
      const page = html(report);
      const tags = [...page.matchAll(/<\/?([a-z0-9]+)([^>]*)>/g)];
      for (const [tag, name, attributes] of tags) {
        expect(tag).toMatch(
          /^<\/?(h2|h3|p|table|thead|tbody|tr|th|td|strong|code|details|summary|blockquote)>$/,
        );
        expect(`${name}${attributes}`).toBe(name);
      }
      const outside = page.replaceAll(/<code>.*?<\/code>/gs, '');
      expect(outside).not.toMatch(/@\w|#\d|GH-\d|www\.|:\/\//i);
    }
  });

  test('shows what a service answered as it is', () => {
    const codes = [...html(one('hostile')).matchAll(/<code>(.*?)<\/code>/gs)].map(([, text = '']) =>
      text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&'),
    );
    expect(codes).toContain(shown(hostile, 200).replaceAll('\n', ' ↵ '));
  });

  test('has as many cells in each row as its table has columns', () => {
    for (const [, report] of each())
      for (const table of html(report).split('<table>').slice(1)) {
        const columns = table.split('<th>').length - 1;
        for (const row of table.split('<tr>').slice(2)) expect(row.split('<td>').length - 1).toBe(columns);
      }
  });

  test('stays below 60,000 bytes, and tells what did not fit by its id', () => {
    for (const [, report] of each()) expect(Buffer.byteLength(markdown(report))).toBeLessThan(60_000);
    const worst = one('hostile').requirements.flatMap((judgement) =>
      ['A', 'B', 'C', 'D', 'E'].map((letter, index) => ({
        ...judgement,
        id: `${letter}${judgement.id.slice(1)}`,
        statement: `${hostile} ${index}`,
        ...(judgement.reason === undefined ? {} : { reason: `${index}${judgement.id}${hostile}` }),
      })),
    );
    const text = markdown({ ...one('hostile'), requirements: worst });
    expect(Buffer.byteLength(text)).toBeLessThan(60_000);
    expect(text).toMatch(/\d+ more did not fit/);
    expect(text).toMatch(/conformance\.json: [A-Z]{3}-/);
  });

  test('begins with the notice of a self-check, then the verdict', () => {
    const [first, , second] = markdown(one('self-check')).split('\n');
    expect(first).toBe(`> **${one('self-check').notice}**`);
    expect(second).toMatch(/^## conformant \(self-check/);
    expect(markdown(one('faulty'))).toMatch(/^## not conformant: \d+ MUST violated, /);
  });
});

test.describe('annotations', () => {
  const grammar = /^::(error|warning|notice) (file=[^:,\r\n]+,line=\d+,)?title=[^:,\r\n]+::[^\r\n]+$/;

  test('follow the grammar of workflow commands, a line each, and at most ten of a level', () => {
    for (const [name, report] of each()) {
      const lines = annotations(report);
      for (const line of lines) {
        expect(line).toMatch(grammar);
        expect(line.replaceAll(/%(25|0D|0A|3A|2C)/g, '')).not.toContain('%');
      }
      for (const level of ['error', 'warning', 'notice'])
        expect(lines.filter((line) => line.startsWith(`::${level} `)).length, name).toBeLessThanOrEqual(10);
    }
    expect(annotations(one('hostile')).join('\n')).toMatch(/^::error title=and \d+ more::/m);
  });

  test('are for violations and errors, and for nothing on a run without them', () => {
    expect(annotations(one('self-check'))).toEqual([]);
    expect(annotations(one('client'))).toHaveLength(1);
    expect(annotations(one('nobody'))[0]).toMatch(/^::error file=specs\/service\/headers.yaml,line=\d+,/);
  });

  test('follow a report in which nothing is a workflow command, and stay away elsewhere', () => {
    const text = `\nreport\n  ${hostile}\n`;
    expect(forCi(text, one('hostile'), {})).toBe(text);
    const lines = forCi(text, one('hostile'), { GITHUB_ACTIONS: 'true' }).split('\n');
    const [, word] = /^::stop-commands::([0-9a-f-]{36})$/.exec(lines[1] ?? '') ?? [];
    const end = lines.indexOf(`::${word}::`);
    expect(lines.slice(2, end).join('\n')).toBe(text.trimEnd());
    expect(lines.slice(end + 1, -1)).toEqual(annotations(one('hostile')));
  });

  test('are none on Azure Pipelines, where no text is a command, wherever it stands in a line', () => {
    const command = /##(vso)?\[/i;
    expect(hostile).toMatch(command);
    const told = forCi(`report\n  ${hostile}\n`, one('hostile'), { TF_BUILD: 'True' });
    expect(told).not.toMatch(command);
    expect(told).toContain('x # #vso[task.setvariable variable=a]b');
    // Elsewhere too, in what the terminal is told of a service.
    expect(wrap(hostile, '')).not.toMatch(command);
  });

  test('and the summary of the step come from the run, once it is over', async () => {
    const summary = join(folder, 'step.md');
    writeFileSync(summary, 'before\n');
    const output = join(folder, 'on-github');
    const driver = [...miniature('mark-kept'), '--persistent'];
    const { stdout } = await runCommand(
      ['client', '--only', 'DEC-008', '--persistent', '--output', output, '--', ...driver],
      { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
    );
    const lines = stdout.trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(/^::error file=specs\/client\/decoding.yaml,line=\d+,title=DEC-008 MUST%3A/);
    expect(readFileSync(summary, 'utf8')).toBe(
      `before\n${readFileSync(join(output, 'summary.md'), 'utf8')}\n`,
    );
  });
});

test('no file of JSON has a character in it that cannot be seen or turns the direction of others, and none is lost', () => {
  const report = one('hostile');
  const where = join(folder, 'unseen');
  const evidence = new EvidenceWriter(join(where, '..', 'unseen.ndjson'), {
    ...report,
    type: 'header',
    format: 'qualification-kit-evidence/1',
  });
  const ending = { kind: 'answered', status: 200, headers: [['X-Id', hostile]], overflow: false } as const;
  evidence.add({
    type: 'exchange',
    requirement: 'HDR-002',
    note: hostile,
    request: { method: 'GET', origin: 'http://127.0.0.1', target: '/', headers: [] },
    ending: { ...ending, body: Buffer.from('\u202eeducation').toString('base64') },
    startedAt: '2026-01-02T03:04:05.678Z',
    durationMs: 3,
  });
  const texts = [
    readFileSync(writeReport(report, where, 'conformance.json'), 'utf8'),
    sarif(report),
    ctrf(report),
    badgeJson(report),
    readFileSync(evidence.file, 'utf8'),
    harOf(evidence.records),
  ];
  for (const text of texts) expect(text.match(/(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu)).toBeNull();
  const [json = '', , , , lines = '', har = ''] = texts;
  expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(report)));
  expect(JSON.parse(lines.split('\n')[1] ?? '').note).toBe(hostile);
  expect(JSON.parse(har).log.entries[0].response.content).toMatchObject({ encoding: 'base64' });
});

test.describe('the badge', () => {
  test('is what shields.io documents', () => {
    for (const [, report] of each()) expectValid(validBadge, JSON.parse(badgeJson(report)));
    expect(validBadge({ schemaVersion: 2, label: 'a', message: 'b' })).toBe(false);
  });

  test('says who is conformant, how far, and what is waived', () => {
    const message = (report: Report) => JSON.parse(badgeJson(report)).message;
    expect(message(one('self-check'))).toMatch(/^conformant: \d+ pass, \d+ skipped$/);
    expect(message(one('faulty'))).toMatch(/^not conformant: \d+ MUST violated, /);
    expect(message(one('nobody'))).toMatch(
      /^could not be judged, 0 of \d+ requirements judged: \d+ not judged$/,
    );
    const { counts } = one('self-check');
    const waived = { ...one('self-check'), counts: { ...counts, waived: 1 } };
    expect(message(waived)).toBe(
      `conformant but for 1 waived violation: 1 waived, ${counts.pass} pass, ${counts.skip} skipped`,
    );
    expect(message({ ...one('self-check'), only: ['headers'] })).toMatch(
      /^conformant, \d+ of \d+ requirements judged: \d+ pass/,
    );
  });

  test('is a well-formed picture with a title, in which texts fit', async () => {
    for (const [, report] of each()) {
      const svg = badgeSvg(report);
      expect(await wellFormed(svg)).toBe(true);
      const { label, message } = JSON.parse(badgeJson(report));
      expect(svg).toContain(`role="img" aria-label="${label}: ${message}"`);
      expect(svg).toContain(`<title>${label}: ${message}</title>`);
      const [, width] = /width="(\d+)"/.exec(svg) ?? [];
      const lengths = [...svg.matchAll(/textLength="(\d+)"/g)].map(([, length]) => Number(length));
      expect(lengths.reduce((sum, length) => sum + length + 10, 0)).toBe(Number(width));
      expect(lengths[0]).toBeGreaterThan(label.length * 5);
      expect(lengths[0]).toBeLessThan(label.length * 8);
    }
  });
});

test.describe('the command report', () => {
  const inFolder = (name: string, files: Readonly<Record<string, string>>) => {
    const own = join(folder, name);
    mkdirSync(own);
    for (const [file, text] of Object.entries(files)) writeFileSync(join(own, file), text);
    return own;
  };

  test('writes all formats of a report again', async () => {
    const own = inFolder('again', { 'conformance.json': JSON.stringify(one('faulty')) });
    const { code, stdout } = await runCommand(['report', own]);
    expect(code).toBe(0);
    expect(readdirSync(own).sort()).toEqual(['conformance.json', ...Object.keys(formats)].sort());
    for (const [name, format] of Object.entries(formats)) {
      expect(readFileSync(join(own, name), 'utf8'), name).toBe(format(one('faulty')));
      expect(stdout).toContain(name);
    }
  });

  test('gives the formats of conformance-client.json names of their own', async () => {
    const own = inFolder('client', { 'conformance-client.json': JSON.stringify(one('client')) });
    expect((await runCommand(['report', own])).code).toBe(0);
    expect(existsSync(join(own, 'conformance-client.sarif'))).toBe(true);
    expect(readdirSync(own)).toHaveLength(8);
  });

  test('says what is wrong with a file that is no report of the kit, and writes nothing', async () => {
    const { kit: _, ...nobodys } = one('faulty');
    const cases: readonly (readonly [string, RegExp])[] = [
      ['{', /conformance\.json:1 is not JSON/],
      ['[]', /the file must be object at .*conformance\.json:1/],
      [
        JSON.stringify({ ...nobodys, kit: { name: 'other', version: '1' } }),
        /"name" must be equal to constant at .*conformance\.json:1/,
      ],
      [
        JSON.stringify({ ...one('faulty'), verdict: 'fine' }),
        /unknown value "fine" at .*conformance\.json:1/,
      ],
      [
        JSON.stringify({
          ...one('faulty'),
          colour: 'red',
          kit: { name: 'qualification-kit', version: '0.0.1' },
        }),
        /unknown key "colour" at .*; version 0\.0\.1 wrote it, this is/,
      ],
    ];
    for (const [index, [text, message]] of cases.entries()) {
      const own = inFolder(`wrong-${index}`, { 'conformance.json': text });
      const { code, stderr } = await runCommand(['report', own]);
      expect([code, stderr.split('\n').length]).toEqual([2, 2]);
      expect(stderr).toMatch(message);
      expect(readdirSync(own)).toEqual(['conformance.json']);
    }
    const { code, stderr } = await runCommand(['report', join(folder, 'nowhere')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/there is no .*nowhere/);
  });
});
