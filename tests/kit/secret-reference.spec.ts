import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { KitError } from '../../src/errors.js';
import { parseReference, resolveSecret } from '../../src/identity/secret-reference.js';

const value = 'Zq8~not.a.real.one';

async function withFile(content: string | Uint8Array, use: (path: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  const path = join(folder, 'a secret.txt');
  writeFileSync(path, content);
  try {
    await use(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A command line that runs a script with Node. */
function node(script: string): string {
  return `command:"${process.execPath}" -e "${script}"`;
}

async function messageFor(reference: string, env: NodeJS.ProcessEnv = {}, ms?: number): Promise<string> {
  const thrown = await resolveSecret(reference, { ...process.env, ...env }, ms).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(thrown).toBeInstanceOf(KitError);
  const { message } = thrown as KitError;
  expect(message).not.toContain(value);
  expect(message).not.toContain('\n');
  return message;
}

for (const [what, end] of [
  ['no line end', ''],
  ['a line end', '\n'],
  ['a line end of Windows', '\r\n'],
] as const) {
  test(`a secret with ${what} behind it is read from a variable, a file and a command`, async () => {
    expect(await resolveSecret('env:TEST_SECRET', { TEST_SECRET: value + end })).toBe(value);
    await withFile(value + end, async (path) => {
      expect(await resolveSecret(`file:${path}`)).toBe(value);
      const script = `process.stdout.write(require('fs').readFileSync(process.argv[1]))`;
      expect(await resolveSecret(`${node(script)} "${path}"`)).toBe(value);
    });
  });
}

test('a byte order mark is passed over, and spaces belong to the secret', async () => {
  await withFile(`\ufeff a b \n`, async (path) => {
    expect(await resolveSecret(`file:${path}`)).toBe(' a b ');
  });
});

test('what is no reference is not shown', () => {
  for (const text of [value, `ENV:${value}`, `secret:${value}`, 'env:', 'file:  ', '']) {
    expect(() => parseReference(text)).toThrow(/"env:NAME", "file:PATH" or "command:LINE"/);
    expect(() => parseReference(text)).not.toThrow(value);
  }
});

test('what is missing, empty or of several lines is told by its reference', async () => {
  expect(await messageFor('env:TEST_SECRET')).toBe('env:TEST_SECRET is not set');
  expect(await messageFor('env:TEST_SECRET', { TEST_SECRET: ' ' })).toBe('env:TEST_SECRET is empty');
  expect(await messageFor('env:TEST_SECRET', { TEST_SECRET: `${value}\n${value}` })).toMatch(
    /^env:TEST_SECRET holds more than one line/,
  );
  expect(await messageFor('file:not/there')).toBe('file:not/there cannot be read: there is no such file');
  expect(await messageFor(`file:${tmpdir()}`)).toMatch(/cannot be read: /);
  await withFile(Buffer.from(`\ufeff${value}`, 'utf16le'), async (path) => {
    expect(await messageFor(`file:${path}`)).toBe(`file:${path} gives no UTF-8 text`);
  });
});

test('a command that fails is told by its first word and its exit status, whatever it printed', async () => {
  const script = `console.log('${value}'); console.error('${value}'); process.exit(3)`;
  expect(await messageFor(node(script))).toMatch(/^command:\S+ … ended with exit 3; run it by hand/);
  expect(await messageFor('command:no-such-command-here')).toMatch(
    /^command:no-such-command-here ended with exit \d+/,
  );
});

test('a command that prints nothing, too much or for too long is told', async () => {
  expect(await messageFor(node(''))).toMatch(/ is empty$/);
  expect(await messageFor(node(`process.stdout.write('x'.repeat(100000))`))).toMatch(/more than 65536 bytes/);
  const begin = Date.now();
  expect(await messageFor(node('setInterval(() => {}, 1000)'), {}, 300)).toMatch(
    /did not end within 0\.3 seconds/,
  );
  expect(Date.now() - begin).toBeLessThan(5000);
});

test('a command may leave something running, of which its answer does not have to wait', async () => {
  test.skip(process.platform === 'win32', 'its shell has no background');
  const begin = Date.now();
  expect(await resolveSecret(`command:sleep 30 & echo ${value}`)).toBe(value);
  expect(Date.now() - begin).toBeLessThan(20_000);
});

test('a command is not marked as a driver, whose every process is ended', async () => {
  expect(await resolveSecret(node(`console.log(process.env.QUALIFICATION_KIT_DRIVER ?? 'none')`))).toBe(
    'none',
  );
});
