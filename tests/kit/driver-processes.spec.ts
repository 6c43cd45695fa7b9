import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@playwright/test';
import type { Driver, DriverReport } from '../../src/client/driver.js';
import { OneShotDriver } from '../../src/client/one-shot-driver.js';
import { PersistentDriver } from '../../src/client/persistent-driver.js';
import { packageRoot } from '../../src/files/package-root.js';
import { Redactor } from '../../src/http/redact.js';
import { Containment } from '../../src/processes/containment.js';

// Not a token of anyone; long enough to be searched for.
const secret = 'a-secret-of-this-test-0123456789';
const values = {
  PARTNER_CENTER_BASE_URL: 'http://127.0.0.1:9',
  PARTNER_CENTER_ACCESS_TOKEN: secret,
  PARTNER_CENTER_CUSTOMER_ID: 'c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2',
  PARTNER_CENTER_AUTHORITY: 'http://127.0.0.1:9',
  PARTNER_CENTER_TENANT_ID: 'c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2',
  PARTNER_CENTER_CLIENT_ID: 'c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2',
  PARTNER_CENTER_CLIENT_SECRET: 'x',
};
const outcome = '{"qualification":"education"}';
const print = (line: string) => `process.stdout.write(${JSON.stringify(`${line}\n`)});`;
/** Starts a process that would run for a minute, says its id on standard error, and waits until it is there. */
const child = (options: string) =>
  `const c = require('node:child_process').spawn(process.execPath, ['-e', 'process.on("SIGTERM",()=>{});setTimeout(()=>{},60000)'], ${options});
   process.stderr.write('pid ' + c.pid + '\\n');`;
const forever = 'setInterval(() => {}, 1000);';

function call(driver: Driver, timeoutMs = 1500): Promise<DriverReport> {
  const secrets = new Redactor(new Map([[secret, 'token']]));
  return driver.call(values, { secrets, timeoutMs, tooMany: new AbortController().signal });
}

