import { resolve } from 'node:path';
import type { DriverCommand } from '../client/driver.js';
import { defaultContractFile } from '../contract/load-contract.js';
import type { Shard } from '../report/report.js';
import { freshSeed } from '../seeded.js';
import type { Allowance } from '../service/rate-limiter.js';

/** What a run was asked to do; everything but secrets, which stay in the environment. */
export interface RunOptions {
  /** Tells runs apart. */
  readonly run: string;
  /** Absent: the embedded mock. */
  readonly baseUrl?: string;
  /** Ids and areas; none for all. */
  readonly only: readonly string[];
  /** A violated SHOULD fails the run too. */
  readonly strict: boolean;
  /** Absolute path of the folder that everything is written to. */
  readonly output: string;
  readonly seed: number;
  /** For one exchange, or for one call of a client, in milliseconds. */
  readonly timeoutMs: number;
  /** Absolute path. */
  readonly contract: string;
  /** Which side is judged. */
  readonly side: 'service' | 'client';
  /** How to start the client; absent: the kit's own example. */
  readonly driver?: DriverCommand;
  /** The name of the target in targets.yaml, absent for the one that the environment describes; or of the client. */
  readonly target?: string;
  /** Absolute path of the file that the target stands in. */
  readonly targetsFile?: string;
  /** Absent: as much and as fast as it takes. */
  readonly allowance?: Allowance;
  /** The allowance that a rehearsal is held against, but does not keep. */
  readonly planned?: Allowance;
  /** Absent: the whole run. */
  readonly shard?: Shard;
  /** A PEM file of certificate authorities, and a proxy, for requests to the service. */
  readonly ca?: string;
  readonly proxy?: string;
  /** A part of the run that is put together from its shards; when that run began, and how many milliseconds it took. */
  readonly merged?: string;
  readonly startedAt?: string;
  readonly durationMs?: number;
  /** Playwright's own reporters that write beside the kit's. */
  readonly reporters?: readonly string[];
  /** Absolute path of the evidence that is judged again; nothing is sent. */
  readonly replay?: string;
  /** Absolute path of the file of waivers; absent without any. */
  readonly waivers?: string;
  /** This worker was handed no options, so that it shares nothing with the others; their main process never saw the kit, as in UI mode. */
  readonly alone?: boolean;
  /** Everything is sent to the embedded mock in the service's place, to see what would be sent. */
  readonly rehearsal?: boolean;
}

const variable = 'QUALIFICATION_KIT_RUN';

/** The options that a run of the command handed down; else the defaults, which are then handed down to worker processes. */
export function runOptions(env: NodeJS.ProcessEnv = process.env): RunOptions {
  const handed = env[variable];
  if (handed !== undefined) return JSON.parse(handed);
  const options = { ...defaultOptions(), ...(isWorker(env) ? { alone: true } : {}) };
  handDown(options, env);
  return options;
}

/** Whether the environment is that of one of Playwright's worker processes. */
export function isWorker(env: NodeJS.ProcessEnv = process.env): boolean {
  return env['TEST_WORKER_INDEX'] !== undefined;
}

/** Whether a run handed its options down to this process. */
export function hasRun(env: NodeJS.ProcessEnv = process.env): boolean {
  return env[variable] !== undefined;
}

/** Whether the command line started this process, so that it reports and exits for it. */
export function startedByCommand(env: NodeJS.ProcessEnv = process.env): boolean {
  return env['QUALIFICATION_KIT_COMMAND'] === '1';
}

/** Whether a violated requirement fails its test. Playwright starts a new worker after each failed test, which takes a second; so only where somebody besides the kit looks at tests. */
export function failsTests({ shard, reporters = [] }: RunOptions): boolean {
  return !startedByCommand() || shard !== undefined || reporters.length > 0;
}

export function handDown(options: RunOptions, env: NodeJS.ProcessEnv): void {
  env[variable] = JSON.stringify(options);
}

export function defaultOptions(): RunOptions {
  return {
    run: `${process.pid}-${Date.now().toString(36)}`,
    only: [],
    strict: false,
    output: resolve('results'),
    seed: freshSeed(),
    timeoutMs: 10_000,
    contract: defaultContractFile,
    side: 'service',
  };
}
