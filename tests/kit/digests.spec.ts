import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { packageRoot } from '../../src/files/package-root.js';
import { sha256Of } from '../../src/files/sha256.js';
import { bareEnvironment } from './command.js';

test.describe.configure({ mode: 'default' });

/** A copy of the kit that may be changed. */
let copy: string;

test.beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'qualification-kit-copy-'));
  for (const name of ['dist', 'specs', 'openapi', 'schemas', 'package.json'])
    cpSync(join(packageRoot, name), join(copy, name), { recursive: true });
  symlinkSync(join(packageRoot, 'node_modules'), join(copy, 'node_modules'), 'junction');
});

test.afterEach(() => rmSync(copy, { recursive: true, force: true }));

/** What the copy prints. */
function printed(...args: readonly string[]): string {
  return execFileSync(process.execPath, [...args], { env: bareEnvironment(), encoding: 'utf8', cwd: copy });
}

const digestOfCopy = () =>
  printed(
    '--input-type=module',
    '-e',
    "import('./dist/src/files/kit-digest.js').then((kit) => console.log(kit.kitDigest()))",
  );
const levels = () => printed('dist/src/cli.js', 'list', '--side', 'service');

function change(file: string, from: string, to: string): void {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replaceAll(from, to));
}

test('prepared files that are not as the build wrote them are not used', () => {
  const before = levels();
  change('dist/prepared.json', '"level":"MUST"', '"level":"SHOULD"');
  expect(levels()).toBe(before);
});

test("prepared files that are vouched for anew change the kit's digest", () => {
  const [before, digest] = [levels(), digestOfCopy()];
  change('dist/prepared.json', '"level":"MUST"', '"level":"SHOULD"');
  const prepared = readFileSync(join(copy, 'dist/prepared.json'));
  writeFileSync(join(copy, 'dist/src/files/prepared.sha256'), sha256Of(prepared));
  expect(levels()).not.toBe(before);
  expect(digestOfCopy()).not.toBe(digest);
});

for (const file of [
  'dist/src/checks/body.js',
  'dist/src/report/report.js',
  'dist/tests/service/headers.spec.js',
  'dist/playwright.config.js',
])
  test(`a change of ${file} changes the kit's digest`, () => {
    const before = digestOfCopy();
    writeFileSync(join(copy, file), `${readFileSync(join(copy, file), 'utf8')}\n// changed\n`);
    expect(digestOfCopy()).not.toBe(before);
  });
