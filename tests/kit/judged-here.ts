import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import type { Side } from '../../src/catalogue/requirement.js';
import { choicesOf, waiversOf } from '../../src/cli/choices.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { headOf } from '../../src/forms/publish.js';
import type { TestToPlay } from '../../src/playwright/play-test.js';
import { PlayedTests } from '../../src/playwright/played-tests.js';
import { collectTests, type RegisteredTest } from '../../src/playwright/registered-tests.js';
import { operationsOf } from '../../src/playwright/requirement-test.js';
import { openSession } from '../../src/playwright/service-session.js';
import { endRecord } from '../../src/playwright/test-report.js';
import { keyOf, type RequirementRecord } from '../../src/report/record.js';
import type { Report } from '../../src/report/report.js';
import { closingOf, detailsOf, legendOf, plainly, tableOf } from '../../src/report/text.js';
import { violationsOf } from '../../src/report/what-to-do.js';
import { forget } from '../../src/run/preflight-memory.js';
import { type Collected, openSide, reportOf } from '../../src/run/side-of-run.js';
import { type ByHand, handDown, type JudgeService, type Task } from '../../src/run/task.js';
import { testsFor } from '../../src/run/tests-for.js';
import { operationsIn, targetFromEnvironment } from '../../src/target/environment.js';
import type { Target } from '../../src/target/target.js';
import { exitCodeOf } from '../../src/verdict.js';
import type { CommandResult } from './command.js';

/** What the command would have left. */
export interface JudgedHere extends CommandResult {
  readonly code: 0 | 1 | 2;
  readonly report: Report;
}

const catalogue = loadCatalogue();
const folder = new URL('../service/', import.meta.url);

let tests: Promise<ReadonlyMap<string, RegisteredTest>> | undefined;

/** The tests of the service's side, in the order in which a run makes them. */
function serviceTests(): Promise<ReadonlyMap<string, RegisteredTest>> {
  tests ??= collectTests(async () => {
    for (const file of readdirSync(folder).toSorted())
      if (/\.spec\.[jt]s$/.test(file)) await import(new URL(file, folder).href);
  });
  return tests;
}

/**
 * What the command `service` would say, with its tests run in this process: without a start of Playwright, which takes
 * most of a short run, without what is written, and without what is printed of areas and files as it goes on. The options
 * of the command that say what is judged are known.
 * @param env describes the service, as `environmentFor` does
 */
export function judgeHere(args: readonly string[], env: NodeJS.ProcessEnv): Promise<JudgedHere> {
  return runHere('service', (output) => taskOf(args, env, output), collect);
}

/** Runs a task in this process, whose tests are what `collect` does. */
export async function runHere<Handed extends Exclude<Task, ByHand>>(
  side: Side,
  taskFor: (output: string) => Handed,
  collectFor: (task: Handed) => Promise<Collected>,
): Promise<JudgedHere> {
  const output = mkdtempSync(join(tmpdir(), 'qualification-kit-'));
  const task = taskFor(output);
  handDown(task);
  try {
    const collected = await collectFor(task);
    const report = reportOf(openSide(task, side, new Map()), collected);
    const { subject, contract, seed, operations } = report;
    const lines = [
      ...headOf(subject, contract, seed, operations),
      ...['', ...legendOf(report, plainly), tableOf(report, plainly), ''],
      detailsOf(report, plainly),
      ...violationsOf(report, catalogue, output, plainly),
      closingOf(report, plainly),
    ];
    return {
      code: exitCodeOf(report.verdict),
      stdout: lines.join('\n'),
      stderr: '',
      report,
      quarantined: [],
    };
  } finally {
    // As it was, for tests that start the command.
    delete process.env['QUALIFICATION_KIT_RUN'];
    forget(task);
    rmSync(output, { recursive: true, force: true });
  }
}

function taskOf(args: readonly string[], env: NodeJS.ProcessEnv, output: string): JudgeService {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { ...text, multiple: true },
      operation: { ...text, multiple: true },
      seed: text,
      timeout: text,
      repeat: text,
      parallel: text,
      waivers: text,
      'user-agent': text,
      'base-url': text,
      contract: text,
      strict: flag,
      writes: flag,
      yes: flag,
    },
  });
  if (positionals.join(' ') !== 'service') throw new Error(`"${args.join(' ')}" is not judged here`);
  const target = targetFromEnvironment(env, loadContract(values.contract), values['base-url']);
  if (target === undefined) throw new Error('the environment describes no service');
  const { only, strict = false, writes = false, 'user-agent': userAgent } = values;
  const operation = values.operation ?? operationsIn(env);
  return {
    kind: 'judge-service',
    reporters: [],
    target: trusting(target, env),
    choices: {
      ...choicesOf({
        ...(only === undefined ? {} : { only }),
        ...(operation === undefined ? {} : { operation }),
        ...(values.contract === undefined ? {} : { contract: values.contract }),
        ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
        ...(values.timeout === undefined ? {} : { timeout: Number(values.timeout) }),
        ...{ strict, writes, output },
      }),
      ...(values.waivers === undefined ? {} : waiversOf(values.waivers)),
      ...(userAgent === undefined ? {} : { userAgent }),
      ...(values.repeat === undefined ? {} : { repeat: Number(values.repeat) }),
      ...(values.parallel === undefined ? {} : { parallel: Number(values.parallel) }),
    },
  };
}

/** Node reads NODE_EXTRA_CA_CERTS when it starts. */
function trusting(target: Target, env: NodeJS.ProcessEnv): Target {
  const ca = env['NODE_EXTRA_CA_CERTS'];
  return ca === undefined ? target : { ...target, connection: { ...target.connection, ca } };
}

async function collect({ choices: { only } }: JudgeService): Promise<Collected> {
  const acts = await serviceTests();
  const wanted = testsFor(
    'service',
    only,
    catalogue.select('service', only).map(({ id }) => id),
  );
  const toPlay = [...acts].flatMap(([id, test]): readonly TestToPlay[] =>
    wanted && !wanted.includes(id) ? [] : operationsOf(id).map((operation) => ({ id, operation, test })),
  );
  const played = await PlayedTests.open(await openSession(), async () => toPlay);
  const collected = {
    ...{ records: [], scenarios: [], ran: new Set<string>(), notOffered: new Map<string, string>() },
    ...{ requests: new Map(), occasional: new Set<string>(), problems: [], interrupted: false },
  };
  const records: RequirementRecord[] = [];
  const clean = (text: string): string => played.session.sender.context.redactor.text(text);
  for (const test of toPlay) {
    const { id, operation } = test;
    const told = await played.collect(test);
    const own = told.end ? [endRecord({ id, operation: operation.id }, told.end, clean)] : [];
    records.push(...own, ...told.records);
    collected.ran.add(keyOf(id, operation.id));
    if (told.notOffered !== undefined) collected.notOffered.set(operation.id, told.notOffered);
    if (told.occasional) collected.occasional.add(id);
  }
  await played.close();
  return { ...collected, records };
}
