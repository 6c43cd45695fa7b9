import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from '@playwright/test';
import * as batch from 'kubernetes-models/batch/v1';
import * as core from 'kubernetes-models/v1';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { loadContract } from '../../src/contract/load-contract.js';
import { packageRoot } from '../../src/files/package-root.js';
import { behaviourNamed } from '../../src/mock/faults.js';
import { startMock } from '../../src/mock/server.js';
import type { Report } from '../../src/report/report.js';
import { bareEnvironment, commandFile } from './command.js';

/** A step of GitHub Actions or Azure Pipelines, as far as these tests look at it. */
interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly displayName?: string;
  readonly run?: string;
  readonly bash?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly inputs?: { readonly inlineScript?: string };
}

interface Container {
  readonly command: readonly string[];
}

interface JobTemplate {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly completions?: number;
    readonly parallelism?: number;
    readonly template?: {
      readonly spec: {
        readonly containers: readonly Container[];
        readonly initContainers?: readonly Container[];
      };
    };
  };
}

const actionText = read('action.yml');
const githubText = read('examples/ci/github-sharded.yml');
const azureText = read('examples/ci/azure-pipelines.yml');
const kubernetesText = read('examples/ci/kubernetes-job.yaml');

const action: { runs: { steps: Step[] }; inputs: Record<string, { default?: string }> } = parse(actionText);
const github: { jobs: Record<string, { steps: Step[]; permissions?: object }> } = parse(githubText);
const azure: { jobs: { job: string; steps: Step[]; strategy?: { parallel: number } }[] } = parse(azureText);
const kubernetes: readonly JobTemplate[] = parseAllDocuments(kubernetesText).map((one) => one.toJS());

