import { resolve } from 'node:path';
import { loadCatalogue } from '../catalogue/catalogue.js';
import { loadContract } from '../contract/load-contract.js';
import { KitError } from '../errors.js';
import { didYouMean } from '../files/nearest.js';
import type { Grant } from '../identity/token-source.js';
import type { Shard } from '../report/report.js';
import { watchEarlyInterrupt } from '../run/early-interrupt.js';
import { lintOnce } from '../run/lint.js';
import { defaultOptions, type RunOptions } from '../run/run-options.js';
import { targetOptions } from '../run/target-options.js';
import { handDownGrants } from '../target/handed-grants.js';
import { openTokens, secretsOf, targetEnvironment } from '../target/open-target.js';
import { demandFilledIn } from '../target/placeholders.js';
import { type Flow, targetFrom } from '../target/target.js';
import { readTargets, type TargetsFile, targetsFileName } from '../target/targets-file.js';
import { openGate } from './gate.js';
import { serviceOfMany } from './many-targets.js';
import { prepareOutput } from './prepare-output.js';
import { type Course, runPlaywright } from './run-playwright.js';
import { waiversOption } from './waivers-option.js';

export interface ServiceOptions {
  readonly baseUrl?: string;
  readonly target?: readonly string[];
  readonly allTargets: boolean;
  readonly targets: string;
  readonly shard?: Shard;
  readonly only?: readonly string[];
  readonly strict: boolean;
  /** Playwright's own, by name. */
  readonly reporter?: readonly string[];
  readonly output: string;
  readonly seed?: number;
  readonly timeout: number;
  readonly contract?: string;
  readonly waivers?: string;
}

/** Those of Playwright's own reporters that write files. */
const ownReporters = ['html', 'junit', 'json', 'blob'];

/** Checks everything that can be wrong before the first request, then runs the tests. The process ends with the exit code that the report means. */
export async function service(given: ServiceOptions): Promise<void> {
  watchEarlyInterrupt();
  if (given.only?.length === 0)
    throw new KitError('--only names nothing; give an id such as HDR-002 or an area such as headers');
  if (given.shard && given.seed === undefined)
    throw new KitError('--shard needs --seed N, the same for all shards: without it each would draw its own');
  const stranger = given.reporter?.find((name) => !ownReporters.includes(name));
  if (stranger !== undefined)
    throw new KitError(`unknown reporter "${stranger}"${didYouMean(stranger, ownReporters)}`);
  const options = { ...optionsOf(given), ...waiversOption(given.waivers) };
  await lintOnce(options.contract);
  loadCatalogue().select('service', options.only);
  const file = targetsFileOf(given, options);
  const names = file ? namesOf(given, file) : [];
  const [name, ...others] = names;
  if (file && others.length > 0) return serviceOfMany(names, options.output);
  if (!file || name === undefined) return judge(options);
  demandFilledIn(file, name);
  const grants: Partial<Record<Flow, Grant>> = {};
  const secrets = new Map<string, string>();
  const tokenOf = async (flow: Flow): Promise<string> => {
    const source = await openTokens(file, name, flow);
    const token = await source.token();
    grants[flow] = source.held ?? { token };
    const { refreshToken } = grants[flow];
    if (refreshToken !== undefined) secrets.set(refreshToken, `${flow} refreshToken`);
    return token;
  };
  Object.assign(process.env, await targetEnvironment(file, name, tokenOf));
  handDownGrants(grants);
  for (const [secret, reference] of await secretsOf(file, name)) secrets.set(secret, reference);
  return judge({ ...options, ...targetOptions(file, name), targetsFile: file.path }, secrets);
}

/** Runs the tests against the service that the environment names. `secrets` are what else must not be written, by value. */
export async function judge(
  options: RunOptions,
  secrets: ReadonlyMap<string, string> = new Map(),
  course: Course = {},
): Promise<void> {
  const selected = loadCatalogue().select('service', options.only);
  targetFrom(process.env, loadContract(options.contract), options.baseUrl);
  prepareOutput(options.output);
  const gate = openGate(options.output);
  for (const [secret, name] of secrets) gate.learn(secret, name);
  await runPlaywright(
    options,
    selected.map(({ id }) => id),
    gate,
    course,
  );
}

export function optionsOf(
  given: Omit<ServiceOptions, 'target' | 'allTargets' | 'targets' | 'waivers'>,
): RunOptions {
  return {
    ...defaultOptions(),
    ...(given.baseUrl === undefined ? {} : { baseUrl: given.baseUrl }),
    ...(given.seed === undefined ? {} : { seed: given.seed }),
    ...(given.contract === undefined ? {} : { contract: resolve(given.contract) }),
    ...(given.shard === undefined ? {} : { shard: given.shard }),
    ...(given.reporter === undefined ? {} : { reporters: given.reporter }),
    only: given.only ?? [],
    strict: given.strict,
    output: resolve(given.output),
    timeoutMs: given.timeout,
  };
}

function targetsFileOf(given: ServiceOptions, options: RunOptions): TargetsFile | undefined {
  if (given.target === undefined && !given.allTargets) return undefined;
  if (given.target !== undefined && given.allTargets)
    throw new KitError('--target and --all-targets exclude each other');
  if (given.baseUrl !== undefined)
    throw new KitError(`--base-url and targets exclude each other; set baseUrl in ${given.targets}`);
  const lone = Object.keys(process.env).find((name) =>
    /^PARTNER_CENTER_(BASE_URL|CUSTOMERS|(APP|USER)_TOKEN)$/.test(name),
  );
  if (lone !== undefined)
    throw new KitError(`${lone} is set, which describes another target; unset it, or leave --target out`);
  return readTargets(given.targets, loadContract(options.contract));
}

function namesOf(given: ServiceOptions, file: TargetsFile): readonly string[] {
  const names = given.target ?? [...file.targets.keys()];
  if (names.length === 0)
    throw new KitError(
      `--target names nothing; ${targetsFileName} has ${[...file.targets.keys()].join(', ')}`,
    );
  for (const name of names) targetOptions(file, name);
  return [...new Set(names)];
}
