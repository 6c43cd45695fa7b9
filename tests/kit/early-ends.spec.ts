import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { packageRoot } from '../../src/files/package-root.js';
import { bareEnvironment } from './command.js';

/** Node ends with 1 where a program never came to speak; the command's 1 says that a MUST is violated. */
let folder = '';

test.beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'qualification-kit-ends-')));
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The kit's files of those names, copied to a folder as odd as people have them. */
function installed(name: string, parts: readonly string[], linked: readonly string[] = []): string {
  const root = join(folder, name);
  for (const part of ['package.json', 'bin', ...parts])
    cpSync(join(packageRoot, part), join(root, part), { recursive: true });
  for (const part of linked) symlinkSync(join(packageRoot, part), join(root, part), 'junction');
  return root;
}

function run(
  root: string,
  args: readonly string[],
  { node = [], env = {} }: { readonly node?: readonly string[]; readonly env?: NodeJS.ProcessEnv } = {},
): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [...node, join(root, 'bin', 'qualification-kit.cjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...bareEnvironment(), ...env },
  });
}

function preload(name: string, code: string): readonly string[] {
  const file = join(folder, name);
  writeFileSync(file, code);
  return ['--require', file];
}

/** A run that judges little. */
const little = ['service', '--operation', 'getCustomerQualification', '--only', 'CID-001'];

test('a kit that was not built says so', () => {
  const root = installed('not built #%41 ü', []);
  const { status, stdout, stderr } = run(root, ['service']);
  const missing = join(root, 'dist', 'src', 'cli.js');
  expect(stderr).toBe(
    `qualification-kit: not built: there is no ${missing}; run "npm ci --include=dev && npm run build" in ${root}\n`,
  );
  expect([status, stdout]).toEqual([2, '']);
});

test('a kit that was built in part says what is not there', () => {
  const root = installed('in part', [join('dist', 'src', 'cli.js')], ['node_modules']);
  const { status, stderr } = run(root, ['service']);
  expect(stderr).toMatch(/^qualification-kit: not built: there is no .+\.js; run "npm ci [^\n]+\n$/);
  expect(status).toBe(2);
});

test('a kit without its packages says which one is not installed', () => {
  const parts = ['cli.js', 'errors.js', 'files'].map((part) => join('dist', 'src', part));
  const root = installed('no packages', parts);
  const { status, stderr } = run(root, ['service']);
  expect(stderr).toMatch(
    /^qualification-kit: the package (commander|leven) is not installed; run "npm ci --include=dev" in [^\n]+\n$/,
  );
  expect(status).toBe(2);
});

for (const version of ['v12.22.12', 'v18.20.8', 'v20.18.3']) {
  test(`Node ${version} is too old, in one line`, () => {
    const old = preload(
      `${version}.cjs`,
      `Object.defineProperty(process, 'version', { value: '${version}' });`,
    );
    const { status, stderr } = run(packageRoot, ['service'], { node: old });
    expect(stderr).toBe(`qualification-kit: needs Node 20.19 or later, and this is ${version}\n`);
    expect(status).toBe(2);
  });
}

test('what nobody caught ends with 2', () => {
  const late = preload('late.cjs', "setImmediate(() => { throw new Error('broken on purpose'); });");
  const { status, stderr } = run(packageRoot, ['list'], { node: late });
  expect(stderr).toMatch(/^qualification-kit: cannot go on: Error: broken on purpose\n/);
  expect(status).toBe(2);
  const rejected = preload('rejected.cjs', "Promise.reject(new Error('broken on purpose'));");
  expect(run(packageRoot, ['list'], { node: rejected }).status).toBe(2);
});

test('a folder that is gone is told', () => {
  test.skip(process.platform === 'win32', 'Windows keeps a folder that somebody stands in');
  const gone = join(folder, 'gone');
  mkdirSync(gone);
  const command = `cd "${gone}" && rmdir "${gone}" && "${process.execPath}" "${join(packageRoot, 'bin', 'qualification-kit.cjs')}" list`;
  const { status, stderr } = spawnSync(command, { shell: true, encoding: 'utf8', env: bareEnvironment() });
  expect(stderr).toContain('qualification-kit: the folder that the command was started in is gone');
  expect(status).toBe(2);
});

test('the command ends with its own code where the path it is installed in is odd', () => {
  const root = installed("it's a b#c%20d ü 表", ['dist', 'openapi', 'schemas', 'specs'], ['node_modules']);
  const output = join(folder, 'out #%41 ü');
  const { status, stderr } = run(root, [...little, '--output', output]);
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test.describe('without a temporary folder', () => {
  test.skip(process.platform === 'win32', 'TMPDIR is of other systems');

  const env = { TMPDIR: '/nonexistent/folder' };

  test('a mock over TLS cannot start, in one line', () => {
    const { status, stdout, stderr } = run(packageRoot, ['mock', '--tls'], { env });
    expect(stderr).toBe(
      'qualification-kit: cannot write to the temporary folder /nonexistent/folder (ENOENT); set TMPDIR to one that can be written to\n',
    );
    expect([status, stdout]).toEqual([2, '']);
  });

  test('a plan cannot be made, in one line', () => {
    const { status, stderr } = run(packageRoot, ['plan', '--target', 'any'], { env });
    expect(stderr).toMatch(/^qualification-kit: cannot write to the temporary folder [^\n]+\n$/);
    expect(status).toBe(2);
  });

  test('a service is judged, which needs none', () => {
    const output = join(folder, 'no-temporary');
    const { status, stderr } = run(packageRoot, [...little, '--output', output], {
      env,
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});
