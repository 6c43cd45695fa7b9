import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { loadContract } from '../../src/contract/load-contract.js';
import { KitError } from '../../src/errors.js';
import { publishedSchema, schemaEngine } from '../../src/files/json-schema.js';
import { nameOrOnly, readTargets } from '../../src/target/targets-file.js';
import { idsWith, runCommand } from './command.js';
import { commandHere } from './command-here.js';
import { openSandbox, type Sandbox } from './sandbox.js';

test.describe.configure({ mode: 'default' });

const nil = '00000000-0000-0000-0000-000000000000';

let sandbox: Sandbox;

test.beforeAll(async () => {
  sandbox = await openSandbox();
});

test.afterAll(() => sandbox.close());

const named = (...words: readonly string[]) => [...words, '--targets', sandbox.targets];

test('plan sends nothing to the target, and tells what a run of it with tokens from MSAL over TLS then sends', async () => {
  sandbox.write({ contoso: sandbox.entry({ budget: 250, pace: 5 }) });
  const before = sandbox.calls();
  const planned = await runCommand(named('plan', '--target', 'contoso', '--seed', '7'));
  expect(planned.code, planned.stdout + planned.stderr).toBe(0);
  expect(sandbox.calls()).toBe(before);
  const flat = planned.stdout.replaceAll(/\s+/g, ' ');
  expect(flat).toContain('nothing was sent there');
  expect(flat).toContain('THR-001 2 if there is occasion: A 429 carries Retry-After.');
  expect(flat).toMatch(/AUT-015 0 to be skipped: the test needs a token that has expired/);
  expect(flat).toMatch(/PROPFIND \d+ to be refused; a method of WebDAV/);
  expect(flat).toContain('budget 250: DOES NOT FIT');
  const lines = planned.stdout.split('\n');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  const rows = lines.filter((line) => /^ {2}[A-Z]{3}-\d{3} /.test(line));
  expect(rows.filter((line) => !/^ {2}[A-Z]{3}-\d{3} {2}[ \d]{3}\d {2}\S/.test(line))).toEqual([]);
  expect(lines.filter((line) => /^ {3}/.test(line) && !/^ {17}\S/.test(line))).toEqual([]);

  sandbox.write({ contoso: sandbox.entry() });
  const run = await runCommand(named('service', '--target', 'contoso', '--seed', '7'), sandbox.env);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  expect(run.report?.subject.name).toBe('the target contoso');
  expect(idsWith(run.report, 'fail')).toEqual([]);
  expect(idsWith(run.report, 'pass')).toEqual(expect.arrayContaining(['TLS-001', 'TLS-002']));
  const [total = 0, shakes, unknown = 0, lowerCase = 0] = [
    /about (\d+) requests/,
    /handshake +(\d+)/,
    /QUALIFY +(\d+)/,
    /\bget +(\d+)/,
  ].map((form) => Number(form.exec(planned.stdout)?.[1]));
  expect(shakes, 'one for each read').toBe(2);
  expect(
    sandbox.calls() - before,
    'no handshake gets as far as a call, nor a method that HTTP does not have',
  ).toBe(total - 2 - unknown - lowerCase);
});

test('doctor and plan take the only target of a file, and list the names where there are several', () => {
  sandbox.write({ contoso: sandbox.entry() });
  const one = readTargets(sandbox.targets, loadContract());
  expect([nameOrOnly(one, undefined), nameOrOnly(one, 'fabrikam')]).toEqual(['contoso', 'fabrikam']);
  sandbox.write({ contoso: sandbox.entry(), fabrikam: sandbox.entry() });
  const two = readTargets(sandbox.targets, loadContract());
  expect(() => nameOrOnly(two, undefined)).toThrow(
    /targets\.yaml has several targets: give --target with one of contoso, fabrikam$/,
  );
});