/** The processes that a driver's standard error names. */
function pidsIn(stderr: string): readonly number[] {
  return [...stderr.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function mayMakeControlGroups(): boolean {
  return new Containment().folder !== undefined;
}

async function expectGone(stderr: string): Promise<void> {
  const pids = pidsIn(stderr);
  expect(pids.length).toBeGreaterThan(0);
  await expect.poll(() => pids.filter(isRunning), { intervals: [20], timeout: 5000 }).toEqual([]);
}

/** What a driver does, and what is made of it. */
const oneShots: readonly (readonly [
  title: string,
  script: string,
  expected: { readonly outcome: string; readonly exit?: string; readonly stopped?: string },
])[] = [
  ['prints its outcome and ends', print(outcome), { outcome: 'value', exit: 'exit 0' }],
  [
    'prints its outcome and ends with 3',
    `${print(outcome)} process.exitCode = 3;`,
    { outcome: 'value', exit: 'exit 3' },
  ],
  ['prints its outcome without a line end', `process.stdout.write('${outcome}');`, { outcome: 'value' }],
  [
    'prints lines before, a mark and CR LF',
    `${print('log')} process.stdout.write('\\ufeff${outcome}\\r\\n\\r\\n');`,
    { outcome: 'value' },
  ],
  [
    'prints its outcome and stays',
    `${print(outcome)} ${forever}`,
    { outcome: 'value', exit: 'still running after its outcome' },
  ],
  [
    'prints something else behind its outcome',
    `${print(outcome)} ${print('done')}`,
    { outcome: 'none', exit: 'exit 0' },
  ],
  ['prints nothing', '', { outcome: 'none', exit: 'exit 0' }],
  ['prints both members', print('{"qualification":"none","error":{}}'), { outcome: 'none' }],
  [
    'hangs and passes over SIGTERM',
    `process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); ${forever}`,
    { outcome: 'none', stopped: 'time' },
  ],
  [
    'ends itself with SIGSEGV',
    `process.kill(process.pid, 'SIGSEGV'); ${forever}`,
    { outcome: 'none', exit: 'SIGSEGV' },
  ],
  [
    'closes its streams and hangs',
    `const fs = require('node:fs'); fs.closeSync(1); fs.closeSync(2); ${forever}`,
    { outcome: 'none', stopped: 'time' },
  ],
  [
    'closes standard error and tells its outcome',
    `require('node:fs').closeSync(2); ${print(outcome)}`,
    { outcome: 'value' },
  ],
  [
    'writes 100 MB and then its outcome',
    `const piece = Buffer.alloc(1 << 20, 0x78); for (let n = 0; n < 100; n++) require('node:fs').writeSync(1, piece); ${print('')} ${print(outcome)}`,
    { outcome: 'value', exit: 'exit 0' },
  ],
  [
    'writes without end',
    `const piece = Buffer.alloc(1 << 16, 0x78); for (;;) require('node:fs').writeSync(2, piece);`,
    { outcome: 'none', stopped: 'time' },
  ],
];

test.skip(process.platform === 'win32', 'these drivers use signals and descriptors of POSIX');

/** Bytes that the process holds when all garbage is gone. */
async function held(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  // What is waiting in a stream that was closed goes in turns of the event loop.
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise(setImmediate);
    collect();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

for (const [title, script, expected] of oneShots) {
  test(`of a driver that ${title} the report says so`, async () => {
    const driver = new OneShotDriver([process.execPath, '-e', script]);
    const before = await held();
    const limit = title.includes('100 MB') ? 20_000 : 1500;
    const report = await call(driver, limit);
    await driver.close();
    const { kind } = report.outcome;
    expect({ ...report, outcome: kind }).toMatchObject(expected);
    expect((await held()) - before, 'output is not kept').toBeLessThan(20 << 20);
  });
}

test('a process that a driver leaves behind ends with the call, whether the driver ended or hung', async () => {
  for (const rest of [print(outcome), forever]) {
    const report = await call(
      new OneShotDriver([process.execPath, '-e', child('{ stdio: "inherit" }') + rest]),
    );
    await expectGone(report.stderr);
  }
});

test('a process that left its group ends with the run', async () => {
  test.skip(process.platform !== 'linux', 'only Linux lets the environment of processes be read');
  const script = `${child('{ detached: true, stdio: "ignore" }')} c.unref(); ${print(outcome)}`;
  const driver = new OneShotDriver([process.execPath, '-e', script]);
  const report = await call(driver);
  expect(report.outcome.kind).toBe('value');
  await driver.close();
  await expectGone(report.stderr);
});

for (const [what, options] of [
  ['and cleared its environment', '{ detached: true, stdio: "inherit", env: {} }'],
  ['and closed its streams', '{ detached: true, stdio: "ignore" }'],
  ['cleared its environment and closed its streams', '{ detached: true, stdio: "ignore", env: {} }'],
] as const)
  test(`a process that left its group ${what} ends with the run`, async () => {
    test.skip(process.platform !== 'linux', 'only Linux tells of processes what this needs');
    const hidden = what.startsWith('cleared');
    test.skip(hidden && !mayMakeControlGroups(), 'this system lets nobody make a control group');
    const driver = new OneShotDriver([
      process.execPath,
      '-e',
      `${child(options)} c.unref(); ${print(outcome)} process.exit();`,
    ]);
    const report = await call(driver);
    expect(report.outcome.kind).toBe('value');
    expect(pidsIn(report.stderr).filter(isRunning), 'until the run is over').toHaveLength(1);
    await driver.close();
    await expectGone(report.stderr);
  });

test('a kit that SIGKILL ends takes its drivers along, and what left their group', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  try {
    const file = join(folder, 'pids');
    const note = (pid: string) =>
      `require('node:fs').appendFileSync(${JSON.stringify(file)}, 'pid ' + ${pid} + '\\n');`;
    const script = `process.on('SIGTERM', () => {}); ${child('{ detached: true, stdio: "ignore" }')} ${note('c.pid')} ${note('process.pid')} ${forever}`;
    const module = (name: string) => pathToFileURL(join(packageRoot, 'dist', 'src', ...name.split('/'))).href;
    const kit = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { OneShotDriver } from '${module('client/one-shot-driver.js')}';
         import { Redactor } from '${module('http/redact.js')}';
         const watch = { secrets: new Redactor(new Map()), timeoutMs: 60000, tooMany: new AbortController().signal };
         await new OneShotDriver([process.execPath, '-e', ${JSON.stringify(script)}]).call({}, watch);`,
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const told = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');
    await expect.poll(() => pidsIn(told()).length, { timeout: 20_000 }).toBe(2);
    expect(pidsIn(told()).every(isRunning)).toBe(true);
    kit.kill('SIGKILL');
    await expectGone(told());
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a secret is found in what is written, split between pieces and in the middle of a flood', async () => {
  const [start, end] = [secret.slice(0, 10), secret.slice(10)];
  const flood = `const piece = Buffer.alloc(1 << 16, 0x78); const w = (s) => require('node:fs').writeSync(1, s);
    for (let n = 0; n < 40; n++) w(piece); w('${start}'); setTimeout(() => { w('${end}'); for (let n = 0; n < 40; n++) w(piece); w('\\n${outcome}\\n'); }, 100);`;
  const report = await call(new OneShotDriver([process.execPath, '-e', flood]), 10_000);
  expect(report.outcome.kind).toBe('value');
  expect(report.leaks).toEqual({ stdout: ['token'], stderr: [] });
});

test('a driver has the values in its environment, nothing of the kit, and no proxy to the mock', async () => {
  process.env['PARTNER_CENTER_CUSTOMERS'] = 'of the shell';
  const script = `const { env } = process; process.stderr.write(JSON.stringify([Object.keys(env).filter((n) => /^PARTNER_CENTER_/.test(n)).sort(), env.NO_PROXY, Object.keys(env).filter((n) => /^(TEST_WORKER|PW_|QUALIFICATION_KIT_RUN)/.test(n))])); ${print(outcome)}`;
  const report = await call(new OneShotDriver([process.execPath, '-e', script]));
  delete process.env['PARTNER_CENTER_CUSTOMERS'];
  const [names, proxies, foreign] = JSON.parse(report.stderr);
  expect(names).toEqual(Object.keys(values).sort());
  expect(proxies).toContain('127.0.0.1');
  expect(foreign).toEqual([]);
});

test('a command that does not exist is an error that names it', async () => {
  await expect(call(new OneShotDriver(['./no-such-driver']))).rejects.toThrow(
    'cannot start ./no-such-driver: there is no such command',
  );
  await expect(call(new PersistentDriver(['./no-such-driver']))).rejects.toThrow('there is no such command');
});

/** A driver of one line per call, as a file, because `-e` reads standard input itself. */
async function withPersistent(body: string, use: (driver: PersistentDriver) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  const file = join(folder, 'driver.cjs');
  writeFileSync(
    file,
    `let calls = 0; require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => { const given = JSON.parse(line); calls += 1; ${body} });`,
  );
  const driver = new PersistentDriver([process.execPath, file]);
  try {
    await use(driver);
  } finally {
    await driver.close();
    rmSync(folder, { recursive: true });
  }
}

test('a persistent driver keeps its process for all calls and may log other lines', async () => {
  const body = `process.stderr.write('pid ' + process.pid + '\\n'); ${print('{"level":"info"}')} ${print('reading')} process.stdout.write(JSON.stringify({ qualification: given.PARTNER_CENTER_CUSTOMER_ID + calls }) + '\\n');`;
  await withPersistent(body, async (driver) => {
    const reports = [await call(driver), await call(driver)];
    expect(reports.map((report) => report.outcome)).toEqual([
      { kind: 'value', qualification: `${values.PARTNER_CENTER_CUSTOMER_ID}1` },
      { kind: 'value', qualification: `${values.PARTNER_CENTER_CUSTOMER_ID}2` },
    ]);
    const [first, second] = reports.map((report) => pidsIn(report.stderr)[0]);
    expect(first).toBe(second);
    driver.renew();
    const third = await call(driver);
    expect(third.outcome).toEqual({ kind: 'value', qualification: `${values.PARTNER_CENTER_CUSTOMER_ID}1` });
    await expectGone(reports[0]?.stderr ?? '');
  });
});

test('a persistent driver that ends, hangs or answers garbage has no outcome, and the next call gets a new process', async () => {
  const ends = `if (given.PARTNER_CENTER_CLIENT_SECRET === 'x' && calls === 2) process.exit(7); process.stdout.write('${outcome}\\n');`;
  await withPersistent(ends, async (driver) => {
    const reports = [await call(driver), await call(driver), await call(driver)];
    expect(reports.map((report) => report.outcome.kind)).toEqual(['value', 'none', 'value']);
    expect(reports[1]?.exit).toBe('exit 7');
  });
  await withPersistent(`if (calls === 1) process.stdout.write('{"qualification":\\n');`, async (driver) => {
    expect((await call(driver, 400)).stopped).toBe('time');
    expect((await call(driver, 400)).stopped).toBe('time');
  });
});

for (const meant of ['{}', '{"qualification":"none","error":{}}', '{"error":"no"}', '\ufeff{"error":null}\r'])
  test(`the line ${JSON.stringify(meant)} of a persistent driver ends its call without an outcome, and the driver`, async () => {
    const body = `process.stderr.write('pid ' + process.pid + '\\n'); process.stdout.write(calls === 1 ? ${JSON.stringify(`${meant}\n`)} : '');`;
    await withPersistent(body, async (driver) => {
      const begin = performance.now();
      const report = await call(driver, 20_000);
      expect(performance.now() - begin).toBeLessThan(10_000);
      expect(report.stopped).toBeUndefined();
      expect(report.outcome).toMatchObject({
        kind: 'none',
        reason: expect.stringContaining('the last line `{'),
      });
      await expectGone(report.stderr);
    });
  });

test('what was meant for an outcome is none where a real one follows, and neither is a log in JSON', async () => {
  const later = `${print('{}')} setTimeout(() => { ${print('{"level":30,"error":"x"}')} ${print(outcome)} }, 200);`;
  await withPersistent(later, async (driver) => {
    expect((await call(driver)).outcome).toEqual({ kind: 'value', qualification: 'education' });
    expect((await call(driver)).outcome).toEqual({ kind: 'value', qualification: 'education' });
  });
});

test('of a driver that was still running, the last line is told, without its secrets', async () => {
  await withPersistent(
    `process.stdout.write('education for ' + given.PARTNER_CENTER_ACCESS_TOKEN + '\\n');`,
    async (driver) => {
      const { outcome: none } = await call(driver, 500);
      expect(none).toEqual({
        kind: 'none',
        reason: 'the driver was still running, and its last line was `education for [token]`',
      });
    },
  );
});
