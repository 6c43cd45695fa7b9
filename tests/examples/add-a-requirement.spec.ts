import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { packageRoot } from '../../src/files/package-root.js';
import { type DocumentShell, openDocumentShell } from '../kit/document-shell.js';
import { workedExamples } from '../kit/documented-commands.js';
import { take } from '../kit/documents-under-test.js';
import { read } from '../kit/markdown.js';

/** What a build and the tests of the kit need. */
const parts = [
  ...['bin', 'src', 'specs', 'tests', 'openapi', 'schemas', 'scripts', 'examples', 'docs', 'README.md'],
  ...['package.json', 'playwright.config.ts', 'tsconfig.json', 'tsconfig.build.json', 'biome.json'],
];

test.describe.configure({ mode: 'serial' });

let copy = '';
let shell: DocumentShell;

test.beforeAll(() => {
  test.skip(process.platform === 'win32', 'the documents are written for a POSIX shell');
  copy = mkdtempSync(join(tmpdir(), 'qualification-kit-copy-'));
  for (const part of parts) cpSync(join(packageRoot, part), join(copy, part), { recursive: true });
  symlinkSync(join(packageRoot, 'node_modules'), join(copy, 'node_modules'));
  for (const { text, line } of read('docs/add-a-requirement.md').blocks.filter(({ info }) => info === 'diff'))
    apply(text, `docs/add-a-requirement.md:${line}`);
  shell = openDocumentShell(copy);
});

test.afterAll(async () => {
  await shell?.close();
  if (copy !== '') rmSync(copy, { recursive: true, force: true });
});

/** Does to the copy what a block tells: the lines around have to stand in the file once, as the block has them. */
function apply(block: string, at: string): void {
  const [head = '', ...lines] = block.split('\n');
  const name = head.replace(/^--- /, '');
  const file = join(copy, name);
  const hunks = lines
    .join('\n')
    .split(/^@@$\n/m)
    .map((hunk) => hunk.replace(/\n$/, '').split('\n'));
  for (const hunk of hunks) {
    const side = (sign: string) => hunk.filter((line) => !line.startsWith(sign)).map((line) => line.slice(1));
    const [before, after] = [side('+').join('\n'), side('-').join('\n')];
    if (before === '') {
      expect(existsSync(file), `${at}: ${name} is new`).toBe(false);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${after}\n`);
      continue;
    }
    const pieces = readFileSync(file, 'utf8').split(`${before}\n`);
    expect(pieces.length - 1, `${at}: these lines stand in ${name} once\n${before}`).toBe(1);
    writeFileSync(file, pieces.join(`${after}\n`));
  }
}

for (const [index, step] of workedExamples.entries())
  test(`the worked examples, ${index + 1}: ${step.command}`, async () => {
    // The shell has no npm; Playwright's compiler and the kit's own find what is wrong.
    const { command } = step;
    if (command === 'npm run build') await build();
    else await take(step, shell);
  });

/** What `npm run build` does. */
async function build(): Promise<void> {
  const { scripts } = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8'));
  const line = String(scripts.build).replace('tsc', 'node node_modules/typescript/bin/tsc');
  const { code, printed } = await shell.run(line);
  expect(code, printed).toBe(0);
}

test('the worked examples are formatted, and their types hold in tests too', async () => {
  for (const line of [
    'node node_modules/@biomejs/biome/bin/biome check --error-on-warnings src tests/service tests/miniatures',
    'node node_modules/typescript/bin/tsc -p tsconfig.json',
  ]) {
    const { code, printed } = await shell.run(line);
    expect(code, printed).toBe(0);
  }
});

test('a mistake in the catalogue is told with file, line and the nearest word', async () => {
  const file = join(copy, 'specs', 'client', 'request.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/document: rfc9110(?=\n\s+section: 10\.1\.1)/, 'document: rfc911'));
  try {
    const { code, printed } = await shell.run('npx --no qualification-kit service --only HDR-015');
    expect(code).toBe(2);
    expect(printed).toMatch(/unknown document "rfc911" at .*request\.yaml:\d+; did you mean "rfc9110"\?/);
  } finally {
    writeFileSync(file, text);
  }
});
