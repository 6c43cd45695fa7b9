import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { loadContract } from '../../src/contract/load-contract.js';
import { readEvidence } from '../../src/evidence/evidence-file.js';
import { examineFiles, readManifest } from '../../src/evidence/manifest.js';
import { publishedSchema, schemaEngine } from '../../src/files/json-schema.js';
import { packageRoot } from '../../src/files/package-root.js';
import { behaviourNamed } from '../../src/mock/faults.js';
import { startMock } from '../../src/mock/server.js';
import { environmentFor, runCommand } from './command.js';
import { commandHere } from './command-here.js';

/** The evidence of one run against a service that leaks its caller's token, for all tests of this file. */
let folder = '';
let tokens: readonly string[] = [];

test.describe.configure({ mode: 'default' });

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qualification-kit-evidence-'));
  const behaviours = [behaviourNamed('token-in-errors')];
  const mock = await startMock({ contract: loadContract(), seed: 7, behaviours });
  try {
    const environment = await environmentFor(mock);
    tokens = [environment['PARTNER_CENTER_APP_TOKEN'] ?? '', environment['PARTNER_CENTER_USER_TOKEN'] ?? ''];
    // Beside each other, tests know each other's changed tokens earlier, which gives AUT-013 other words.
    const command = ['service', '--seed', '7', '--parallel', '1', '--output', folder];
    const { code, stderr } = await runCommand(command, environment);
    expect(code, stderr).toBe(1);
  } finally {
    await mock.close();
  }
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lines(): readonly string[] {
  return readFileSync(join(folder, 'evidence.ndjson'), 'utf8').trimEnd().split('\n');
}