/** Files that are wrong, and what is said of them. */
const wrongFiles: readonly (readonly [
  what: string,
  change: (entry: Record<string, unknown>) => object,
  said: RegExp,
])[] = [
  [
    'a literal secret',
    (entry) => ({ ...entry, identities: { app: { clientId: nil, secret: 'abcdefgh' } } }),
    /"secret" at .*targets\.yaml:\d+ is no reference/,
  ],
  [
    'a literal token',
    (entry) => ({ ...entry, identities: { app: { token: 'abcdefgh' } } }),
    /"token" at .*targets\.yaml:\d+ is no reference/,
  ],
  [
    'an unknown key',
    (entry) => ({ ...entry, custommers: [] }),
    /unknown key "custommers" at .*targets\.yaml:\d+; did you mean "customers"/,
  ],
  [
    'an unknown cloud',
    (entry) => ({ ...entry, cloud: 'globall' }),
    /unknown value "globall" at .*; did you mean "global"/,
  ],
  [
    'plain HTTP',
    (entry) => ({ ...entry, baseUrl: 'http://api.example' }),
    /"baseUrl" at .*:\d+ would send tokens over plain HTTP to api\.example; did you mean "https:/,
  ],
  [
    'a base URL with the version in it',
    (entry) => ({ ...entry, baseUrl: `${String(entry['baseUrl'])}/v1` }),
    /"baseUrl" at .*:\d+ has \/v1 in it, .*; did you mean "https:\/\/[^/]+"\?/,
  ],
  [
    'an authority with the tenant behind a path',
    (entry) => ({ ...entry, authority: 'https://login.example/entra/contoso.onmicrosoft.com/' }),
    /"authority" at .*:\d+ has the path \/entra\/contoso\.onmicrosoft\.com\/; give the tenant as "tenant", and https:\/\/login\.example\/entra as the authority/,
  ],
  [
    'no tenant',
    (entry) => ({ ...entry, ...sandbox.appAlone, tenant: undefined }),
    /"app" at .*needs the target's tenant/,
  ],
  [
    'two credentials',
    (entry) => ({ ...entry, identities: { app: { clientId: nil, secret: 'env:A', certificate: 'a.pem' } } }),
    /needs one of secret, certificate and assertion, and has secret and certificate/,
  ],
  [
    'an unknown qualification',
    (entry) => ({ ...entry, customers: [{ id: nil, qualification: 'eductaion' }] }),
    /unknown qualification "eductaion" at .*; did you mean "education"/,
  ],
  [
    'a customer twice',
    (entry) => ({ ...entry, customers: [{ id: nil }, { id: nil }] }),
    /stands there twice/,
  ],
  [
    'a password in the proxy',
    (entry) => ({ ...entry, proxy: 'http://me:abcdefgh@proxy.example' }),
    /"proxy" at .*holds a password/,
  ],
];

