import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { clientOperations } from '../../src/client/client-operations.js';
import { scenarios, selectScope } from '../../src/client/scenarios.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { publishedSchema, schemaEngine } from '../../src/files/json-schema.js';
import { packageRoot } from '../../src/files/package-root.js';
import type { Report } from '../../src/report/report.js';
import { judgeClientHere } from './client-judged-here.js';
import { miniature } from './clients-under-test.js';
import { bareEnvironment, commandFile, idsWith, runCommand } from './command.js';
import { commandHere } from './command-here.js';

const validate = schemaEngine().compile(publishedSchema('conformance'));

function expectValid(report: unknown): void {
  validate(report);
  expect(validate.errors ?? []).toEqual([]);
}

/** A token, whole or a part of it that is no header, as it is or in base64. */
const tokenLike = /eyJ[\w-]{20,}\.[\w-]{40,}|ZXlKaGJHY2l|\.[\w-]{80,}/;

test('a run tells its scenarios with attempts and times, and satisfies the published schema', async () => {
  const { code, report, stdout } = await runCommand([
    ...['client', '--seed', '5', '--only', 'throttled-in-seconds', '--only', 'value-none'],
    ...['--', ...miniature('good')],
  ]);
  expect(code, stdout).toBe(0);
  expectValid(report);
  expect(report?.subject.kind).toBe('client');
  expect(idsWith(report, 'pass')).toEqual(['DEC-001', 'RTY-002', 'RTY-003']);
  expect(report?.scenarios?.map(({ name }) => name).sort()).toEqual(['throttled-in-seconds', 'value-none']);
  const [throttled] = report?.scenarios?.filter(({ name }) => name === 'throttled-in-seconds') ?? [];
  const attempts = throttled?.calls[0]?.attempts ?? [];
  expect(attempts.map(({ response }) => response?.status)).toEqual([429, 200]);
  expect((attempts[1]?.receivedAtMs ?? 0) - (attempts[0]?.answeredAtMs ?? 0)).toBeGreaterThanOrEqual(1990);
  expect(throttled?.calls[0]?.outcome).toBe('the qualification "education"');
  expect(stdout.split('\n').filter((line) => line.length > 80 && line.trim().split(' ').length > 4)).toEqual(
    [],
  );
});

for (const name of [
  'token-in-errors',
  'token-logged',
  'token-logged-in-base64',
  'token-in-url',
  'token-in-cookie',
  'redirects-followed',
  'scheme-basic',
  'crashes-on-errors',
])
  test(`nothing that is written of the client ${name} holds a token`, async () => {
    const { code, report, stdout, stderr } = await judgeClientHere([
      ...[
        'client',
        '--only',
        'SEC',
        '--only',
        'REQ-006',
        '--only',
        'not-found',
        '--persistent',
        '--jobs',
        '4',
      ],
      ...['--', ...miniature(name), '--persistent'],
    ]);
    expect(code, stderr).toBe(1);
    expectValid(report);
    expect(JSON.stringify(report)).not.toMatch(tokenLike);
    expect(stdout + stderr).not.toMatch(tokenLike);
  });

test('a violation is told with its scenario, what was expected, what was received, and its source', async () => {
  const { stdout, code } = await runCommand([
    ...['client', '--only', 'DEC-008', '--persistent', '--', ...miniature('mark-kept'), '--persistent'],
  ]);
  expect(code).toBe(1);
  expect(stdout).toContain('DEC-008 must: The client ignores a byte order mark in front of the JSON text.');
  expect(stdout).toContain('scenario byte-order-mark');
  expect(stdout).toMatch(/at outcome: expected the qualification "education", received the\s+error/);
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
    / report .* not conformant, 1 of \d+ requirements judged: 1 MUST violated\s*$/,
  );
});

/** Drivers that do not keep to the protocol, and what the one error says. */
const unusable: readonly (readonly [what: string, script: string, said: RegExp])[] = [
  [
    'prints nothing',
    '',
    /told no outcome of a healthy read.*nothing on standard output \(exit 0, 0 requests\)/,
  ],
  ['prints the bare value', 'console.log("education")', /received the last line `education`/],
  [
    'crashes',
    'throw new Error("no such module")',
    /exit 1, 0 requests; standard error says `Error: no such module`/,
  ],
  [
    'asks nobody',
    'console.log(`{"qualification":"education"}`)',
    /sent no request to PARTNER_CENTER_BASE_URL.*reported the qualification "education"/,
  ],
];

