import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { packageRoot } from '../../src/files/package-root.js';
import type { Leak } from '../../src/gate/examine.js';
import { type GateResult, LeakGate } from '../../src/gate/leak-gate.js';
import { quarantineOf } from '../../src/gate/quarantine.js';
import { behaviourNamed, faults } from '../../src/mock/faults.js';
import { startMock } from '../../src/mock/server.js';
import { variations } from '../../src/mock/variations.js';
import { miniature } from './clients-under-test.js';
import { bareEnvironment, environmentFor, runCommand } from './command.js';

/** The switch that nobody but these tests sets. */
const unredacted = { QUALIFICATION_KIT_UNREDACTED: '1' };
const canary = `eyJhbGciOiJub25lIn0.${'canary-claims'.repeat(4)}.${'canary-signature'.repeat(3)}`;
const requirements = loadCatalogue()
  .select('service', [])
  .map(({ id }) => id);

/** The kinds of artifacts, each with the file of it that must be named. */
const kinds: Readonly<Record<string, (leak: Leak) => boolean>> = {
  console: ({ file }) => file === 'standard output',
  JSON: ({ file }) => file === 'report.json',
  JUnit: ({ file }) => file === 'junit.xml',
  HTML: ({ file, inside }) => file === 'html/index.html' && inside[0] === 'base64',
  blob: ({ file, inside }) => file === 'blob/report.zip' && inside[0] === 'report.jsonl',
  trace: ({ file, inside }) => /^output\/.*-AUT-013-.*\/trace\.zip$/.test(file) && inside.length > 0,
  attachments: ({ file }) => /^output\/.*-AUT-013-.*\/attachments\//.test(file),
};

const causes = ['time-out', 'failed assertion'] as const;
type Cause = (typeof causes)[number];

function specOf(origin: string): string {
  const module = (...path: string[]) => pathToFileURL(join(packageRoot, ...path)).href;
  return `
    import { writeFileSync } from 'node:fs';
    import { expect, test } from '${module('node_modules', '@playwright', 'test', 'index.mjs')}';
    import { Redactor } from '${module('dist', 'src', 'http', 'redact.js')}';
    const token = new Redactor(new Map([[process.env.CANARY, 'canary']])).text(process.env.CANARY);
    const headers = { Authorization: 'Bearer ' + token };
    const say = async (testInfo) => {
      console.log('read with ' + token);
      writeFileSync(testInfo.outputPath('answer.txt'), 'token=' + Buffer.from(token).toString('base64'));
      await testInfo.attach('answer', { path: testInfo.outputPath('answer.txt') });
    };
    test('AUT-013 time-out', async ({ request }, testInfo) => {
      await say(testInfo);
      await request.get('${origin}/hangs', { headers, timeout: 200 });
    });
    test('AUT-013 failed assertion', async ({ request }, testInfo) => {
      await say(testInfo);
      await expect(await request.get('${origin}/refuses', { headers })).toBeOK();
    });`;
}

const config = `
  export default {
    outputDir: 'output',
    workers: 1,
    use: { trace: 'on' },
    reporter: [
      ['list'],
      ['json', { outputFile: 'report.json' }],
      ['junit', { outputFile: 'junit.xml' }],
      ['html', { outputFolder: 'html', open: 'never' }],
      ['blob', { outputDir: 'blob', fileName: 'report.zip' }],
    ],
  };`;

