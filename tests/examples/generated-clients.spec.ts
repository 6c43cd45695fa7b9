import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { packageRoot } from '../../src/files/package-root.js';
import { idsWith, runCommand } from '../kit/command.js';

/** A step that may take so long, in milliseconds; a registry that does not answer is no fault of the contract. */
const longest = 180_000;

type Line = readonly string[];

/** A generator: what it needs, how it is fetched, how it makes a client, and how its driver is started. */
interface Generator {
  readonly name: string;
  readonly folder: string;
  readonly needs: Line;
  readonly fetch: readonly Line[];
  readonly make: readonly Line[];
  readonly driver: Line;
}

const python = join('venv', process.platform === 'win32' ? 'Scripts' : 'bin', 'python');

const generators: readonly Generator[] = [
  {
    name: 'openapi-typescript with openapi-fetch',
    folder: 'typescript',
    needs: ['npm', '--version'],
    fetch: [['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts']],
    make: [
      ['npm', 'run', 'generate'],
      ['npm', 'run', 'build'],
    ],
    driver: [process.execPath, join('dist', 'driver.js')],
  },
  {
    name: 'openapi-python-client',
    folder: 'python',
    needs: ['python3', '--version'],
    fetch: [
      ['python3', '-m', 'venv', 'venv'],
      [python, '-m', 'pip', 'install', '--quiet', '--requirement', 'requirements.txt'],
    ],
    make: [
      [
        ...[python, '-m', 'openapi_python_client', 'generate', '--path', 'qualification.yaml'],
        ...['--output-path', 'generated', '--meta', 'none', '--overwrite'],
      ],
      [python, '-m', 'compileall', '-q', 'generated'],
    ],
    driver: [python, 'driver.py'],
  },
  {
    name: 'oapi-codegen',
    folder: 'go',
    needs: ['go', 'version'],
    fetch: [['go', 'mod', 'download', 'github.com/oapi-codegen/oapi-codegen/v2@v2.8.2']],
    make: [
      [
        ...['go', 'run', 'github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2'],
        ...['-config', 'oapi-codegen.yaml', 'qualification.yaml'],
      ],
      ['go', 'mod', 'tidy'],
      ['go', 'build', '-o', 'driver', '.'],
    ],
    driver: [`.${process.platform === 'win32' ? '\\driver.exe' : '/driver'}`],
  },
];

/** Runs a line in a folder. Throws with what it printed. */
function run([command = '', ...args]: Line, cwd: string): void {
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: 'pipe', timeout: longest });
}

function succeeds(line: Line, cwd: string): boolean {
  try {
    run(line, cwd);
    return true;
  } catch {
    return false;
  }
}

for (const { name, folder, needs, fetch, make, driver } of generators)
  test(`the client that ${name} makes of the contract compiles and conforms in a healthy read`, async () => {
    test.skip(!succeeds(needs, packageRoot), `${needs[0]} is not installed`);
    const copy = mkdtempSync(join(tmpdir(), 'qualification-kit-generated-'));
    try {
      mkdirSync(join(copy, 'generated'));
      cpSync(join(packageRoot, 'examples', 'generated', folder), copy, { recursive: true });
      cpSync(join(packageRoot, 'openapi', 'qualification.yaml'), join(copy, 'qualification.yaml'));
      test.skip(
        !fetch.every((line) => succeeds(line, copy)),
        `${name} could not be fetched from its registry`,
      );
      for (const line of make) run(line, copy);
      const { code, stdout, stderr, report } = await runCommand(
        ['client', '--strict', '--persistent', '--only', 'healthy', '--', ...driver],
        {},
        undefined,
        copy,
      );
      expect(code, stdout + stderr).toBe(0);
      expect(idsWith(report, 'pass')).toEqual(expect.arrayContaining(['REQ-001', 'REQ-005', 'SEC-001']));
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  });