test('a driver that prints a secret in place of an outcome has it told by its name alone', async () => {
  for (const form of [
    'process.env.PARTNER_CENTER_CLIENT_SECRET',
    'process.env.PARTNER_CENTER_ACCESS_TOKEN',
    "Buffer.from(process.env.PARTNER_CENTER_ACCESS_TOKEN).toString('base64')",
  ]) {
    const script = `console.log(${form})`;
    const { code, report, stdout } = await judgeClientHere(['client', '--', process.execPath, '-e', script]);
    expect(code).toBe(2);
    expect(JSON.stringify(report) + stdout).not.toMatch(tokenLike);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/received the last line `\[(token|client's secret)\]/);
  }
});

for (const [what, script, said] of unusable)
  test(`a driver that ${what} in health ends the run with 2, and no requirement fails`, async () => {
    const { code, report, stdout } = await judgeClientHere(['client', '--', process.execPath, '-e', script]);
    expect(code).toBe(2);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(said);
    expect(idsWith(report, 'fail')).toEqual([]);
    const { requirements } = selectScope(loadCatalogue(), [], clientOperations(loadContract()));
    expect(idsWith(report, 'error')).toHaveLength(requirements.length);
  });

test('a client that had not given up when the time was over is an error, not a violation', async () => {
  const { code, report, stdout } = await judgeClientHere([
    ...['client', '--only', 'unavailable', '--timeout', '1200', '--persistent'],
    ...['--', ...miniature('good'), '--persistent'],
  ]);
  // Attempts at 0, 250 and 750 ms: they end in time. A slower client does not.
  expect(code, stdout).toBe(0);
  expect(idsWith(report, 'pass')).toContain('RTY-008');
  const slow = `const http = require('node:http'); const { env } = process;
    const ask = () => http.get(env.PARTNER_CENTER_BASE_URL + '/v1/customers/' + env.PARTNER_CENTER_CUSTOMER_ID + '/qualification',
      { headers: { Authorization: 'Bearer ' + env.PARTNER_CENTER_ACCESS_TOKEN } }, (r) => { r.resume(); if (r.statusCode === 200) console.log('{"qualification":"education"}'); else setTimeout(ask, 500); });
    ask();`;
  const given = await judgeClientHere([
    ...['client', '--only', 'RTY-008', '--only', 'unavailable', '--timeout', '1200'],
    ...['--', process.execPath, '-e', slow],
  ]);
  expect(given.code).toBe(2);
  expect(given.stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /RTY-008: scenario \w[\w-]*: the client had not given up after \d attempts in 1200 ms; raise --timeout/,
  );
});

/** Misuse, and the one line it is answered with. */
const misuse: readonly (readonly [args: readonly string[], said: string])[] = [
  [['client'], 'no driver to start; give its command behind --'],
  [['client', '--', 'nodee'], 'cannot start nodee: no such command in PATH; did you mean "node"?'],
  [['client', '--', './nowhere/driver'], 'cannot start ./nowhere/driver: there is no such file'],
  [['client', '--', './package.json'], 'cannot start ./package.json: it is not executable'],
  [['client', '--only', 'byte-order-mrak', '--', 'node'], 'did you mean "byte-order-mark"?'],
  [['client', '--only', 'HDR-002', '--', 'node'], 'unknown requirement, area or scenario "HDR-002"'],
  [['client', '--only', 'retyr', '--', 'node'], 'did you mean "retry"?'],
  [['client', '--only', ',', '--', 'node'], '--only names nothing'],
  [['client', '--jobs', '0', '--', 'node'], '--jobs "0" is no whole number from 1 to 64'],
  [['client', '--port', '8080', '--', 'node'], '--port is for --passive'],
  [['client', '--console', '--', 'node'], '--console is for --passive'],
  [['client', '--passive', '--', 'node'], '--passive starts nothing'],
  [['client', '--passive', '--for', '60'], '--for "60" is no time up to 24h'],
  [['client', '--persistant', '--', 'node'], '--persistent'],
];

for (const [args, said] of misuse)
  test(`${args.join(' ')} is refused in one line`, async () => {
    const { code, stdout, stderr } = await commandHere(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(said);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

/** Starts a passive run, and ends it when `use` is done with the environment it printed. */
async function listening(
  use: (env: Readonly<Record<string, string>>) => Promise<void>,
): Promise<{ code: number | null; stdout: string; report: Report }> {
  const output = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  const child = spawn(process.execPath, [commandFile, 'client', '--passive', '--output', output], {
    env: bareEnvironment(),
  });
  let stdout = '';
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (piece) => {
      stdout += piece;
      if (stdout.includes('# listening')) resolve();
    });
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  try {
    await ready;
    const lines = stdout.split('\n').filter((line) => line.startsWith('PARTNER_CENTER_'));
    await use(
      Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      ),
    );
    child.kill('SIGINT');
    const code = await ended;
    return { code, stdout, report: JSON.parse(readFileSync(join(output, 'conformance.json'), 'utf8')) };
  } finally {
    child.kill('SIGKILL');
    rmSync(output, { recursive: true, force: true });
  }
}

/** Runs a miniature by itself, as an application that nobody drives. */
async function runMiniature(name: string, env: Readonly<Record<string, string>>): Promise<void> {
  const [command = '', ...args] = miniature(name);
  const child = spawn(command, args, { env: { ...bareEnvironment(), ...env }, stdio: 'ignore' });
  await new Promise((resolve) => child.once('close', resolve));
}

test('a passive run judges what it hears and says why it cannot judge the rest', async () => {
  const { code, report, stdout } = await listening(async (env) => {
    await runMiniature('good', env);
    await runMiniature('good', env);
  });
  expect(code, stdout).toBe(0);
  expectValid(report);
  expect(report.subject.mode).toBe('passive');
  expect(idsWith(report, 'pass')).toEqual(
    'REQ-001 REQ-002 REQ-004 REQ-005 REQ-006 REQ-007 REQ-008 REQ-009 REQ-010 REQ-011 REQ-012 REQ-013 REQ-015 REQ-017 SEC-003 SEC-004'.split(
      ' ',
    ),
  );
  expect(
    report.requirements.filter(
      ({ verdict, reason }) => verdict === 'skip' && !reason?.startsWith('passive: '),
    ),
  ).toEqual([]);
});

test('a passive run judges a request without Host, and tells what it could not read', async () => {
  const send = (port: string, bytes: string) =>
    new Promise((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write(bytes));
      socket
        .resume()
        .on('error', () => {})
        .on('close', resolve);
    });
  const { code, report, stdout } = await listening(async (env) => {
    const { port } = new URL(env['PARTNER_CENTER_BASE_URL'] ?? '');
    await send(port, 'GET /v1/customers/x/qualification HTTP/1.1\r\nConnection: close\r\n\r\n');
    await send(port, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(17_000)}\r\n\r\n`);
  });
  expect(stdout).toContain('GET /v1/customers/x/qualification → 400');
  expect(stdout).toContain('not a request that can be read: header fields over 16 KiB');
  expect(report.requirements.find(({ id }) => id === 'REQ-015')?.findings).toEqual([
    expect.objectContaining({ place: 'header Host', received: 'none' }),
  ]);
  expect(code).toBe(1);
});

