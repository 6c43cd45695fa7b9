import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';
import { loadContract } from '../../src/contract/load-contract.js';
import { packageRoot } from '../../src/files/package-root.js';
import { examineFolder } from '../../src/gate/examine-folder.js';
import { Redactor } from '../../src/http/redact.js';
import { behaviourNamed } from '../../src/mock/faults.js';
import { type Mock, startMock } from '../../src/mock/server.js';
import { secretsIn } from '../../src/target/environment.js';
import { bareEnvironment, environmentFor } from '../kit/command.js';
import { copyExample, type FreshProject, installInto, pack } from './fresh-project.js';

/** The kit as npm packs it, in a project that lists nothing else and in one with a runner of its own. */
let folder = '';
let empty: FreshProject;
let own: FreshProject;

test.describe.configure({ mode: 'default' });

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qualification-kit-pack-'));
  const tarball = pack(folder);
  const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  const runner = manifest.peerDependencies['@playwright/test'];
  empty = installInto({}, tarball);
  own = installInto({ devDependencies: { '@playwright/test': runner } }, tarball);
  copyExample(own);
});

test.afterAll(() => {
  empty?.remove();
  own?.remove();
  rmSync(folder, { recursive: true, force: true });
});

test('the command judges its own mock', async () => {
  const { code, output } = await empty.run('qualification-kit', ['service']);
  expect(output).toMatch(/conformant \(self-check of the kit's own mock\): \d+ pass, \d+ skipped/);
  expect(code).toBe(0);
});

test('the command judges a client', async () => {
  const driver = join('node_modules', 'qualification-kit', 'examples', 'clients', 'node-fetch.mjs');
  const { code, output } = await empty.run('qualification-kit', [
    ...['client', '--only', 'request'],
    ...['--', 'node', driver],
  ]);
  expect(output).toMatch(/conformant, \d+ of \d+ requirements\s+judged:\s+\d+\s+pass/);
  expect(code).toBe(0);
});

test('the mock starts, answers and stops', async () => {
  test.skip(process.platform === 'win32', 'Windows has no signal to end a process by');
  const cli = join(empty.folder, 'node_modules', 'qualification-kit', 'bin', 'qualification-kit.cjs');
  const mock = spawn(process.execPath, [cli, 'mock'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => mock.on('close', resolve));
  let origin = '';
  for await (const line of createInterface({ input: mock.stdout })) {
    origin ||= /^PARTNER_CENTER_BASE_URL=(.+)$/.exec(line)?.[1] ?? '';
    if (line.includes('Ctrl-C stops')) break;
  }
  const answer = await fetch(`${origin}/health`);
  expect(await answer.json()).toMatchObject({ name: 'qualification-kit mock' });
  mock.kill('SIGINT');
  expect(await ended).toBe(0);
});

test('schemas can be imported by name', async () => {
  empty.write(
    'schema.mjs',
    `import schema from 'qualification-kit/schemas/conformance.schema.json' with { type: 'json' };
     console.log(schema.title ?? schema.$id);`,
  );
  const { status } = spawnSync(process.execPath, ['schema.mjs'], { cwd: empty.folder });
  expect(status).toBe(0);
});

for (const { name, project } of [
  { name: 'without a runner of its own', project: () => empty },
  { name: 'with a runner of its own', project: () => own },
]) {
  test(`a project ${name} has one copy of the runner`, () => {
    const inside = join(project().folder, 'node_modules');
    const copies = readdirSync(inside, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /(^|node_modules[\\/])(@playwright[\\/]test|playwright|playwright-core)[\\/]package\.json$/.test(path),
    );
    expect(copies).toHaveLength(3);
  });
}

test('a project whose runner is gone is told so in one line', async () => {
  const runner = join(empty.folder, 'node_modules', '@playwright');
  renameSync(runner, `${runner}-gone`);
  const { code, output } = await empty.run('qualification-kit', ['service']);
  renameSync(`${runner}-gone`, runner);
  // npm has warnings of its own on some machines.
  const told = output.split('\n').filter((line) => line !== '' && !line.startsWith('npm warn'));
  expect(told).toEqual([
    'qualification-kit: @playwright/test is not installed beside the kit; npm install @playwright/test',
  ]);
  expect(code).toBe(2);
});

test('the example of own tests has sound types', () => {
  own.write(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        ...{ strict: true, noEmit: true, skipLibCheck: false, types: ['node'], target: 'ES2023' },
        ...{ module: 'NodeNext', moduleResolution: 'NodeNext', exactOptionalPropertyTypes: true },
        typeRoots: [join(packageRoot, 'node_modules', '@types')],
      },
      include: ['*.ts'],
    }),
  );
  const tsc = join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout, status } = spawnSync(process.execPath, [tsc], { cwd: own.folder, encoding: 'utf8' });
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

test('own tests pass against the embedded mock, on two workers', async () => {
  const { code, output } = await own.run('playwright', ['test']);
  expect(output).toContain('6 passed');
  expect(output).toMatch(/1 of \d+ requirements judged/);
  expect(code).toBe(0);
  const left = readdirSync(join(own.folder, 'results'));
  expect(left).toEqual(expect.arrayContaining(['conformance.json', 'report.html', 'junit.xml']));
  expect(left.filter((name) => /^\.|evidence|exchanges/.test(name))).toEqual([]);
});

test.describe('against a service that loses the correlation id', () => {
  let mock: Mock;
  let environment: NodeJS.ProcessEnv;

  test.beforeAll(async () => {
    const behaviours = [behaviourNamed('correlation-id-lost')];
    mock = await startMock({ contract: loadContract(), seed: 7, behaviours });
    environment = await environmentFor(mock);
    own.write(
      'failing/failing.spec.ts',
      `import { expect, test } from 'qualification-kit';
       test('says nothing of conformance', async ({ service }) => {
         expect(await service.read()).toHaveStatus(200);
       });
       test('demands conformance', async ({ service }) => {
         expect(await service.read()).toConform();
       });
       test('expects another status', async ({ service }) => {
         expect(await service.probe(undefined, { segment: service.unknownCustomer() })).toHaveStatus(200);
       });
       test('expects another qualification', async ({ service }) => {
         expect(await service.read()).toHaveQualification('StateOwnedEntity');
       });
       test('judges on its own', async ({ service, judge }) => {
         judge(await service.probe(undefined, { segment: service.unknownCustomer() }), () => ({
           findings: [{ place: 'content', expected: 'a poem', received: 'none' }],
         }));
       });
       test('prints whole exchanges', async ({ service }) => {
         expect(await service.read()).toEqual(service);
       });`,
    );
    own.write(
      'failing/playwright.config.ts',
      `import { defineConfig } from '@playwright/test';
       export default defineConfig({
         testDir: '.', fullyParallel: true, workers: 2, retries: 1,
         outputDir: './out', use: { trace: 'on' },
         reporter: [['line'], ['json', { outputFile: 'report.json' }], ['html', { open: 'never', outputFolder: 'html' }]],
       });`,
    );
  });

  test.afterAll(() => mock.close());

  test('own tests fail with what was violated, and nothing that they leave holds a token', async () => {
    const { code, output } = await own.run('playwright', ['test', '--config', 'failing'], environment);
    expect(code).toBe(1);
    const shape = [
      "HDR-002 must: A success repeats the request's MS-CorrelationId\\.",
      '  GET /v1/customers/[0-9a-f]{4}…/qualification → 200',
      '  at header MS-CorrelationId: expected [0-9a-f-]{36},\\s+received none',
      '  source  ',
    ].join('\\s+');
    expect(output).toMatch(new RegExp(`says nothing of conformance[\\s\\S]*?${shape}`));
    expect(output).toMatch(new RegExp(`demands conformance[\\s\\S]*?${shape}`));
    expect(output).toMatch(/at status: expected 200, received 404/);
    expect(output).toMatch(/at \$: expected the qualification "stateownedentity", received "\w+"/);
    expect(output).toMatch(
      /judges on its own\s+GET [^\n]+ → 404\s+at content: expected a poem, received none/,
    );
    expect(output).toContain('6 failed');
    const files = readdirSync(join(own.folder, 'failing'), { recursive: true, encoding: 'utf8' });
    expect(files.some((name) => name.endsWith('trace.zip'))).toBe(true);
    expect(leaksBelow(join(own.folder, 'failing'), environment)).toEqual([]);
    own.write('failing/planted.txt', `Bearer ${environment['PARTNER_CENTER_APP_TOKEN']}`);
    expect(leaksBelow(join(own.folder, 'failing'), environment)).toEqual(['planted.txt']);
    expect(existsSync(join(own.folder, 'failing', 'results'))).toBe(false);
    expect(existsSync(join(own.folder, 'results', 'conformance.json'))).toBe(true);
  });

  test("a requirement's violation goes into the report", async () => {
    const { code, output } = await own.run('playwright', ['test', '--grep', 'HDR-002'], environment);
    expect(output).toContain('1 MUST violated');
    expect(code).toBe(1);
    const report = JSON.parse(readFileSync(join(own.folder, 'results', 'conformance.json'), 'utf8'));
    expect(report.requirements).toMatchObject([{ id: 'HDR-002', verdict: 'fail' }]);
    expect(report.subject).toMatchObject({ selfCheck: false, baseUrl: mock.origin });
  });
});

for (const { title, config } of [
  { title: 'a reporter', config: 'playwright.config.ts' },
  { title: 'no reporter', config: 'plain.config.ts' },
]) {
  test(`a runner that outlives its runs, as in UI mode, looks anew each time, with ${title} of the kit`, async () => {
    const plain = `import { defineConfig } from '@playwright/test';
      export default defineConfig({ testDir: '.', fullyParallel: true, workers: 2, reporter: 'null' });`;
    own.write('plain.config.ts', plain);
    rmSync(join(own.folder, 'results'), { recursive: true, force: true });
    const before = await startMock({ contract: loadContract(), seed: 7 });
    const environment = await environmentFor(before);
    await before.close();
    const client = spawn(
      process.execPath,
      [join(packageRoot, 'tests/package/test-server-client.mjs'), config],
      {
        cwd: own.folder,
        env: { ...bareEnvironment(), ...environment },
        stdio: ['pipe', 'pipe', 'inherit'],
      },
    );
    const ended = new Promise((resolve) => client.on('close', resolve));
    const lines = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
    const run = async (): Promise<unknown> => {
      client.stdin.write('service.spec.ts\n');
      const { value } = await lines.next();
      return JSON.parse(String(value));
    };
    expect(await run()).toMatchObject({ status: 'failed' });
    const port = Number(new URL(before.origin).port);
    const { authority } = before;
    const mock = await startMock({ contract: loadContract(), seed: 7, port, authority });
    try {
      for (const _ of [1, 2])
        expect(await run()).toEqual({ status: 'passed', tests: ['passed', 'passed', 'passed'] });
    } finally {
      client.stdin.end();
      await ended;
      await mock.close();
    }
    const left = existsSync(join(own.folder, 'results')) ? readdirSync(join(own.folder, 'results')) : [];
    expect(left.filter((name) => /^\.|evidence|exchanges/.test(name))).toEqual([]);
  });
}

test('own tests fail, and are not skipped, where nobody listens', async () => {
  const environment = {
    PARTNER_CENTER_BASE_URL: 'http://127.0.0.1:9',
    PARTNER_CENTER_APP_TOKEN: 'opaque-opaque',
    PARTNER_CENTER_CUSTOMERS: '11111111-2222-4333-8444-555555555555',
  };
  const args = ['test', 'service.spec.ts', '--retries', '0'];
  const { code, output } = await own.run('playwright', args, environment);
  expect(output).toContain('the service cannot be judged: no connection to http://127.0.0.1:9');
  expect(output).toContain('3 failed');
  expect(code).not.toBe(0);
});

/** The files below a folder in which the leak gate finds a token of the environment. */
function leaksBelow(place: string, environment: NodeJS.ProcessEnv): readonly string[] {
  const redactor = new Redactor(secretsIn(environment));
  return examineFolder(place, { redactor, requirements: new Set() }).leaks.map(({ file }) => file);
}
