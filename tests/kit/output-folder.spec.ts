import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { packageRoot } from '../../src/files/package-root.js';
import { bareEnvironment, type CommandResult, commandFile, runCommand } from './command.js';

let folder: string;

test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qualification-kit-output-'));
});

test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Judges little of the mock, or of what `env` says, and writes to the folder. */
function judge(env: NodeJS.ProcessEnv = {}): Promise<CommandResult> {
  const little = ['--operation', 'getCustomerQualification', '--only', 'CID-001'];
  return runCommand(['service', ...little, '--output', folder], env);
}

function put(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

for (const name of [
  'conformance.json',
  'report.html',
  'manifest.json',
  'junit.xml',
  'part-1-of-2.zip',
  'playwright/.auth/state.json',
  'playwright-html/index.html',
])
  test(`somebody's ${name} is never replaced: the run is refused before its first request`, async () => {
    put(name, 'mine');
    const { code, stdout, stderr } = await judge();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      / in --output .* would be replaced and is not what an earlier run left there; move it away/,
    );
    expect(stderr).toContain(name.split('/')[0]);
    expect(readFileSync(join(folder, name), 'utf8')).toBe('mine');
    expect(readdirSync(folder)).toEqual([name.split('/')[0]]);
  });

test("a run replaces what an earlier run left and stated, touches nothing else, and calls nothing else the kit's", async () => {
  put('package.json', 'mine');
  put('notes/a.txt', 'mine');
  expect((await judge()).code).toBe(0);
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const listed = manifest.files.map(({ file }: { readonly file: string }) => file);
  expect(listed).toContain('conformance.json');
  expect(listed).not.toContain('package.json');
  expect((await runCommand(['statement', folder, '--organization', 'Contoso'])).code).toBe(0);
  expect((await judge()).code).toBe(0);
  expect(readdirSync(folder).filter((name) => name.startsWith('statement'))).toEqual([]);
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe('mine');
  expect(readFileSync(join(folder, 'notes/a.txt'), 'utf8')).toBe('mine');
});

test("somebody's statement.md stays, and no statement is written over it", async () => {
  put('statement.md', 'mine');
  expect((await judge()).code).toBe(0);
  const { code, stderr } = await runCommand(['statement', folder]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/statement\.md is there already, and not as a statement of the kit/);
  expect(readFileSync(join(folder, 'statement.md'), 'utf8')).toBe('mine');
});

test('a file of a run that somebody changed is not replaced', async () => {
  expect((await judge()).code).toBe(0);
  put('summary.md', 'filled in by hand');
  const { code, stderr } = await judge();
  expect(code).toBe(2);
  expect(stderr).toContain('summary.md in --output');
  expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toBe('filled in by hand');
});

test('a folder in use is refused, and one whose run was killed is taken over', async () => {
  const first = spawn(process.execPath, [commandFile, 'client', '--passive', '--output', folder], {
    env: bareEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    for await (const piece of first.stdout) if (String(piece).includes('# listening')) break;
    const refused = await judge();
    expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(
      new RegExp(
        `--output .* is in use by another run \\(process ${first.pid} on .*\\); give another one, or wait`,
      ),
    );
    first.kill('SIGKILL');
    await once(first, 'exit');
    // What the killed run left is known to be its own.
    expect(existsSync(join(folder, 'evidence.ndjson'))).toBe(true);
    expect((await judge()).code).toBe(0);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  } finally {
    first.kill('SIGKILL');
  }
});

test("what somebody put there before is not the killed run's", async () => {
  put('summary.md', 'mine');
  const lock = { pid: 999_999_999, host: 'elsewhere.example', since: Date.now() + 60_000 };
  writeFileSync(
    join(folder, '.run.lock'),
    JSON.stringify({ ...lock, host: (await import('node:os')).hostname() }),
  );
  const { code, stderr } = await judge();
  expect(code).toBe(2);
  expect(stderr).toContain('summary.md in --output');
});

test('a lock of another machine counts as long as it was touched of late', async () => {
  writeFileSync(join(folder, '.run.lock'), JSON.stringify({ pid: 1, host: 'elsewhere.example', since: 0 }));
  const { code, stderr } = await judge();
  expect(code).toBe(2);
  expect(stderr).toContain('in use by another run (process 1 on elsewhere.example)');
});

const preload = `--import ${pathToFileURL(join(packageRoot, 'tests', 'kit', 'wrong-disk.mjs')).href}`;

test('the exit code is what was judged, whatever becomes of the file', async () => {
  const { code } = await judge({
    NODE_OPTIONS: preload,
    WRONG_DISK: 'gone conformance\\.json$',
  });
  expect(existsSync(join(folder, 'conformance.json'))).toBe(false);
  expect(code).toBe(0);
});

for (const [system, file] of [
  ['ENOSPC', 'evidence\\.ndjson$'],
  ['ENOSPC', 'conformance\\.json$'],
  ['EDQUOT', 'junit\\.xml$'],
  ['ENOSPC', 'exchanges\\.har$'],
  ['EDQUOT', 'manifest\\.json$'],
] as const)
  test(`${system} while ${file} is written ends with 2, is told, and leaves no report that looks whole`, async () => {
    const { code, stderr } = await judge({ NODE_OPTIONS: preload, WRONG_DISK: `${system} ${file}` });
    expect(stderr).toContain(`no space left in ${folder}`);
    expect(code).toBe(2);
    expect(existsSync(join(folder, 'manifest.json')) && existsSync(join(folder, 'conformance.json'))).toBe(
      false,
    );
    // The next run finds its own, and goes on.
    expect((await judge()).code).toBe(0);
  });

test('Playwright by hand that only lists tests writes nothing', async () => {
  const runner = join(packageRoot, 'node_modules', '@playwright', 'test', 'cli.js');
  const args = ['test', '--config', join(packageRoot, 'playwright.config.ts'), '--project=service', '--list'];
  const child = spawn(process.execPath, [runner, ...args], {
    cwd: folder,
    env: bareEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const piece of child.stdout) text += piece;
  expect(text).toMatch(/Total: \d\d+ tests/);
  expect(readdirSync(folder)).toEqual([]);
});