/** A copy of the run's folder with other lines of evidence. */
async function withEvidence(changed: readonly string[], act: (copy: string) => Promise<void>): Promise<void> {
  const copy = mkdtempSync(join(tmpdir(), 'qualification-kit-evidence-'));
  try {
    cpSync(folder, copy, { recursive: true });
    writeFileSync(join(copy, 'evidence.ndjson'), changed.map((line) => `${line}\n`).join(''));
    await act(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function schemaNamed(name: string) {
  return schemaEngine().compile(publishedSchema(name));
}

test('every line satisfies the published schema, and the manifest its own', () => {
  const validate = schemaNamed('evidence');
  for (const line of lines()) {
    const record = JSON.parse(line);
    expect(validate(record), `${line.slice(0, 200)} ${JSON.stringify(validate.errors)?.slice(0, 500)}`).toBe(
      true,
    );
  }
  const manifest = schemaNamed('manifest');
  const data = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  expect(manifest(data), JSON.stringify(manifest.errors)).toBe(true);
});

test('the bytes of an answer are there as they were transferred, coded and uncoded', () => {
  const answers = readEvidence(join(folder, 'evidence.ndjson')).records.flatMap((record) =>
    record.type === 'exchange' && record.ending.kind === 'answered' ? [record.ending] : [],
  );
  const bodies = answers.map(({ body }) => Buffer.from(body, 'base64'));
  expect(bodies.some((body) => body.toString() === '"education"' || body[0] === 0x1f)).toBe(true);
  for (const { status, headers } of answers) {
    expect(status).toBeGreaterThan(99);
    expect(headers.length).toBeGreaterThan(0);
  }
});

test('no token is in it in any form, and its mark is where the service repeated one', () => {
  const text = lines().join('\n');
  const decoded = readEvidence(join(folder, 'evidence.ndjson')).records.flatMap((record) =>
    record.type === 'exchange' && record.ending.kind === 'answered'
      ? [Buffer.from(record.ending.body, 'base64').toString('latin1')]
      : [],
  );
  for (const token of tokens)
    for (const part of token.split('.').filter((one) => one.length > 40)) {
      expect(text).not.toContain(part);
      expect(decoded.join('\n')).not.toContain(part);
    }
  expect(decoded.join('\n')).toMatch(/\[(app|user|changed) token\]/);
});

const swap = (all: readonly string[], at: number, change: (line: string) => string): readonly string[] =>
  all.map((line, index) => (index === at ? change(line) : line));

/** The chain of altered lines made anew, as somebody would who knows how. */
function chainedAnew(all: readonly string[]): readonly string[] {
  let previous = '';
  return all.map((line) => {
    const again = JSON.stringify({ ...JSON.parse(line), previous });
    previous = createHash('sha256').update(again).digest('hex');
    return again;
  });
}

const tampering: readonly (readonly [
  what: string,
  change: (all: readonly string[]) => readonly string[],
  told: RegExp,
])[] = [
  [
    'a changed status',
    (all) => swap(all, 40, (line) => line.replace(/"startedAt":"2/, '"startedAt":"3')),
    /record 41 was changed \(an exchange of/,
  ],
  [
    'a record taken out',
    (all) => all.filter((_, index) => index !== 40),
    /record 41 is missing, added or moved/,
  ],
  [
    'two records in other order',
    (all) => [...all.slice(0, 40), ...all.slice(40, 42).reverse(), ...all.slice(42)],
    /record 41 is missing, added or moved/,
  ],
  [
    'a record put in twice',
    (all) => [...all.slice(0, 41), ...all.slice(40)],
    /record 42 is missing, added or moved/,
  ],
  ['an end that was cut off', (all) => all.slice(0, -5), /is missing: there is no footer/],
  [
    'a line cut in half',
    (all) => swap(all, 40, (line) => line.slice(0, 50)),
    /record 41 was changed: it is no JSON/,
  ],
  [
    'a changed footer',
    (all) => swap(all, all.length - 1, (line) => line.replace('"fail"', '"pass"')),
    /record \d+ \(the footer\)/,
  ],
  [
    'a chain made anew',
    (all) => chainedAnew(swap(all, 40, (line) => line.replace(/"startedAt":"2/, '"startedAt":"3'))),
    /another one than the manifest's/,
  ],
];
for (const [what, change, told] of tampering) {
  test(`verify finds ${what}`, async () => {
    await withEvidence(change(lines()), async (copy) => {
      const problems = examineFiles(copy, readManifest(copy).manifest).flatMap(({ problem = [] }) => problem);
      expect(problems.join('\n')).toMatch(told);
      expect(problems).toHaveLength(1);
    });
  });
}

test('verify names a file that was changed, one that is missing and one that is not of the run', async () => {
  await withEvidence(lines(), async (copy) => {
    writeFileSync(join(copy, 'conformance.json'), '{}');
    writeFileSync(join(copy, 'note.txt'), 'a note');
    const { code, stdout } = await commandHere(['verify', copy]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/conformance\.json +it was changed: 2 bytes, not \d+/);
    expect(stdout).toContain('not of the run: note.txt');
  });
  const well = await commandHere(['verify', folder]);
  expect(well.code, well.stdout).toBe(0);
  expect(well.stdout).toMatch(/evidence\.ndjson +\d+ records, an unbroken chain/);
});

test('verify goes on behind what is no file, and takes a manifest that lists no report for none', async () => {
  await withEvidence(lines(), async (copy) => {
    rmSync(join(copy, 'badge.svg'));
    mkdirSync(join(copy, 'badge.svg'));
    const odd = examineFiles(copy, readManifest(copy).manifest).filter(
      ({ problem }) => problem !== undefined,
    );
    expect(odd).toEqual([{ file: 'badge.svg', problem: 'it is no file' }]);
    const manifest = JSON.parse(readFileSync(join(copy, 'manifest.json'), 'utf8'));
    const files = manifest.files.filter(({ file }: { file: string }) => file === 'junit.xml');
    writeFileSync(join(copy, 'manifest.json'), JSON.stringify({ ...manifest, files }));
    const { code, stdout } = await commandHere(['verify', copy]);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('not intact: the manifest lists no report');
    expect(code).toBe(1);
  });
});

test('the same catalogue gives the same verdicts again, without a network', async () => {
  const { code, stdout, stderr } = await runCommand(['rejudge', folder]);
  expect(stdout + stderr).toMatch(/\d+ verdicts are the same, byte for byte; nothing was sent/);
  expect(code).toBe(0);
});

test("today's contract judges yesterday's exchanges: rejudge says which verdicts differ", async () => {
  const contract = join(folder, 'contract.yaml');
  const text = readFileSync(join(packageRoot, 'openapi', 'qualification.yaml'), 'utf8');
  // No answer of that run has a value that this contract lists.
  writeFileSync(contract, text.replaceAll(/([,:] |\[)(e)(ducation)(?=[,\n\]])/gi, '$1$2d$3'));
  const { code, stdout, stderr } = await runCommand(['rejudge', folder, '--contract', contract]);
  rmSync(contract);
  expect(stdout + stderr).toMatch(/BDY-009\s+pass, now fail: at \$: expected/);
  expect(code).toBe(1);
});

test('evidence beside a report of the first format is not judged again, and the format is named', async () => {
  await withEvidence(lines(), async (copy) => {
    const file = join(copy, 'conformance.json');
    const { format: _, ...old } = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify(old));
    const { code, stderr } = await commandHere(['rejudge', copy]);
    expect(stderr).toMatch(
      /conformance\.json has the format qualification-kit-conformance\/1, .*reads .*\/2/,
    );
    expect(code).toBe(2);
  });
});

test('what is no evidence is told by its file', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'qualification-kit-evidence-'));
  try {
    expect((await commandHere(['rejudge', empty])).stderr).toContain('cannot read');
    expect((await commandHere(['verify', empty])).stderr).toContain('manifest.json');
    writeFileSync(join(empty, 'evidence.ndjson'), '{"a":1}\n');
    const { stderr, code } = await commandHere(['rejudge', empty]);
    expect(stderr).toMatch(/evidence\.ndjson:1 is no header of qualification-kit-evidence\/1/);
    expect(code).toBe(2);
  } finally {
    rmSync(empty, { recursive: true, force: true });
  }
});