test('the comment on a pull request is written once and then kept up to date', () => {
  const step = github.jobs['merge']?.steps.find(({ name }) => name?.startsWith('Keep the comment'));
  const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-ci-'));
  try {
    // Keeps one comment as GitHub does, and answers a question for it as --jq would.
    const gh = [
      '#!/bin/sh',
      'case "$*" in',
      '  *PATCH*/comments/17*) cp comment.md kept; echo patch >> calls ;;',
      '  *POST*/issues/5/comments*) cp comment.md kept; echo post >> calls ;;',
      '  *--paginate*--jq*) [ -e kept ] && head -n 1 kept | grep -qx "$MARK" && echo 17; true ;;',
      '  *) exit 1 ;;',
      'esac',
    ];
    writeFileSync(join(folder, 'gh'), gh.join('\n'));
    chmodSync(join(folder, 'gh'), 0o755);
    mkdirSync(join(folder, 'results'));
    const env = {
      ...bareEnvironment(),
      PATH: `${folder}${delimiter}${process.env['PATH']}`,
      COMMENTS: 'repos/contoso/app/issues/5/comments',
      COMMENT: 'repos/contoso/app/issues/comments',
      MARK: step?.env?.['MARK'] ?? '',
    };
    for (const summary of ['first', 'second']) {
      writeFileSync(join(folder, 'results', 'summary.md'), `${summary}\n`);
      execFileSync('bash', ['-e', '-c', step?.run ?? 'exit 1'], { cwd: folder, env, stdio: 'pipe' });
      expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe(`<!-- qualification-kit -->\n${summary}\n`);
    }
    expect(readFileSync(join(folder, 'calls'), 'utf8')).toBe('post\npatch\n');
    expect(github.jobs['merge']?.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.describe('of their form', () => {
  test('the parser of GitHub finds nothing wrong with the action and the workflows', () => {
    const names = ['action.yml', 'examples/ci/github-sharded.yml', '.github/workflows/ci.yml'];
    expect(githubErrors(names.map((name) => join(packageRoot, name)))).toEqual([[], [], []]);
  });

  test('the parser of GitHub refuses what it must', () => {
    const folder = mkdtempSync(join(tmpdir(), 'qualification-kit-ci-'));
    const [workflow, other] = [join(folder, 'wrong.yml'), join(folder, 'action.yml')];
    writeFileSync(workflow, githubText.replaceAll('matrix.shard', 'matrx.shard'));
    writeFileSync(other, actionText.replaceAll('shell: bash', 'shel: bash'));
    const [ofWorkflow, ofAction] = githubErrors([workflow, other]);
    rmSync(folder, { recursive: true, force: true });
    expect(ofWorkflow?.join('\n')).toContain("Unrecognized named-value: 'matrx'");
    expect(ofAction?.join('\n')).toContain('Required property is missing: shell');
  });

  test('the jobs and what belongs to them follow the schemas of Kubernetes', () => {
    const kinds = { ...core, ...batch } as unknown as Record<
      string,
      new (
        data: object,
      ) => { validate(): void }
    >;
    const seen = kubernetes.map((document) => {
      const Kind = kinds[document.kind];
      if (!Kind) throw new Error(`no schema of ${document.kind}`);
      new Kind(document).validate();
      return document.kind;
    });
    expect(seen).toEqual(['ConfigMap', 'ServiceAccount', 'PersistentVolumeClaim', 'Job', 'Job']);
    const wrong = { ...kubernetes[3], spec: { ...kubernetes[3]?.spec, completions: 'four' } };
    expect(() => new batch.Job(wrong as object).validate()).toThrow();
  });

  test('the pods are restricted, and as many as there are shards', () => {
    const [settings, , , shards, merge] = kubernetes;
    expect(shards?.spec).toMatchObject({ completionMode: 'Indexed', completions: 4, parallelism: 4 });
    expect(settings?.data?.['SHARDS']).toBe(String(shards?.spec?.completions));
    for (const job of [shards, merge]) {
      const pod = job?.spec?.template?.spec;
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      });
      for (const container of [...(pod?.containers ?? []), ...(pod?.initContainers ?? [])])
        expect(container).toMatchObject({
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        });
    }
    expect(shards?.spec?.template).toMatchObject({
      metadata: { labels: { 'azure.workload.identity/use': 'true' } },
    });
  });

  test('Azure runs four jobs with the token of their service connection, and one that merges them', () => {
    const [shard, merge] = azure.jobs;
    expect(shard?.strategy).toEqual({ parallel: 4 });
    expect(shard?.steps).toContainEqual(
      expect.objectContaining({
        task: 'AzureCLI@2',
        inputs: expect.objectContaining({ azureSubscription: 'partner-center', scriptType: 'bash' }),
        env: expect.objectContaining({ SYSTEM_ACCESSTOKEN: '$(System.AccessToken)' }),
      }),
    );
    expect(merge).toMatchObject({ dependsOn: 'shard', condition: 'not(canceled())' });
  });

  test('only the job that needs one may ask GitHub for an identity', () => {
    expect(parse(githubText)).toMatchObject({ permissions: { contents: 'read' } });
    const asking = Object.entries(github.jobs).filter(
      ([, { permissions = {} }]) => 'id-token' in permissions,
    );
    expect(asking.map(([name]) => name)).toEqual(['shard']);
  });

  test('no script has an expression in it that a run would fill in', () => {
    const scripts = [
      ...action.runs.steps,
      ...Object.values(github.jobs).flatMap(({ steps }) => steps),
      ...azure.jobs.flatMap(({ steps }) => steps),
    ].map(scriptOf);
    expect(scripts.filter((script) => script !== '').length).toBeGreaterThan(8);
    for (const script of scripts) {
      expect(script).not.toMatch(/\$\{\{/);
      expect(script).not.toMatch(/\$\([A-Za-z]+[._]/);
    }
  });
});

test.describe('as scripts', () => {
  test.skip(process.platform === 'win32', 'the scripts are for bash on Linux');

  let folder = '';
  let stubs = '';

  test.beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'qualification-kit-ci-'));
    stubs = join(folder, 'stubs');
    mkdirSync(stubs);
    // In the place of npx and node: writes its arguments down, one a line.
    for (const name of ['npx', 'node']) {
      writeFileSync(
        join(stubs, name),
        `#!${bash}\nprintf '%s\\n' "$@" >> "$ARGV"\nexit "\${STUB_CODE:-0}"\n`,
      );
      chmodSync(join(stubs, name), 0o755);
    }
  });

  test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a script with the stubs, and returns the arguments that they were called with. */
  function argvOf(script: string, env: NodeJS.ProcessEnv, cwd = folder): readonly string[] {
    const argv = join(folder, 'argv');
    rmSync(argv, { force: true });
    execFileSync(bash, ['--norc', '-c', script], {
      cwd,
      env: { ...scriptEnvironment(stubs), ARGV: argv, ...env },
    });
    return readFileSync(argv, 'utf8').trimEnd().split('\n');
  }

  const kit = ['--no-install', 'qualification-kit'];

  test('GitHub draws one seed that the command takes from any run id', () => {
    const [draw] = github.jobs['seed']?.steps ?? [];
    for (const [run, seed] of [
      ['1', '2'],
      ['2147483646', '1'],
      ['19876543210', '549190397'],
    ] as const) {
      const file = join(folder, `output-${run}`);
      execFileSync(bash, ['--norc', '-c', draw?.run ?? ''], {
        env: { GITHUB_RUN_ID: run, GITHUB_OUTPUT: file },
      });
      expect(readFileSync(file, 'utf8')).toBe(`seed=${seed}\n`);
    }
  });

  for (const index of [1, 2, 3, 4]) {
    const judged = (...rest: readonly string[]) => [...kit, 'service', ...rest];

    test(`shard ${index} of 4 is what each template judges there`, () => {
      const step = named(github.jobs['shard']?.steps, 'Judge one part');
      expect(Object.keys(step.env ?? {})).toEqual(['SHARD', 'SHARDS', 'SEED', 'CONTOSO_REFRESH_TOKEN']);
      const target = 'a b; $(touch hurt) `touch hurt`';
      const shard = `${index}/4`;
      expect(
        argvOf(scriptOf(step), { TARGET: target, SHARD: String(index), SHARDS: '4', SEED: '7' }),
      ).toEqual(judged('--target', target, '--shard', shard, '--seed', '7', '--output', 'results'));

      const task = named(azure.jobs[0]?.steps, 'Judge one part');
      const ofAzure = {
        ...{ TARGET: target, BUILD_BUILDID: '6' },
        ...{ SYSTEM_JOBPOSITIONINPHASE: String(index), SYSTEM_TOTALJOBSINPHASE: '4' },
      };
      expect(argvOf(scriptOf(task), ofAzure)).toEqual(
        judged('--target', target, '--shard', shard, '--seed', '7', '--output', 'results'),
      );

      const ofPod = { ...settings(), TARGET: target, JOB_COMPLETION_INDEX: String(index - 1), SEED: '7' };
      const output = `/results/first/${index}`;
      expect(argvOf(podScript(3), ofPod)).toEqual(
        judged(
          ...['--targets', '/config/targets.yaml', '--target', target],
          ...['--shard', shard, '--seed', '7', '--output', output],
        ),
      );
      expect(existsSync(join(folder, 'hurt'))).toBe(false);
    });
  }

  test('a pod that found a violation ends well, one that could not judge does not', () => {
    const run = (code: string) =>
      argvOf(podScript(3), { ...settings(), JOB_COMPLETION_INDEX: '0', STUB_CODE: code });
    expect(() => run('1')).not.toThrow();
    expect(() => run('2')).toThrow();
  });

  test('Azure merges the last attempt of each part', () => {
    const workspace = join(folder, 'workspace');
    for (const name of ['part-1-attempt-1', 'part-1-attempt-2', 'part-2-attempt-1']) {
      mkdirSync(join(workspace, name), { recursive: true });
      writeFileSync(join(workspace, name, 'name'), name);
    }
    const step = named(azure.jobs[1]?.steps, 'Merge the parts');
    expect(argvOf(scriptOf(step), { PIPELINE_WORKSPACE: workspace })).toEqual([
      ...kit,
      ...['merge', 'parts', '--output', 'results'],
    ]);
    const kept = ['1', '2'].map((part) => readFileSync(join(folder, 'parts', part, 'name'), 'utf8'));
    expect(kept).toEqual(['part-1-attempt-2', 'part-2-attempt-1']);
  });

  test('GitHub merges what it fetched', () => {
    const step = named(github.jobs['merge']?.steps, 'Merge the parts');
    expect(argvOf(scriptOf(step), {})).toEqual([...kit, 'merge', 'parts', '--output', 'results']);
  });

  const hostile = '"; touch hurt; $(touch hurt)';
  const service = ['service', '--output=results'];

  for (const { title, inputs, args } of [
    { title: 'without inputs leaves it to the command to refuse', inputs: {}, args: service },
    {
      title: 'judges the embedded mock on request',
      inputs: { mock: 'true' },
      args: [...service, '--mock'],
    },
    {
      title: 'hands its inputs on, whatever is in them',
      inputs: { target: hostile, shard: '2/4', seed: '7', only: 'headers,HDR-002', strict: 'true' },
      args: [
        ...[...service, '--seed=7', '--only=headers,HDR-002', '--strict', `--target=${hostile}`],
        ...['--shard=2/4', '--targets=targets.yaml'],
      ],
    },
    {
      title: 'judges all targets of a file',
      inputs: { 'all-targets': 'true', targets: 'other.yaml', output: 'out put' },
      args: ['service', '--output=out put', '--all-targets', '--targets=other.yaml'],
    },
    {
      title: 'judges a client',
      inputs: { client: 'python3 driver.py --quick', only: 'request' },
      args: ['client', '--output=results', '--only=request', '--', 'python3', 'driver.py', '--quick'],
    },
    {
      title: 'takes the words of a client line by line',
      inputs: { client: `my client\n${hostile}\n` },
      args: ['client', '--output=results', '--', 'my client', hostile],
    },
  ] as readonly { title: string; inputs: Readonly<Record<string, string>>; args: readonly string[] }[]) {
    test(`the action ${title}`, () => {
      const output = join(folder, 'action-output');
      rmSync(output, { force: true });
      const argv = argvOf(scriptOf(named(action.runs.steps, 'Judge')), actionEnvironment(inputs, output));
      expect(argv).toEqual(['/kit/bin/qualification-kit.cjs', ...args]);
      expect(readFileSync(output, 'utf8')).toBe('exit-code=0\n');
      expect(existsSync(join(folder, 'hurt'))).toBe(false);
    });
  }

  const expression = (name: string) => `\${{ ${name} }}`;

  test('each job, part of a matrix and use in a job uploads under a name of its own', () => {
    const step = named(action.runs.steps, 'Name the artifact');
    expect(step.env).toEqual({
      KIT_ARTIFACT: expression('inputs.artifact'),
      KIT_JOB: expression('github.job'),
      KIT_PART: expression('strategy.job-index'),
      KIT_PARTS: expression('strategy.job-total'),
    });
    const output = join(folder, 'names-output');
    const nameFor = (env: NodeJS.ProcessEnv) => {
      rmSync(output, { force: true });
      const files = { GITHUB_OUTPUT: output, GITHUB_ENV: join(folder, 'names-env') };
      execFileSync(bash, ['--norc', '-c', scriptOf(step)], {
        env: { KIT_ARTIFACT: 'qualification-kit', ...files, ...env },
      });
      return readFileSync(output, 'utf8');
    };
    const part = (index: number) => ({ KIT_JOB: 'judge', KIT_PART: String(index), KIT_PARTS: '4' });
    expect([0, 1, 2, 3].map((index) => nameFor(part(index)))).toEqual(
      [1, 2, 3, 4].map((index) => `artifact=qualification-kit-judge-${index}-of-4\n`),
    );
    const alone = { KIT_JOB: 'judge', KIT_PART: '0', KIT_PARTS: '1' };
    expect(nameFor(alone)).toBe('artifact=qualification-kit-judge\n');
    expect(readFileSync(join(folder, 'names-env'), 'utf8')).toMatch(/^KIT_USES_IN_JOB=1$/m);
    expect(nameFor({ ...alone, KIT_USES_IN_JOB: '1' })).toBe('artifact=qualification-kit-judge-use-2\n');
    expect(nameFor({ ...alone, KIT_JOB: 'other' })).toBe('artifact=qualification-kit-other\n');
    expect(nameFor({ ...alone, KIT_ARTIFACT: `a/b"${hostile}` })).not.toMatch(/[/";$()]/);
    expect(existsSync(join(folder, 'hurt'))).toBe(false);
    const upload = action.runs.steps.at(-1);
    expect(upload).toMatchObject({ with: { name: expression('steps.name.outputs.artifact') } });
  });

  test('the action ends with the exit code of the run, and tells it', () => {
    const output = join(folder, 'failing-output');
    const step = named(action.runs.steps, 'Judge');
    expect(() => argvOf(scriptOf(step), { ...actionEnvironment({}, output), STUB_CODE: '2' })).toThrow();
    expect(readFileSync(output, 'utf8')).toBe('exit-code=2\n');
  });

  test("the pods' scripts judge a tenant in four parts and merge them", async () => {
    const behaviours = [behaviourNamed('correlation-id-lost')];
    const mock = await startMock({ contract: loadContract(), seed: 7, behaviours });
    const targets = join(folder, 'targets.yaml');
    const contoso = {
      ...{ baseUrl: mock.origin, authority: mock.origin, tenant: mock.authority.registration.tenant },
      identities: { app: { token: 'env:CONTOSO_TOKEN' } },
      customers: mock.customers
        .filter(({ writable }) => !writable)
        .map(({ id, qualification }) => ({ id, qualification })),
      pace: 1000,
    };
    writeFileSync(targets, stringify({ targets: { contoso } }));
    const bin = join(folder, 'real');
    mkdirSync(bin);
    // `npx --no-install qualification-kit …`
    writeFileSync(join(bin, 'npx'), `#!${bash}\nshift 2\nexec "${process.execPath}" "${commandFile}" "$@"\n`);
    chmodSync(join(bin, 'npx'), 0o755);
    const env = {
      ...{ ...scriptEnvironment(bin), ...settings(), TARGETS: targets },
      ...{ RESULTS: join(folder, 'results'), CONTOSO_TOKEN: await mock.authority.mint('app') },
    };
    const start = (script: string, more: NodeJS.ProcessEnv = {}) => {
      const child = spawn(bash, ['-c', script], { cwd: folder, env: { ...env, ...more }, stdio: 'ignore' });
      return new Promise<number | null>((resolve) => child.on('close', resolve));
    };
    try {
      const waiting = start(podScript(4, 'initContainers').replace('sleep 5', 'sleep 1'));
      const shards = ['0', '1', '2', '3'].map((index) =>
        start(podScript(3), { JOB_COMPLETION_INDEX: index }),
      );
      expect(await Promise.all(shards)).toEqual([0, 0, 0, 0]);
      expect(await waiting).toBe(0);
      expect(await start(podScript(4))).toBe(1);
      const file = join(folder, 'results', 'first', 'merged', 'conformance.json');
      const report: Report = JSON.parse(readFileSync(file, 'utf8'));
      expect(report.requirements.find(({ id }) => id === 'HDR-002')?.verdict).toBe('fail');
      expect(report.requirements.length).toBeGreaterThan(70);
      expect(report.seed).toBe(20_260_601);
    } finally {
      await mock.close();
    }
  });
});

const bash = '/bin/bash';

function read(path: string): string {
  return readFileSync(join(packageRoot, path), 'utf8');
}

/** What GitHub's parser finds wrong with each of the files. */
function githubErrors(files: readonly string[]): readonly (readonly string[])[] {
  const parser = join(packageRoot, 'tests', 'kit', 'github-parser.mjs');
  return JSON.parse(execFileSync(process.execPath, [parser, ...files], { encoding: 'utf8' }));
}

function scriptOf({ run, bash: script, inputs }: Step): string {
  return run ?? script ?? inputs?.inlineScript ?? '';
}

function named(steps: readonly Step[] | undefined, name: string): Step {
  const step = steps?.find((one) => one.name === name || one.displayName === name);
  if (!step) throw new Error(`there is no step "${name}"`);
  return step;
}

/** The environment of a machine of continuous integration, with a folder in front of its PATH. */
function scriptEnvironment(bin: string): NodeJS.ProcessEnv {
  const path = process.env['PATH'] ?? '';
  return { ...bareEnvironment(), PATH: `${bin}${delimiter}${path}` };
}

/** What the pods get from the template's ConfigMap. */
function settings(): NodeJS.ProcessEnv {
  const data = kubernetes[0]?.data ?? {};
  return Object.fromEntries(Object.entries(data).filter(([name]) => /^[A-Z]+$/.test(name)));
}

function podScript(document: number, list: 'containers' | 'initContainers' = 'containers'): string {
  const [container] = kubernetes[document]?.spec?.template?.spec[list] ?? [];
  const [shell, option, script] = container?.command ?? [];
  if (shell !== 'bash' || option !== '-c' || script === undefined) throw new Error('the pod runs no script');
  return script;
}

/** The variables of the action's step, as its inputs and their defaults fill them in. */
function actionEnvironment(inputs: Readonly<Record<string, string>>, output: string): NodeJS.ProcessEnv {
  const { env = {} } = named(action.runs.steps, 'Judge');
  const filled = Object.entries(env).map(([name, value]) => {
    const input = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1] ?? '';
    const declared = action.inputs[input];
    if (!declared) throw new Error(`${name} is no input: ${value}`);
    return [name, inputs[input] ?? declared.default ?? ''];
  });
  return { ...Object.fromEntries(filled), GITHUB_ACTION_PATH: '/kit', GITHUB_OUTPUT: output };
}