let server: Server;
let origin = '';
test.beforeAll(async () => {
  server = createServer(({ url }, response) => {
    if (url === '/refuses') response.writeHead(401, { 'Content-Type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
test.afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Has Playwright write artifacts of all kinds, each of which the canary gets into unless it is redacted, and closes the gate. */
async function gateOver(named: RegExp, env: NodeJS.ProcessEnv): Promise<GateResult> {
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  try {
    const gate = new LeakGate(folder, requirements);
    gate.learn(canary, 'canary');
    const stdout = { write: (_: unknown) => true };
    gate.listen('standard output', stdout);
    writeFileSync(join(folder, 'canary.spec.mjs'), specOf(origin));
    writeFileSync(join(folder, 'playwright.config.mjs'), config);
    const cli = join(packageRoot, 'node_modules', '@playwright', 'test', 'cli.js');
    const child = spawn(process.execPath, [cli, 'test', '--grep', named.source], {
      cwd: folder,
      env: { ...bareEnvironment(), CANARY: canary, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => stdout.write(piece));
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(1);
    return gate.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(quarantineOf(folder), { recursive: true, force: true });
  }
}

/** For the table that the closing reporter prints. */
function note(cause: Cause | 'redacted', caught: readonly string[]): void {
  for (const kind of Object.keys(kinds))
    test.info().annotations.push({
      type: 'leak',
      description: JSON.stringify({ kind, cause, red: caught.includes(kind) }),
    });
}

function caughtIn({ leaks }: GateResult): readonly string[] {
  return Object.entries(kinds)
    .filter(([, names]) => leaks.some(names))
    .map(([kind]) => kind);
}

for (const cause of causes)
  test(`with redaction off, a ${cause} makes the gate red for every kind of artifact`, async () => {
    const result = await gateOver(new RegExp(`AUT-013 ${cause}`), unredacted);
    note(cause, caughtIn(result));
    expect(caughtIn(result)).toEqual(Object.keys(kinds));
    expect(result.unread).toEqual([]);
    for (const { file, secrets } of result.leaks) {
      expect(secrets).toEqual(['canary']);
      if (file !== 'standard output') expect(result.removals.get(file)).toMatchObject({ kind: 'moved' });
    }
    for (const kind of ['JSON', 'JUnit', 'HTML', 'trace', 'attachments'] as const)
      for (const leak of result.leaks.filter((one) => kinds[kind]?.(one)))
        expect(leak.requirements, kind).toEqual(['AUT-013']);
  });

test('with redaction on, the gate is green for the same artifacts', async () => {
  const result = await gateOver(/AUT-013/, {});
  note('redacted', caughtIn(result));
  expect(result).toMatchObject({ leaks: [], unread: [], removals: new Map() });
});

/** The files of a run that show what was exchanged. */
const holdingExchanges = [
  'conformance.json',
  'conformance.sarif',
  'evidence.ndjson',
  'exchanges.har',
  'report.html',
];

for (const [where, names] of [
  ['in errors and headers', ['token-in-errors', 'token-in-header']],
  ['in escapes and trailers', ['token-in-escapes', 'token-in-trailer']],
] as const)
  test(`a service that repeats tokens ${where} makes a run red when redaction is off, and only then`, async () => {
    const mock = await startMock({
      contract: loadContract(),
      seed: 3,
      behaviours: names.map((name) => behaviourNamed(name)),
    });
    try {
      const env = await environmentFor(mock);
      const args = ['service', '--operation', 'getCustomerQualification', '--only', 'AUT-013'];
      const [off, on] = [await runCommand(args, { ...env, ...unredacted }), await runCommand(args, env)];
      expect(off.code).toBe(2);
      const told = off.stderr.replaceAll(/\s+/g, ' ');
      expect(told).toMatch(
        /^qualification-kit: secrets got into .* conformance\.json: (the changed token, )?the (app|user) token,.* at AUT-013 /,
      );
      expect(told).toMatch(/moved to \S+\.quarantine[/\\]conformance\.json/);
      expect(off.report).toBeUndefined();
      expect([...off.quarantined].sort()).toEqual(holdingExchanges);
      for (const token of [env['PARTNER_CENTER_APP_TOKEN'], env['PARTNER_CENTER_USER_TOKEN']])
        expect(off.stderr).not.toContain(token?.split('.')[1]);
      expect([on.code, on.stderr, on.quarantined]).toEqual([1, '', []]);
      expect(on.report?.verdict).toBe('fail');
    } finally {
      await mock.close();
    }
  });

test('what a service sets as a cookie is in no artifact, its name is, and the run is green', async () => {
  const session = 's-3f9c0b7ad2e1';
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  const mock = await startMock({
    contract: loadContract(),
    seed: 3,
    behaviours: ['session-cookie', 'ids-doubled'].map((name) =>
      behaviourNamed(name, [...faults, ...variations]),
    ),
  });
  try {
    const only = ['--operation', 'getCustomerQualification', '--only', 'HDR-004', '--only', 'AUT-013'];
    const args = ['service', ...only, '--output', folder];
    const { code, stdout, stderr } = await runCommand(args, await environmentFor(mock));
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).not.toContain(session);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      statSync(join(folder, name)).isFile(),
    );
    expect(files).toEqual(expect.arrayContaining(holdingExchanges));
    for (const file of files) expect(readFileSync(join(folder, file), 'latin1'), file).not.toContain(session);
    const report = JSON.parse(readFileSync(join(folder, 'conformance.json'), 'utf8'));
    expect(JSON.stringify(report)).toContain(String.raw`gateway=\"[session value]\"; Path=/; HttpOnly`);
    expect(JSON.stringify(report)).toContain('["X-Gateway-Session","[session value]"]');
  } finally {
    await mock.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test('tokens that were minted in a worker are known to the gate', async () => {
  const args = ['client', '--only', 'SEC', '--only', 'not-found', '--persistent', '--'];
  const client = [...miniature('token-in-url'), '--persistent'];
  const { code, stderr, quarantined } = await runCommand([...args, ...client], unredacted);
  expect(stderr).toMatch(/conformance\.json: the token/);
  expect([...quarantined].sort()).toEqual(holdingExchanges);
  expect(code).toBe(2);
});

test('a secret that the command itself prints makes the run red', async () => {
  const secret = 'Zx8Q~4-secret-of-this-shell';
  const { code, stderr, stdout } = await runCommand(
    ['client', '--only', 'healthy', '--', process.execPath, '-e', '0', secret],
    { PARTNER_CENTER_CLIENT_SECRET: secret },
  );
  expect(stdout).toContain(secret);
  expect(stderr).toMatch(/standard output: the client's secret/);
  expect(stderr).toMatch(/conformance\.json: the client's secret/);
  expect(stderr).not.toContain(secret);
  expect(code).toBe(2);
});