for (const [what, change, said] of wrongFiles)
  test(`a file with ${what} is refused with its line, and nothing secret is repeated`, async () => {
    const entry = JSON.parse(JSON.stringify(change(sandbox.entry())));
    sandbox.write({ contoso: entry });
    const { code, stderr, stdout } = await commandHere(named('service', '--target', 'contoso'), sandbox.env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
    expect(stderr).not.toContain('abcdefgh');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

test('every problem of a file has a line, in the order of the file, at most ten', () => {
  const lines = (change: object) => {
    sandbox.write({ contoso: JSON.parse(JSON.stringify(sandbox.entry(change))) });
    try {
      readTargets(sandbox.targets, loadContract());
      return [];
    } catch (thrown) {
      return thrown instanceof KitError ? [thrown.message, ...thrown.lines] : [String(thrown)];
    }
  };
  const several = lines({
    tenant: 'contoso.example',
    identities: { app: { clientId: 'abcdefgh', secret: 'abcdefgh' } },
    pase: 1,
  });
  expect(several[0]).toMatch(/targets\.yaml has 4 problems$/);
  expect(several.slice(1).map((line) => line.replace(/\S*targets\.yaml:\d+/, 'HERE'))).toEqual([
    '"tenant" at HERE is no GUID such as c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2',
    '"clientId" at HERE is no GUID such as c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2',
    expect.stringMatching(/^"secret" at HERE is no reference/),
    expect.stringMatching(/^unknown key "pase" at HERE; did you mean "pace"/),
  ]);
  expect(several.join()).not.toContain('abcdefgh');
  const twice = lines({
    proxy: 'http://me:abcdefgh@proxy.example',
    customers: [{ id: nil, qualification: 'eductaion' }, { id: nil }],
  });
  expect(twice).toHaveLength(4);
  const many = lines({ customers: Array.from({ length: 14 }, (_, index) => ({ id: `no ${index}` })) });
  expect(many).toHaveLength(12);
  expect(many.at(-1)).toBe('and 4 more');
  sandbox.write({ Contoso: sandbox.entry() });
  expect(() => readTargets(sandbox.targets, loadContract())).toThrow(
    /"Contoso" at \S+:2 is no name of small letters/,
  );
});

test('names and options that do not fit are refused in one line', async () => {
  sandbox.write({ contoso: sandbox.entry() });
  const cases: readonly (readonly [readonly string[], RegExp, NodeJS.ProcessEnv?])[] = [
    [['service', '--target', 'contosa'], /has no target "contosa"; did you mean "contoso"/],
    [['service', '--target', 'contoso', '--all-targets'], /cannot be used with option/],
    [['service', '--target', 'contoso', '--base-url', 'http://127.0.0.1:1'], /cannot be used with option/],
    [
      ['service', '--target', 'contoso'],
      /PARTNER_CENTER_CUSTOMERS is set/,
      { PARTNER_CENTER_CUSTOMERS: nil },
    ],
    [['service', '--target', 'contoso', '--shard', '5/4'], /--shard "5\/4" is no part/],
    [['doctor', '--target', 'fabrikam'], /has no target "fabrikam"/],
    [['plan', '--target', 'fabrikam'], /has no target "fabrikam"/],
  ];
  for (const [words, said, env] of cases) {
    const { code, stderr } = await commandHere(named(...words), env);
    expect(code).toBe(2);
    expect(stderr).toMatch(said);
  }
  const absent = await commandHere(['service', '--target', 'contoso', '--targets', 'nowhere.yaml']);
  expect(absent.stderr).toContain('there is no nowhere.yaml; qualification-kit init writes one to fill in');
});

test('a file of targets without a choice asks which, and the mock is judged on request', async () => {
  sandbox.write({ contoso: sandbox.entry(), fabrikam: sandbox.entry() });
  const here = (...words: readonly string[]) => runCommand(words, {}, undefined, sandbox.folder);
  const asked = await here('service', '--only', 'THR-001');
  expect({ code: asked.code, stdout: asked.stdout }).toEqual({ code: 2, stdout: '' });
  expect(asked.stderr).toContain(
    'targets.yaml has contoso, fabrikam: name one with --target, or give --all-targets, or --mock',
  );
  const mock = await here(
    'service',
    '--operation',
    'getCustomerQualification',
    '--only',
    'CID-001',
    '--mock',
  );
  expect(mock.stdout).toContain('Self-check');
  expect(mock.code).toBe(0);
});

for (const [CI, judged] of [
  ['', true],
  ['false', true],
  ['0', true],
  ['true', false],
] as const)
  test(`where CI is "${CI}", the mock is judged ${judged ? 'by itself' : 'with --mock alone'}`, async () => {
    const words = ['service', '--operation', 'getCustomerQualification', '--only', 'CID-001'];
    expect((await runCommand(words, { CI })).code).toBe(judged ? 0 : 2);
    expect((await runCommand([...words, '--mock'], { CI })).code).toBe(0);
  });

test('init writes a file that says what to fill in, and never writes over one', async () => {
  const file = join(sandbox.folder, 'new.yaml');
  const first = await commandHere(['init', '--file', file]);
  expect(first.code).toBe(0);
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('secret: env:CONTOSO_SECRET');
  expect(text.split('\n').filter((line) => line.length > 80 && !line.includes('$schema='))).toEqual([]);
  const again = await commandHere(['init', '--file', file]);
  expect(again.code).toBe(2);
  expect(again.stderr).toContain('is there already; nothing was written');
  const plan = await commandHere(['plan', '--target', 'contoso', '--targets', file]);
  expect(plan).toMatchObject({ code: 2, stdout: '' });
  const line = (words: string) => 1 + text.split('\n').findIndex((one) => one.includes(words));
  expect(plan.stderr).toMatch(
    new RegExp(
      `as init wrote it; fill in tenant at \\S+:${line('tenant: 0')}, app.clientId at \\S+:${line('clientId: 0')}, customers at \\S+:${line('- id: 0')}\n$`,
    ),
  );
  const doctor = await runCommand(['doctor', '--target', 'contoso', '--targets', file, '--timeout', '500'], {
    HTTPS_PROXY: 'http://127.0.0.1:9',
  });
  expect(doctor.code).toBe(2);
  expect(doctor.stdout.replaceAll(/\s+/g, ' ')).toContain(
    'tenant, app.clientId, customers still as init wrote it',
  );
});

test('four shards together never exceed the budget, and keep the pace together', async () => {
  const budget = 120;
  const pace = 100;
  let calls = 0;
  const times: number[] = [];
  const counted = await openSandbox([
    {
      name: 'counts',
      summary: 'counts',
      requirements: [],
      start: () => (call, next) => {
        calls += 1;
        times.push(performance.now());
        return next(call);
      },
    },
  ]);
  try {
    counted.write({ contoso: counted.entry({ budget, pace, ...counted.appAlone }) });
    const runs = await Promise.all(
      [1, 2, 3, 4].map((index) =>
        runCommand(
          [
            'service',
            '--target',
            'contoso',
            '--seed',
            '7',
            '--shard',
            `${index}/4`,
            '--targets',
            counted.targets,
          ],
          counted.env,
        ),
      ),
    );
    expect(calls).toBeLessThanOrEqual(budget);
    expect(calls).toBeGreaterThan(budget / 2);
    const first = times[0] ?? 0;
    const seconds = ((times.at(-1) ?? 0) - first) / 1000;
    expect(calls / Math.max(seconds, 0.1)).toBeLessThan(pace * 1.5);
    const spent = runs.filter(({ stdout }) => stdout.replaceAll(/\s+/g, ' ').includes('requests is spent'));
    expect(spent.length, 'a budget that does not last is told').toBeGreaterThan(0);
    expect(runs.map(({ code }) => code)).toContain(2);
  } finally {
    await counted.close();
  }
});

test('two targets and a dead one: the verdicts of the living stand, and the exit code tells of the dead', async () => {
  sandbox.write({
    contoso: sandbox.entry(sandbox.appAlone),
    fabrikam: sandbox.entry(sandbox.appAlone),
    dead: sandbox.entry({
      baseUrl: 'https://127.0.0.1:9',
      identities: { app: { token: 'env:SANDBOX_SECRET' } },
    }),
  });
  const output = mkdtempSync(join(tmpdir(), 'qualification-kit-many-'));
  try {
    const { code, stdout, stderr } = await runCommand(
      named('service', '--all-targets', '--only', 'CID-001', '--output', output),
      sandbox.env,
    );
    expect(code, stdout + stderr).toBe(2);
    expect(stdout).toMatch(/contoso +pass/);
    expect(stdout).toMatch(/fabrikam +pass/);
    expect(stdout).toMatch(/dead +error/);
    const page = readFileSync(join(output, 'report.html'), 'utf8');
    for (const name of ['contoso', 'fabrikam', 'dead']) expect(page).toContain(`<a href="#run.${name}">`);
    expect(page).toMatch(
      /<h1 class="verdict error">Could not be judged, 0 to 1 of \d+ requirements judged<\/h1>/,
    );
    const overview = JSON.parse(readFileSync(join(output, 'overview.json'), 'utf8'));
    const validate = schemaEngine().compile(publishedSchema('overview'));
    expect(validate(overview), JSON.stringify(validate.errors)).toBe(true);
    expect((await runCommand(['verify', output])).stdout).toContain('intact: 2 files');
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
});

test('a token that is refused in the middle of a run is renewed once, with the refresh token that came last', async () => {
  let refused = 0;
  const forgetful = await openSandbox([
    {
      name: 'forgets',
      summary: 'refuses the first token from the tenth call on',
      requirements: [],
      start: () => {
        const first = new Set<string>();
        let count = 0;
        return (call, next) => {
          count += 1;
          const token = call.headers.find(([name]) => name.toLowerCase() === 'authorization')?.[1] ?? '';
          if (count <= 9) first.add(token);
          if (count <= 9 || !first.has(token)) return next(call);
          refused += 1;
          return next({
            ...call,
            headers: call.headers.filter(([name]) => name.toLowerCase() !== 'authorization'),
          });
        };
      },
    },
  ]);
  try {
    const { user } = Object(forgetful.entry()['identities']);
    forgetful.write({ contoso: forgetful.entry({ identities: { user } }) });
    const words = ['service', '--target', 'contoso', '--only', 'customer-id', '--targets', forgetful.targets];
    const { code, stdout, stderr } = await runCommand(words, forgetful.env);
    // The command took the first refresh token, which the authority takes once; the worker went on from there.
    const { refreshTokens } = forgetful.mock.authority;
    expect(refreshTokens.redeem(forgetful.env['SANDBOX_REFRESH'] ?? '')).toBe(70000);
    expect(stderr.match(/gave a new refresh token/g)).toHaveLength(1);
    expect(refused).toBeGreaterThan(0);
    expect(code, stdout + stderr).toBe(0);
  } finally {
    await forgetful.close();
  }
});

/** Set-ups that are broken, and what the doctor says. */
const broken: readonly (readonly [
  what: string,
  change: (entry: Record<string, unknown>) => object,
  said: RegExp,
  env?: NodeJS.ProcessEnv,
])[] = [
  [
    'an unset secret',
    (entry) => entry,
    /app token env:SANDBOX_SECRET is not set, or empty → set it in the environment of this command/,
    { SANDBOX_SECRET: '' },
  ],
  ['a wrong secret', (entry) => entry, /AADSTS7000215/, { SANDBOX_SECRET: 'not-the-secret' }],
  ['a missing CA', (entry) => ({ ...entry, ca: undefined }), /TLS .*CA/],
  ['a CA file that is not there', (entry) => ({ ...entry, ca: 'nowhere.pem' }), /nowhere\.pem/],
  ['another tenant', (entry) => ({ ...entry, tenant: nil.replace(/0$/, '1') }), /tenant/],
  [
    'a host that does not exist',
    (entry) => ({ ...entry, baseUrl: 'https://no-such-host.invalid' }),
    /name +no-such-host\.invalid/,
  ],
  ['nobody listening', (entry) => ({ ...entry, baseUrl: 'https://127.0.0.1:9' }), /TLS +127\.0\.0\.1:9/],
  [
    'an unknown customer',
    (entry) => ({ ...entry, customers: [{ id: 'ffffffff-0000-4000-8000-000000000000' }] }),
    /app read .*404/,
  ],
  [
    'a token of the other kind',
    (entry) => ({ ...entry, identities: { user: { token: 'env:APP_TOKEN' } } }),
    /app-only token/,
  ],
  [
    'another qualification than the file expects',
    (entry) => ({ ...entry, customers: [{ ...Object(entry['customers'])[0], qualification: 'nonprofit' }] }),
    /app read +customer \S+ is \w+, +not nonprofit/,
  ],
  ['an expired token', (entry) => ({ ...entry, identities: { app: { token: 'env:OLD_TOKEN' } } }), /expired/],
];

for (const [what, change, said, env] of broken)
  test(`the doctor finds ${what} and says what to do`, async () => {
    sandbox.write({ contoso: JSON.parse(JSON.stringify(change(sandbox.entry()))) });
    const tokens = {
      APP_TOKEN: await sandbox.mock.authority.mint('app'),
      OLD_TOKEN: await sandbox.mock.authority.mint('app', { expiresIn: -600 }),
      SANDBOX_REFRESH: sandbox.mock.authority.refreshToken(),
    };
    const given = { ...sandbox.env, ...tokens, ...env };
    const { code, stdout, stderr } = await runCommand(
      named('doctor', '--target', 'contoso', '--timeout', '3000'),
      given,
    );
    expect(code, stdout + stderr).toBe(2);
    const flat = stdout.replaceAll(/\s+/g, ' ');
    expect(flat).toMatch(said);
    expect(flat).toMatch(/PROBLEM.*→/);
    for (const secret of Object.values(given))
      if (secret && secret.length > 12) expect(stdout).not.toContain(secret);
  });

test('the doctor finds nothing wrong with a target that is well', async () => {
  sandbox.write({ contoso: sandbox.entry() });
  writeFileSync(join(sandbox.folder, 'unused'), '');
  const env = { ...sandbox.env, SANDBOX_REFRESH: sandbox.mock.authority.refreshToken() };
  const { code, stdout, stderr } = await runCommand(named('doctor', '--target', 'contoso'), env);
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain('nothing is wrong with contoso');
  expect(stdout).toContain('has the MFA claim');
});
