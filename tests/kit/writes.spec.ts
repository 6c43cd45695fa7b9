import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { matchOperation } from '../../src/contract/contract.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { publishedSchema, schemaEngine } from '../../src/files/json-schema.js';
import type { Behaviour } from '../../src/mock/behaviour.js';
import { callPath } from '../../src/mock/call.js';
import { behaviourNamed } from '../../src/mock/faults.js';
import type { JournalEntry } from '../../src/mock/journal.js';
import { type Mock, startMock } from '../../src/mock/server.js';
import type { Report } from '../../src/report/report.js';
import { environmentFor, idsWith, runCommand } from './command.js';
import { commandHere } from './command-here.js';
import { judgeHere } from './judged-here.js';

const contract = loadContract();

/** A service that tells what it received, and the environment that describes it. */
interface Instrumented {
  readonly mock: Mock;
  readonly received: readonly JournalEntry[];
  readonly env: NodeJS.ProcessEnv;
  readonly folder: string;
}

async function instrumented(
  use: (service: Instrumented) => Promise<void>,
  { behaviours = [], watch }: { behaviours?: Behaviour[]; watch?: (entry: JournalEntry) => void } = {},
): Promise<void> {
  const received: JournalEntry[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  const mock = await startMock({
    contract,
    seed: 7,
    behaviours,
    watch: (entry) => {
      received.push(entry);
      watch?.(entry);
    },
  });
  try {
    await use({ mock, received, env: await environmentFor(mock), folder });
  } finally {
    await mock.close();
    // Processes of a command that was killed may still be ending.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

function idsOf({ customers }: Mock, wanted: 'writable' | 'read'): readonly string[] {
  return customers.filter((one) => (one.writable === true) === (wanted === 'writable')).map(({ id }) => id);
}

/** A customer that has a qualification. */
function educated({ customers }: Mock): string {
  return customers.find(({ qualification }) => qualification === 'education')?.id ?? '';
}

/** A file of targets with one target, whose lines are given. */
function targetsFile(folder: string, ...lines: readonly string[]): string {
  const file = join(folder, 'targets.yaml');
  writeFileSync(file, ['targets:', '  contoso:', ...lines.map((line) => `    ${line}`)].join('\n'));
  return file;
}

const user = ['identities:', '  user:', '    token: env:SANDBOX_USER'];
const app = ['identities:', '  app:', '    token: env:SANDBOX_APP'];

function customersIn(mock: Mock, writable: readonly string[]): readonly string[] {
  return [
    'customers:',
    ...mock.customers.flatMap(({ id }) => [
      `  - id: ${id}`,
      ...(writable.includes(id) ? ['    writable: true'] : []),
    ]),
  ];
}

const writing = ['service', '--writes', '--yes'];

/** Set-ups in which nothing may be written: the command, what differs in the environment, and what the one line says. */
const forbidden: readonly (readonly [
  title: string,
  args: readonly string[],
  env: (mock: Mock) => NodeJS.ProcessEnv,
  says: RegExp,
])[] = [
  [
    'no writable customer is named',
    writing,
    () => ({ PARTNER_CENTER_WRITABLE_CUSTOMERS: '' }),
    /needs customers that may be written to.*PARTNER_CENTER_WRITABLE_CUSTOMERS/s,
  ],
  [
    'a writable customer is none of the customers',
    writing,
    () => ({ PARTNER_CENTER_WRITABLE_CUSTOMERS: '9d1b7c1e-0c3f-4b53-9d52-0f1a7b1f2a6e' }),
    /WRITABLE_CUSTOMERS, entry 1: "9d1b7c1e-.*" is not in PARTNER_CENTER_CUSTOMERS/s,
  ],
  [
    'a writable customer is no GUID',
    writing,
    () => ({ PARTNER_CENTER_WRITABLE_CUSTOMERS: 'contoso' }),
    /entry 1: "contoso" is not in PARTNER_CENTER_CUSTOMERS/,
  ],
  [
    'there is an app-only token alone',
    writing,
    () => ({ PARTNER_CENTER_USER_TOKEN: '' }),
    /needs a user's token.*PARTNER_CENTER_USER_TOKEN/s,
  ],
  ['the run is a shard', [...writing, '--seed', '7', '--shard', '1/2'], () => ({}), /--writes and --shard/],
  [
    'an operation that writes is named without --writes',
    ['service', '--operation', 'updateCustomerQualification', '--yes'],
    () => ({}),
    /updateCustomerQualification writes; give --writes/,
  ],
  [
    'the environment names an operation that writes, without --writes',
    ['service', '--yes'],
    () => ({ PARTNER_CENTER_OPERATIONS: 'getCustomerQualification,createCustomerQualification' }),
    /createCustomerQualification writes; give --writes/,
  ],
  ['nobody can be asked', ['service', '--writes'], () => ({}), /needs --yes where nobody can be asked/],
  [
    'every customer is writable',
    writing,
    (mock) => ({ PARTNER_CENTER_CUSTOMERS: idsOf(mock, 'writable').join(',') }),
    /needs a customer that is only read/,
  ],
  [
    'a writable customer is known to have a qualification',
    writing,
    (mock) => ({ PARTNER_CENTER_WRITABLE_CUSTOMERS: educated(mock) }),
    /entry 1: the customer .* has ".*", and only one without a qualification/s,
  ],
  [
    'an unknown operation is named',
    [...writing, '--operation', 'updateCustomerQualifikation'],
    () => ({}),
    /unknown operation "updateCustomerQualifikation"; did you mean "updateCustomerQualification"/,
  ],
  [
    'the environment has writable customers beside --target',
    [...writing, '--target', 'contoso'],
    () => ({
      PARTNER_CENTER_BASE_URL: undefined,
      PARTNER_CENTER_CUSTOMERS: undefined,
      PARTNER_CENTER_APP_TOKEN: undefined,
      PARTNER_CENTER_USER_TOKEN: undefined,
    }),
    /PARTNER_CENTER_WRITABLE_CUSTOMERS is set, which describes another target/,
  ],
];

for (const [title, args, change, says] of forbidden) {
  test(`nothing is sent where ${title}`, () =>
    instrumented(async ({ mock, received, env, folder }) => {
      const { code, stderr } = await commandHere(args, { ...env, ...change(mock) }, folder);
      expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(says);
      expect(code).toBe(2);
      expect(received).toEqual([]);
    }));
}

const inFile: readonly (readonly [title: string, lines: (mock: Mock) => readonly string[], says: RegExp])[] =
  [
    [
      'a target has no writable customer',
      (mock) => [`baseUrl: ${mock.baseUrl}`, ...user, ...customersIn(mock, [])],
      /needs customers.*put "writable: true" beside/s,
    ],
    [
      'a target has the identity of an application alone',
      (mock) => [`baseUrl: ${mock.baseUrl}`, ...app, ...customersIn(mock, idsOf(mock, 'writable'))],
      /give the target contoso the identity "user"/,
    ],
    [
      'a validation code stands in the file',
      (mock) => [
        `baseUrl: ${mock.baseUrl}`,
        'validationCode: "12345"',
        ...user,
        ...customersIn(mock, idsOf(mock, 'writable')),
      ],
      /"validationCode" at .*targets\.yaml:4 is no reference/s,
    ],
  ];

for (const [title, lines, says] of inFile) {
  test(`nothing is sent where ${title}`, () =>
    instrumented(async ({ mock, received, folder }) => {
      const file = targetsFile(folder, ...lines(mock));
      const args = [...writing, '--target', 'contoso', '--targets', file];
      const { code, stderr } = await commandHere(args, await sandboxTokens(mock));
      expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(says);
      expect(code).toBe(2);
      expect(received).toEqual([]);
    }));
}

async function sandboxTokens({ authority }: Mock): Promise<NodeJS.ProcessEnv> {
  return { SANDBOX_USER: await authority.mint('user'), SANDBOX_APP: await authority.mint('app') };
}

test('nothing is sent to a target that is not loopback and does not say "writes: true"', () =>
  instrumented(async ({ mock, folder }) => {
    let connections = 0;
    const proxy = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => proxy.once('listening', resolve));
    const address = proxy.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const file = targetsFile(
      folder,
      'baseUrl: https://partner.example',
      `proxy: http://127.0.0.1:${port}`,
      ...user,
      ...customersIn(mock, idsOf(mock, 'writable')),
    );
    const args = [...writing, '--target', 'contoso', '--targets', file];
    const { code, stderr } = await commandHere(args, await sandboxTokens(mock));
    proxy.close();
    expect(stderr).toContain('put "writes: true" at the target contoso in targets.yaml');
    expect(code).toBe(2);
    expect(connections).toBe(0);
  }));

/** Requests that could write, of those that a service received. */
function writesAmong(received: readonly JournalEntry[]): readonly JournalEntry[] {
  return received.filter(
    ({ call }) => matchOperation(contract, call.method, callPath(call))?.operation.effect === 'write',
  );
}

function reportIn(folder: string): Report {
  return JSON.parse(readFileSync(join(folder, 'conformance.json'), 'utf8'));
}

test('without --writes no operation that writes is asked, whoever is writable', () =>
  instrumented(async ({ received, env }) => {
    const { code, report } = await judgeHere(['service', '--seed', '7', '--only', 'RTE-003'], env);
    expect(code).toBe(0);
    expect(report?.writes).toBeUndefined();
    expect(received.length).toBeGreaterThan(0);
    expect(writesAmong(received)).toEqual([]);
  }));

test('a right service carries out one valid write of each operation; what is sent is noted, told and judged again', () =>
  instrumented(async ({ mock, received, env, folder }) => {
    const output = join(folder, 'run');
    const ids = ['UPD-001', 'UPD-002', 'UPD-009', 'UPD-011', 'CRT-001', 'CRT-002'];
    const only = ids.flatMap((id) => ['--only', id]);
    const { code, stdout, stderr } = await runCommand(
      [...writing, '--seed', '7', '--output', output, ...only],
      env,
    );
    const report = reportIn(output);
    expect(idsWith(report, 'pass'), stdout + stderr).toEqual(ids);
    expect(code).toBe(0);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('a qualification cannot be taken back');

    const sent = writesAmong(received);
    expect(report.writes?.requests).toHaveLength(sent.length);
    expect(report.writes?.requests.map(({ answer }) => answer)).toEqual(
      sent.map(({ reply }) => String(reply.status)),
    );
    const changed = idsOf(mock, 'writable').filter((id) => mock.store.record(id)?.qualifications().length);
    expect(changed).toHaveLength(2);
    expect(new Set(report.writes?.requests.flatMap((one) => (one.value ? one.customer : [])))).toEqual(
      new Set(changed),
    );

    const lines = readFileSync(join(output, 'writes.ndjson'), 'utf8').trimEnd().split('\n');
    const validate = schemaEngine().compile(publishedSchema('writes'));
    for (const line of lines) expect(validate(JSON.parse(line)), line).toBe(true);
    expect(lines.join('\n')).not.toContain(env['PARTNER_CENTER_VALIDATION_CODE']);
    const manifest = JSON.parse(readFileSync(join(output, 'manifest.json'), 'utf8'));
    expect(manifest.files.map(({ file }: { file: string }) => file)).toContain('writes.ndjson');
    expect(stdout).toContain('requests that could write');
    expect(readFileSync(join(output, 'report.html'), 'utf8')).toContain('id="writes"');

    const again = await runCommand(['rejudge', output]);
    expect(again.stdout).toContain('6 verdicts are the same');
    expect(again.code).toBe(0);
  }));

test('a write that is carried out and answered with 500 is told as such, and sent once', () =>
  instrumented(
    async ({ received, env }) => {
      const only = ['--only', 'UPD-001', '--only', 'UPD-002'];
      const { code, report } = await judgeHere([...writing, '--seed', '7', ...only], env);
      expect(code).toBe(1);
      const [violated] = report?.requirements.filter(({ id }) => id === 'UPD-001') ?? [];
      expect(violated?.findings.map(({ message }) => message)).toEqual([
        expect.stringContaining('received 500'),
        expect.stringContaining('the customer afterwards: expected none'),
      ]);
      expect(writesAmong(received)).toHaveLength(1);
    },
    { behaviours: [behaviourNamed('update-fails-after-effect')] },
  ));

test('a writable customer that has a qualification already is left alone', () =>
  instrumented(async ({ mock, received, env }) => {
    const full = educated(mock);
    const writable = [full, ...idsOf(mock, 'writable')];
    const { report, stdout } = await judgeHere([...writing, '--seed', '7', '--only', 'UPD-001'], {
      ...env,
      PARTNER_CENTER_CUSTOMERS: mock.customers.map(({ id }) => id).join(','),
      PARTNER_CENTER_WRITABLE_CUSTOMERS: writable.join(','),
    });
    expect(
      report?.writes?.spared.map(({ customer }) => customer),
      stdout,
    ).toEqual([full]);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`${full} was left alone: it has a qualification`);
    expect(writesAmong(received).filter(({ call }) => call.target.includes(full))).toEqual([]);
  }));

test('a run that dies between a write and its answer leaves what it sent', async () => {
  let pid = 0;
  const watch = ({ call }: JournalEntry) => {
    if (call.method === 'PUT') process.kill(pid, 'SIGKILL');
  };
  await instrumented(
    async ({ env, folder }) => {
      const output = join(folder, 'run');
      const args = [...writing, '--seed', '7', '--only', 'UPD-001', '--output', output];
      const { code } = await runCommand(args, env, (started) => {
        pid = started;
      });
      expect(code).toBeNull();
      const [line = ''] = readFileSync(join(output, 'writes.ndjson'), 'utf8').split('\n');
      expect(JSON.parse(line)).toMatchObject({ type: 'write', n: 1, value: 'Education', method: 'PUT' });
    },
    { watch },
  );
});

test('a plan lists each write with customer and value, apart from the reads, and sends nothing', () =>
  instrumented(async ({ mock, received, folder }) => {
    const writable = idsOf(mock, 'writable');
    const file = targetsFile(
      folder,
      `baseUrl: ${mock.baseUrl}`,
      'writes: true',
      ...user,
      ...customersIn(mock, writable),
    );
    const { code, stdout } = await runCommand(
      [
        'plan',
        '--target',
        'contoso',
        '--targets',
        file,
        '--writes',
        '--only',
        'UPD-001',
        '--only',
        'UPD-009',
      ],
      await sandboxTokens(mock),
    );
    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(new RegExp(`PUT +${writable[1]} +Education +UPD-001`));
    expect(stdout).toMatch(new RegExp(`PUT +${writable[0]} +nothing +UPD-009`));
    expect(stdout).toContain('write budget 20');
    expect(stdout).not.toMatch(/^ {2}PUT +\d+ /m);
    expect(received).toEqual([]);
  }));

test('list --operation lists what is about that operation', async () => {
  const { stdout } = await commandHere(['list', '--operation', 'updateCustomerQualification']);
  expect(stdout).toContain('UPD-001');
  expect(stdout).toContain('HDR-002');
  expect(stdout).not.toContain('CRT-001');
  expect(stdout).not.toContain('QLS-001');
});
