import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { packageRoot } from '../../src/files/package-root.js';
import { judgeClientHere } from '../kit/client-judged-here.js';
import { idsWith, runCommand } from '../kit/command.js';

const folder = join(packageRoot, 'examples', 'clients');

/** What a client that never tries again cannot be judged by. */
const retries = ['RTY-001', 'RTY-002', 'RTY-003', 'RTY-004', 'RTY-005', 'RTY-006', 'RTY-007'];

/** Whether a tool answers; which one is missing is told by the skip. */
function has(tool: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(tool, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The other operations. */
const operations = [
  'getCustomerQualifications',
  'updateCustomerQualification',
  'createCustomerQualification',
] as const;

/** What of the retries a client that never tries again cannot be judged by, and with writes what else. */
function unretried(operation: string): readonly string[] {
  return operation === 'getCustomerQualifications' ? ['DEC-007', ...retries] : ['CWR-013', ...retries];
}

async function expectConformant(
  options: readonly string[],
  driver: readonly string[],
  skipped: readonly string[],
): Promise<void> {
  const command = ['client', '--strict', ...options, '--', ...driver];
  const { code, stdout, stderr, report } = await judgeClientHere(command);
  expect(code, stdout + stderr).toBe(0);
  expect([...idsWith(report, 'skip')].sort()).toEqual([...skipped].sort());
}

const node = [process.execPath, join(folder, 'node-fetch.mjs')];
const python = ['python3', join(folder, 'python_stdlib.py')];
const shell = ['sh', join(folder, 'curl.sh')];

test('the client on Node fetch conforms in every requirement', async () => {
  await expectConformant([], node, []);
});

test('the client on Node fetch conforms as a persistent driver', async () => {
  await expectConformant(['--persistent', '--jobs', '4'], [...node, '--persistent'], []);
});

test('the client on the Python standard library conforms', async () => {
  test.skip(!has('python3', '--version'), 'python3 is not installed');
  await expectConformant([], python, ['DEC-007', ...retries]);
});

test('the client on the Python standard library conforms as a persistent driver', async () => {
  test.skip(!has('python3', '--version'), 'python3 is not installed');
  await expectConformant(
    ['--persistent', '--jobs', '4'],
    [...python, '--persistent'],
    ['DEC-007', ...retries],
  );
});

test('the client of curl and sh conforms', async () => {
  test.skip(!has('curl', '--version'), 'curl is not installed');
  test.skip(!has('jq', '--version'), 'jq is not installed');
  await expectConformant([], shell, retries);
});

for (const operation of operations) {
  const named = ['--operation', operation];
  test(`the client on Node fetch conforms in ${operation}`, async () => {
    // It does not send a write again where nobody answered.
    await expectConformant(named, node, operation.startsWith('get') ? [] : ['RTY-001']);
  });

  test(`the client on the Python standard library conforms in ${operation}`, async () => {
    test.skip(!has('python3', '--version'), 'python3 is not installed');
    await expectConformant(named, python, unretried(operation));
  });

  test(`the client of curl and sh conforms in ${operation}`, async () => {
    test.skip(!has('curl', '--version'), 'curl is not installed');
    test.skip(!has('jq', '--version'), 'jq is not installed');
    const skipped = unretried(operation).filter((id) => id !== 'DEC-007');
    await expectConformant(named, shell, skipped);
  });
}

test("the client on Java's own HTTP client conforms in all four operations", async () => {
  test.skip(!has('java', '--version'), 'java is not installed');
  const named = ['getCustomerQualification', ...operations].flatMap((id) => ['--operation', id]);
  await expectConformant(
    ['--persistent', '--jobs', '4', ...named],
    ['java', join(folder, 'JdkHttp.java'), '--persistent'],
    // The JDK repeats a read whose connection ended without a byte, and no write.
    ['CWR-013', 'DEC-007', ...retries.filter((id) => id !== 'RTY-001')],
  );
});

test("Microsoft's Java SDK can be judged", async () => {
  test.skip(!has('java', '-version'), 'java is not installed');
  test.skip(!has('mvn', '--version'), 'mvn is not installed');
  const copy = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  try {
    cpSync(join(folder, 'java-sdk'), copy, { recursive: true });
    const built = has('mvn', '-q', '-B', '-f', copy, 'package');
    test.skip(
      !built,
      'Maven cannot build the driver: com.microsoft.store:partnercenter:1.15.4 is not to be had',
    );
    const classes = [join(copy, 'target', 'classes'), join(copy, 'target', 'dependency', '*')].join(
      delimiter,
    );
    const { report, stdout } = await runCommand([
      ...['client', '--persistent', '--timeout', '20000', '--jobs', '4'],
      ...['--', 'java', '-cp', classes, 'Driver', '--persistent'],
    ]);
    // What the documents and the SDK's source say of it; docs/field-notes.md tells the rest.
    expect(idsWith(report, 'pass'), stdout).toEqual(
      expect.arrayContaining(['REQ-001', 'REQ-002', 'REQ-003']),
    );
    expect(idsWith(report, 'fail'), stdout).toEqual(expect.arrayContaining(['DEC-002', 'RTY-008']));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});