test('a passive run tells what is wrong, and that nobody called', async () => {
  const wrong = await listening(async (env) => {
    await runMiniature('request-id-fixed', env);
    await runMiniature('request-id-fixed', env);
    await runMiniature('token-in-url', env);
    for (const _ of ['once', 'twice'])
      await fetch(
        `${env['PARTNER_CENTER_BASE_URL']}/v1/customers/${env['PARTNER_CENTER_CUSTOMER_ID']}/qualification`,
      );
  });
  expect(wrong.stdout.match(/send the token printed as PARTNER_CENTER_ACCESS_TOKEN/g)).toHaveLength(1);
  expect(wrong.code).toBe(1);
  expect(idsWith(wrong.report, 'fail')).toEqual('REQ-005 REQ-006 REQ-008 REQ-009 REQ-011 SEC-003'.split(' '));
  expect(JSON.stringify(wrong.report)).not.toMatch(tokenLike);
  const silent = await listening(async () => {});
  expect(silent.code).toBe(2);
  expect(silent.stdout.replaceAll(/\s+/g, ' ')).toContain('no request arrived');
});

test('a client that fetches its own token is judged by the token it was granted', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  const file = join(folder, 'driver.mjs');
  writeFileSync(
    file,
    `const e = (name) => process.env['PARTNER_CENTER_' + name];
     const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: e('CLIENT_ID'), client_secret: e('CLIENT_SECRET'), scope: 'https://api.partnercenter.microsoft.com/.default' });
     const { access_token: token } = await (await fetch(e('AUTHORITY') + '/' + e('TENANT_ID') + '/oauth2/v2.0/token', { method: 'POST', body: form })).json();
     const headers = { Authorization: 'Bearer ' + token, 'MS-RequestId': crypto.randomUUID(), 'MS-CorrelationId': crypto.randomUUID() };
     const answer = await fetch(e('BASE_URL') + '/v1/customers/' + e('CUSTOMER_ID') + '/qualification', { headers });
     if (process.argv[2] === 'leaks') console.error(token);
     console.log(JSON.stringify({ qualification: await answer.json() }));`,
  );
  try {
    const words = [
      'client',
      '--only',
      'REQ-006',
      '--only',
      'SEC-002',
      '--only',
      'healthy',
      '--timeout',
      '4000',
      '--',
      process.execPath,
      file,
    ];
    const { code, stdout, report } = await judgeClientHere(words);
    expect(idsWith(report, 'fail'), stdout).toEqual(['FLR-001']);
    expect(code).toBe(1);
    const leaking = await judgeClientHere([...words, 'leaks']);
    expect(idsWith(leaking.report, 'fail')).toContain('SEC-002');
    expect(JSON.stringify(leaking.report) + leaking.stdout).not.toMatch(tokenLike);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('Playwright runs the client side by hand on the example client, and names it as such', async () => {
  const output = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  const cli = join(packageRoot, 'node_modules', '@playwright', 'test', 'cli.js');
  const child = spawn(process.execPath, [cli, 'test', '--project=client', '-g', '@REQ-001|@DEC-003'], {
    cwd: packageRoot,
    env: bareEnvironment(),
  });
  let stdout = '';
  child.stdout.on('data', (piece) => {
    stdout += piece;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  rmSync(output, { recursive: true });
  expect(stdout).toContain('Self-check: the kit judged its own example.');
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /conformant, 2 of \d+ requirements judged \(self-check of the kit's own example\): 2 pass /,
  );
  expect(code).toBe(0);
});

test('an interrupted run leaves no driver behind', async () => {
  test.skip(process.platform !== 'linux', 'only Linux lets the command lines of processes be read as files');
  const output = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  const script = 'process.on("SIGTERM",()=>{});process.on("SIGINT",()=>{});setInterval(()=>{},1000)';
  const marker = `/* ${process.pid}-${Date.now()} */`;
  const child = spawn(
    process.execPath,
    [commandFile, 'client', '--output', output, '--', process.execPath, '-e', script + marker],
    { env: bareEnvironment(), stdio: 'ignore' },
  );
  try {
    await expect.poll(() => running(marker).length, { intervals: [50], timeout: 60_000 }).toBeGreaterThan(1);
    child.kill('SIGINT');
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code).toBe(2);
    await expect.poll(() => running(marker), { intervals: [50], timeout: 5000 }).toEqual([]);
  } finally {
    child.kill('SIGKILL');
    rmSync(output, { recursive: true, force: true });
  }
});

/** The processes whose command line holds the text. */
function running(text: string): readonly string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'latin1').includes(text);
    } catch {
      return false;
    }
  });
}

test('every scenario is explained and listed', async () => {
  for (const { name } of scenarios.slice(0, 3)) {
    const { stdout, code } = await commandHere(['explain', name]);
    expect(code).toBe(0);
    expect(stdout).toContain(`${name}: a service that`);
  }
  const { stdout } = await commandHere(['explain', 'DEC-008']);
  expect(stdout).toContain('scenario byte-order-mark');
});
