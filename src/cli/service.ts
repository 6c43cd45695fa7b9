import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadCatalogue } from '../catalogue/catalogue.js';
import type { Contract } from '../contract/contract.js';
import { loadContract } from '../contract/load-contract.js';
import { KitError } from '../errors.js';
import type { Shard } from '../report/report.js';
import { watchEarlyInterrupt } from '../run/early-interrupt.js';
import { judgeService } from '../run/judge-service.js';
import { lintOnce } from '../run/lint.js';
import { judgeMany, type NamedTarget } from '../run/many-targets.js';
import { operationsInRun, withOperationsOf } from '../run/operations-in-run.js';
import type { Choices, JudgeService, ServiceUnderTest } from '../run/task.js';
import { useOwnChecks } from '../run/use-own-checks.js';
import { waitFor } from '../run/wait-for.js';
import { demandWritable } from '../run/write-guard.js';
import { demandKnownVariables, describingVariable, targetFromEnvironment } from '../target/environment.js';
import type { ExtraHeaders } from '../target/extra-headers.js';
import { targetFromFile, withClientKey } from '../target/open-target.js';
import type { Target } from '../target/target.js';
import { readTargets, type TargetsFile, targetNamed, targetsFileName } from '../target/targets-file.js';
import { type CommonOptions, choicesOf, waiversOf, withOperationsIn, withoutExcluded } from './choices.js';
import { confirmWrites } from './confirm-writes.js';

export interface ServiceOptions extends CommonOptions {
  readonly baseUrl?: string;
  /** The embedded mock, and nothing else. */
  readonly mock: boolean;
  readonly target?: readonly string[];
  readonly allTargets: boolean;
  readonly targets: string;
  readonly shard?: Shard;
  /** Playwright's own, by name. */
  readonly reporter?: readonly string[];
  readonly waivers?: string;
  /** The module with requirements of the user's own. */
  readonly checks?: string;
  readonly userAgent?: string;
  readonly repeat?: number;
  readonly exclude?: readonly string[];
  /** Fields of every request. */
  readonly header?: ExtraHeaders;
  /** How long to wait for a service that is starting, in milliseconds. */
  readonly wait?: number;
  readonly parallel?: number;
  /** Milliseconds. */
  readonly hangBudget?: number;
  /** Nobody has to be asked before the first write. */
  readonly yes: boolean;
}

/** Checks everything that can be wrong before the first request, then runs the tests. The process ends with the exit code that the report means. */
export async function service(given: ServiceOptions): Promise<void> {
  watchEarlyInterrupt();
  if (given.only?.length === 0)
    throw new KitError('--only names nothing; give an id such as HDR-002 or an area such as headers');
  if (given.shard && given.seed === undefined)
    throw new KitError('--shard needs --seed N, the same for all shards: without it each would draw its own');
  if (given.shard && given.checks !== undefined)
    throw new KitError('--checks is not for a part of a run: merge knows the requirements of the kit alone');
  const checks = given.checks === undefined ? {} : { checks: resolve(given.checks) };
  await useOwnChecks(checks.checks);
  const only = withoutExcluded(loadCatalogue(), 'service', given.only, given.exclude);
  const selected = only === undefined ? given : { ...given, only };
  const choices = {
    ...choicesOf(withOperationsIn(selected, process.env)),
    ...waiversOf(given.waivers),
    ...checks,
    ...askingOf(given),
  };
  await lintOnce(choices.contract);
  loadCatalogue().select('service', choices.only);
  const contract = loadContract(choices.contract);
  operationsInRun(contract, choices);
  const { shard, reporter: reporters = [] } = given;
  const task: Omit<JudgeService, 'target'> = {
    ...{ kind: 'judge-service', choices, reporters },
    ...(shard ? { shard } : {}),
  };
  if (given.target === undefined && !given.allTargets) {
    const target = asAsked(unnamedService(given, contract), given);
    const notice = demandWritable(choices, contract, target, shard);
    await confirmWrites(notice ? [notice] : [], given.yes);
    await waitUntil(target, given);
    return judgeService({ ...task, target });
  }
  demandNoOtherTarget();
  const file = readTargets(given.targets, contract);
  const names = namesOf(given, file);
  const [first = '', ...others] = names;
  if (others.length > 0) {
    const targets = names.map((name) => targetOf(file, name, contract, choices, given));
    const notices = targets.flatMap((one) =>
      'target' in one ? (demandWritable(one.choices, contract, one.target, shard) ?? []) : [],
    );
    await confirmWrites(notices, given.yes);
    for (const one of targets) if ('target' in one) await waitUntil(one.target, given);
    return judgeMany(targets, task);
  }
  const target = asAsked(targetFromFile(file, first, contract), given);
  const chosen = withOperationsOf(choices, contract, target);
  const notice = demandWritable(chosen, contract, target, shard);
  await confirmWrites(notice ? [notice] : [], given.yes);
  await waitUntil(target, given);
  return judgeService({ ...task, choices: chosen, target });
}

