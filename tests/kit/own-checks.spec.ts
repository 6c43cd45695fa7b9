import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { Redactor } from '../../src/http/redact.js';
import { replayCommand } from '../../src/report/what-to-do.js';
import { testsFor } from '../../src/run/tests-for.js';
import { useOwnChecks } from '../../src/run/use-own-checks.js';
import { Judge } from '../../src/service/judge.js';
import { runCommand } from './command.js';
import { observation } from './observations.js';

let folder = '';
let files = 0;

test.afterEach(() => useOwnChecks(undefined));
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file with a text, by its path. */
function file(text: string, extension = 'mjs'): string {
  files += 1;
  const path = join(folder, `checks-${files}.${extension}`);
  writeFileSync(path, text);
  return path;
}

/** One check, with some members in other words. */
function check(members: Readonly<Record<string, string>> = {}): string {
  const usual = {
    id: "'OWN-001'",
    statement: "'Every answer names its build.'",
    level: "'SHOULD'",
    source: "'Guideline 7'",
    check: "() => [{ place: 'header X-Build', expected: 'a build', received: 'none' }]",
  };
  const lines = Object.entries({ ...usual, ...members }).map(([key, value]) => `  ${key}: ${value},`);
  return `{\n${lines.join('\n')}\n}`;
}

/** What one answer says of the requirements in use that are not the kit's. */
function judged() {
  const judge = new Judge(
    { id: 'HDR-001', operation: 'getCustomerQualification', isAbout: () => true },
    { contract: loadContract(), redactor: new Redactor(new Map()) },
  );
  judge.observe([observation(200, '"Education"')]);
  const records = judge.records();
  const of = (id: string) => records.filter((record) => record.id === id);
  return { own: of('OWN-001'), other: of('OWN-002'), kits: of('BDY-005') };
}

test('a requirement of somebody’s own is in the catalogue, and is judged on an exchange beside the kit’s', async () => {
  const own = file(`export default [${check()}, ${check({ id: "'OWN-002'", check: '() => undefined' })}];`);
  await useOwnChecks(own);
  const found = loadCatalogue().get('OWN-001');
  expect(found).toMatchObject({ level: 'SHOULD', side: 'service', area: 'own', at: `${own}:2` });
  expect(
    loadCatalogue()
      .select('service', ['own'])
      .map(({ id }) => id),
  ).toEqual(['OWN-001', 'OWN-002']);
  const { own: records, other, kits } = judged();
  expect(records).toMatchObject([
    { verdict: 'fail', findings: [{ place: 'header X-Build', expected: 'a build', received: 'none' }] },
  ]);
  expect(other).toEqual([]);
  expect(kits).toMatchObject([{ verdict: 'pass' }]);
  expect(testsFor('service', ['OWN-001'], ['OWN-001'])).toBeUndefined();
  expect(replayCommand('results', found)).toBe(
    `npx --no qualification-kit replay results OWN-001 --checks ${own}`,
  );
  const before = loadCatalogue().sha256;
  await useOwnChecks(undefined);
  expect(loadCatalogue().has('OWN-001')).toBe(false);
  expect(loadCatalogue().sha256).not.toBe(before);
  expect(judged().own).toEqual([]);
});

for (const [what, body, says] of [
  ['throws', "() => { throw new Error('no such header'); }", 'its check failed: no such header'],
  ['returns a text', "() => 'wrong'", 'its check failed: it must return an array'],
  ['has to be waited for', 'async () => []', 'its check failed: it must return an array'],
] as const)
  test(`a check that ${what} makes its own requirement an error, and no other`, async () => {
    await useOwnChecks(file(`export default [${check({ check: body })}];`));
    const { own, kits } = judged();
    expect(own).toMatchObject([{ verdict: 'error', reason: expect.stringContaining(says) }]);
    expect(kits).toMatchObject([{ verdict: 'pass' }]);
  });

test('a file in TypeScript is loaded, with its types left out', async () => {
  const text = `import type { OwnCheck } from 'qualification-kit';\nconst checks: readonly OwnCheck[] = [${check()}];\nexport default checks;\n`;
  await useOwnChecks(file(text, 'ts'));
  expect(judged().own).toMatchObject([{ verdict: 'fail' }]);
});

for (const [what, text, says] of [
  [
    'an id of the kit',
    `export default [${check({ id: "'HDR-002'" })}];`,
    ":2: check 1: ids that begin with HDR are the kit's",
  ],
  [
    'a malformed id',
    `export default [${check({ id: "'own-1'" })}];`,
    ':2: check 1: the id must be three capital letters',
  ],
  [
    'an id twice',
    `export default [${check()}, ${check()}];`,
    'check 2: the id OWN-001 stands in the file twice',
  ],
  [
    'a key that is misspelled',
    `export default [${check({ soruce: "'x'" })}];`,
    'unknown key "soruce"; did you mean "source"?',
  ],
  [
    'a level that is misspelled',
    `export default [${check({ level: "'SHUOLD'" })}];`,
    'did you mean "SHOULD"?',
  ],
  ['an empty statement', `export default [${check({ statement: "' '" })}];`, '"statement" must be a text'],
  ['no function', `export default [${check({ check: '[]' })}];`, '"check" must be a function of an answer'],
  ['no array', 'export const checks = [];', 'must export an array of checks by default'],
  ['a line that throws', '\nnull.x;\n', ' cannot be loaded: Cannot read properties of null'],
] as const)
  test(`a file with ${what} is refused by file and line`, async () => {
    const path = file(text);
    const refusal = await useOwnChecks(path).catch((thrown: Error) => thrown.message);
    expect(refusal).toContain(path);
    expect(refusal).toContain(says);
    expect(loadCatalogue().has('OWN-001')).toBe(false);
  });

test('a file that is not there, or is no module, is refused by name', async () => {
  await expect(useOwnChecks(join(folder, 'none.mjs'))).rejects.toThrow(/cannot read .*none\.mjs/);
  await expect(useOwnChecks(file('a: 1', 'yaml'))).rejects.toThrow('is no module');
});

test('the command reports a requirement of somebody’s own like the kit’s', async () => {
  const own = file(`export default [${check({ level: "'MUST'" })}];`);
  const operation = ['--operation', 'getCustomerQualification'];
  const run = await runCommand(['service', '--mock', '--checks', own, '--only', 'OWN-001', ...operation]);
  expect(run.code).toBe(1);
  expect(run.stdout).toContain('OWN-001 must: Every answer names its build.');
  expect(run.report?.requirements).toMatchObject([{ id: 'OWN-001', verdict: 'fail', at: `${own}:2` }]);
});
