import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { packageRoot } from '../../src/files/package-root.js';
import { bareEnvironment } from '../kit/command.js';
import { npm, pack } from './fresh-project.js';

const shell = process.platform === 'win32';

interface Listing {
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

let folder = '';
let tarball = '';
let listing: Listing;

test.describe.configure({ mode: 'default' });

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qualification-kit-pack-'));
  tarball = pack(folder);
  const told = execFileSync(npm, ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: packageRoot,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell,
  });
  const listings: Listing[] | Record<string, Listing> = JSON.parse(told);
  const [first] = Object.values(listings);
  if (!first) throw new Error('npm pack lists nothing');
  listing = first;
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the package is smaller than 2.5 MB', () => {
  expect(listing.unpackedSize).toBeGreaterThan(500_000);
  expect(listing.unpackedSize).toBeLessThan(2_500_000);
});

test('the package holds what a run needs and nothing else', () => {
  const needed = [
    /^(package\.json|README\.md|LICENSE)$/,
    /^bin\/qualification-kit\.cjs$/,
    /^dist\/(playwright\.config\.js|prepared\.json|src\/files\/prepared\.sha256)$/,
    /^dist\/src\/.+\.js$/,
    /^dist\/src\/.+\.d\.ts$/,
    /^dist\/tests\/(service|client)\/[\w-]+\.spec\.js$/,
    /^(openapi|schemas|specs)\/.+\.(yaml|json)$/,
    /^examples\/(ci|clients|generated|playwright|vscode)\/.+$/,
  ];
  const paths = listing.files.map(({ path }) => path);
  expect(paths.filter((path) => !needed.some((pattern) => pattern.test(path)))).toEqual([]);
  for (const pattern of needed) expect(paths.filter((path) => pattern.test(path)).length).toBeGreaterThan(0);
});

test('publint finds nothing', () => {
  const { status, stdout } = lint('publint', ['run', tarball, '--strict']);
  expect(stdout).toContain('All good!');
  expect(status).toBe(0);
});

test('its types are right wherever ES modules are imported', () => {
  const { status, stdout } = lint('attw', [tarball, '--profile', 'esm-only', '--no-color']);
  const entries = ['', '/reporter', '/package\\.json'].map((path) => `"qualification-kit${path}"`);
  for (const entry of entries)
    expect(stdout).toMatch(new RegExp(`${entry}\\s+node16 \\(from ESM\\): 🟢[^\\n]*\\s+bundler: 🟢`));
  expect(status).toBe(0);
});

function lint(name: string, args: readonly string[]): { status: number | null; stdout: string } {
  const bin = join(packageRoot, 'node_modules', '.bin', shell ? `${name}.cmd` : name);
  return spawnSync(bin, args, { encoding: 'utf8', cwd: folder, env: bareEnvironment(), shell });
}