/** The service that the environment describes, or the embedded mock where nothing asks for another. */
function unnamedService(given: ServiceOptions, contract: Contract): ServiceUnderTest {
  const { mock, baseUrl, targets } = given;
  if (mock) {
    demandKnownVariables(process.env);
    const lone = describingVariable(process.env);
    if (lone === undefined || process.env[lone] === '') return 'mock';
    throw new KitError(`${lone} is set, which describes another service; unset it, or leave --mock out`);
  }
  const target = targetFromEnvironment(process.env, contract, baseUrl);
  if (target) return target;
  if (existsSync(targets) || targets !== targetsFileName) {
    const names = [...readTargets(targets, contract).targets.keys()].join(', ');
    throw new KitError(
      `${targets} has ${names}: name one with --target, or give --all-targets, or --mock for the embedded mock`,
    );
  }
  // A pipeline whose variables were lost must not look well.
  if (!['', 'false', '0'].includes(process.env['CI'] ?? ''))
    throw new KitError(
      'nothing says which service to judge, and CI is set: give --target or a base URL, or --mock to judge the embedded mock',
    );
  return 'mock';
}

/** A service with the header fields that the command was given. Throws KitError for the embedded mock, which takes none. */
function asAsked(service: ServiceUnderTest, given: ServiceOptions): ServiceUnderTest {
  if (service !== 'mock') return withFields(service, given);
  if (given.header !== undefined || given.wait !== undefined)
    throw new KitError(
      `${given.wait === undefined ? '-H' : '--wait'} is for a service; the embedded mock needs none`,
    );
  return service;
}

function withFields(target: Target, { header }: ServiceOptions): Target {
  return header === undefined ? target : { ...target, headers: header };
}

async function waitUntil(service: ServiceUnderTest, { wait }: ServiceOptions): Promise<void> {
  if (wait !== undefined && service !== 'mock') await waitFor(await withClientKey(service), wait);
}

/** How requests are made. Throws KitError for a User-Agent that no header can hold. */
function askingOf({
  userAgent,
  repeat,
  parallel,
  hangBudget,
}: ServiceOptions): Pick<Choices, 'userAgent' | 'repeat' | 'parallel' | 'hangBudgetMs'> {
  if (userAgent !== undefined && !/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(userAgent))
    throw new KitError(
      '--user-agent is to be printable ASCII without spaces around it, such as "ContosoPortal/4.2"',
    );
  return {
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(repeat === undefined ? {} : { repeat }),
    ...(parallel === undefined ? {} : { parallel }),
    ...(hangBudget === undefined ? {} : { hangBudgetMs: hangBudget }),
  };
}

/** Several targets are described in one place. */
function demandNoOtherTarget(): void {
  const lone = describingVariable(process.env);
  if (lone !== undefined)
    throw new KitError(`${lone} is set, which describes another target; unset it, or leave --target out`);
  demandKnownVariables(process.env);
}

function namesOf({ target, targets }: ServiceOptions, file: TargetsFile): readonly string[] {
  const names = target ?? [...file.targets.keys()];
  if (names.length === 0)
    throw new KitError(`--target names nothing; ${targets} has ${[...file.targets.keys()].join(', ')}`);
  for (const name of names) targetNamed(file, name);
  return [...new Set(names)];
}

/** One of several targets, of which a wrong one does not keep the others from being judged. */
function targetOf(
  file: TargetsFile,
  name: string,
  contract: Contract,
  choices: Choices,
  given: ServiceOptions,
): NamedTarget {
  try {
    const target = withFields(targetFromFile(file, name, contract), given);
    return { name, target, choices: withOperationsOf(choices, contract, target) };
  } catch (thrown) {
    if (thrown instanceof KitError) return { name, problem: thrown.message };
    throw thrown;
  }
}
