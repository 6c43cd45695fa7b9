import { resolve } from 'node:path';
import type { Side } from '../catalogue/requirement.js';
import type { DriverCommand } from '../client/driver.js';
import { defaultContractFile } from '../contract/load-contract.js';
import type { Evidence } from '../http/evidence.js';
import type { RecordedFinding } from '../report/record.js';
import type { About, ReportSubject, Shard } from '../report/report.js';
import { freshSeed } from '../seeded.js';
import { operationsIn } from '../target/environment.js';
import type { Target } from '../target/target.js';

/** What every task has to say. */
export interface Choices {
  /** Tells runs apart. */
  readonly run: string;
  /** Ids and areas, on the client's side names of scenarios too; none for all. */
  readonly only: readonly string[];
  /** The operationIds that were named; absent for every read, and with `writes` every write. */
  readonly operations?: readonly string[];
  /** Operations that write are judged too. */
  readonly writes?: boolean;
  /** A violated SHOULD fails the run too. */
  readonly strict: boolean;
  /** Absolute path of the folder that everything is written to. */
  readonly output: string;
  /** How a person wrote that folder; absent: as usual. */
  readonly outputAs?: string;
  readonly seed: number;
  /** Absolute path of the OpenAPI description. */
  readonly contract: string;
  /** For one exchange, or for one call of a client, in milliseconds. */
  readonly timeoutMs: number;
  /** What every request says of itself in User-Agent, unless it is about that; absent: nothing. */
  readonly userAgent?: string;
  /** The run stops when so many binding requirements are violated; absent: it goes on. */
  readonly maxFailures?: number;
  /** The run stops after so many milliseconds; absent: it goes on. */
  readonly maxTimeMs?: number;
  /** How often each read at the end of a run is made; absent: as usual. */
  readonly repeat?: number;
  /** What the report says of what was judged; absent where nothing was said. */
  readonly about?: About;
  /** Most requests that are open at a time; absent: as the target says, or as usual. */
  readonly parallel?: number;
  /** Longest time that a run spends in all on answers that do not come, in milliseconds; absent: likewise. */
  readonly hangBudgetMs?: number;
  /** Absolute path of the module with requirements of somebody's own; absent without any. */
  readonly checks?: string;
  /** Absolute path of the file of waivers; absent without any. */
  readonly waivers?: string;
}

/** What is sent to: a target, or the mock that comes with the kit. */
export type ServiceUnderTest = Target | 'mock';

/** Sends the tests' requests to a service. */
export interface JudgeService {
  readonly kind: 'judge-service';
  readonly choices: Choices;
  readonly target: ServiceUnderTest;
  /** Absent: the whole run. */
  readonly shard?: Shard;
  /** Playwright's own reporters that write beside the kit's. */
  readonly reporters: readonly string[];
}

/** Plays the scenarios with a client that a driver calls. */
export interface JudgeClient {
  readonly kind: 'judge-client';
  readonly choices: Choices;
  /** What reports and waivers call the client. */
  readonly id: string;
  readonly driver: DriverCommand;
}

/** Starts nothing, and judges whatever calls the mock. */
export interface Listen {
  readonly kind: 'listen';
  readonly choices: Choices;
  /** What reports and waivers call the client. */
  readonly id: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Milliseconds; absent: until Ctrl-C. */
  readonly forMs?: number;
  /** Where the console is; 0 is a free port. Absent for none. */
  readonly console?: number;
  /** No request has a line. */
  readonly quiet: boolean;
}

/** Passes on what clients send to a target, and judges both. */
export interface PassOn {
  readonly kind: 'pass-on';
  readonly choices: Choices;
  readonly target: Target;
  /** What reports and waivers call the client. */
  readonly id: string;
  /** 0 for a free one. */
  readonly port: number;
  /** Milliseconds; absent: until Ctrl-C. */
  readonly forMs?: number;
  /** Requests that may write pass too. */
  readonly writes: boolean;
  readonly keepHost: boolean;
  /** Names of what goes wrong on the way, for a share of requests from 0 to 1. */
  readonly faults: readonly string[];
  readonly rate: number;
  readonly quiet: boolean;
  /** Where the console is; 0 is a free port. Absent for none. */
  readonly console?: number;
}

/** Runs the tests against the embedded mock in the target's place, to see what would be sent. */
export interface Plan {
  readonly kind: 'plan';
  readonly choices: Choices;
  readonly target: Target;
  readonly shard?: Shard;
}

/** Judges the exchanges of an earlier run again; sends nothing. */
export interface Rejudge {
  readonly kind: 'rejudge';
  readonly choices: Choices;
  /** Absolute path of the folder of that run. */
  readonly folder: string;
  /** Absolute path of its evidence. */
  readonly evidence: string;
  readonly subject: ReportSubject;
  /** The exchange that was sent again, whose new answer stands in the evidence; absent where nothing was. */
  readonly again?: SentAgain;
}

/** An exchange of an earlier run that was sent again. */
export interface SentAgain {
  readonly requirement: string;
  /** What the earlier run found. */
  readonly finding: RecordedFinding;
  /** What came now. */
  readonly exchange: Evidence;
}

/** Makes one report of the shards of a run; sends nothing. */
export interface Merge {
  readonly kind: 'merge';
  readonly choices: Choices;
  readonly subject: ReportSubject;
  /** When the first shard began, and how long it took until the last one ended. */
  readonly startedAt: string;
  readonly durationMs: number;
}

/** Judges what was recorded of both sides; sends nothing. */
export interface Check {
  readonly kind: 'check';
  /** Its operations are those that were found. */
  readonly choices: Choices;
  /** What reports and waivers call what was recorded. */
  readonly id: string;
  readonly recordings: NonNullable<ReportSubject['recordings']>;
}

/** What Playwright does when it was started without the command: on either side, with its own filters. */
export interface ByHand {
  readonly kind: 'by-hand';
  readonly choices: Choices;
  /** Absent: nobody has looked yet. */
  readonly target?: ServiceUnderTest;
  /** This worker was handed no task, so that it shares nothing with the others; their main process never saw the kit, as in UI mode. */
  readonly alone: boolean;
}

/** What a run was asked to do. */
export type Task = JudgeService | JudgeClient | Listen | PassOn | Plan | Rejudge | Merge | Check | ByHand;

const variable = 'QUALIFICATION_KIT_RUN';

/** The task that was handed down to this process; else a run by hand, which is then handed down to worker processes. */
export function currentTask(env: NodeJS.ProcessEnv = process.env): Task {
  const handed = env[variable];
  if (handed !== undefined) return JSON.parse(handed);
  const operations = operationsIn(env);
  const choices = { ...usualChoices(), ...(operations === undefined ? {} : { operations }) };
  const task: ByHand = { kind: 'by-hand', choices, alone: isWorker(env) };
  handDown(task, env);
  return task;
}

/** Hands a task down to worker processes, with the tokens of its target: in their environment, and nowhere else. */
export function handDown(task: Task, env: NodeJS.ProcessEnv = process.env): void {
  env[variable] = JSON.stringify(task);
}

/** Whether a task was handed down to this process. */
export function hasTask(env: NodeJS.ProcessEnv = process.env): boolean {
  return env[variable] !== undefined;
}

/** Whether the environment is that of one of Playwright's worker processes. */
export function isWorker(env: NodeJS.ProcessEnv = process.env): boolean {
  return env['TEST_WORKER_INDEX'] !== undefined;
}

/** What a run chooses of which nothing was said. */
export function usualChoices(): Choices {
  return {
    run: `${process.pid}-${Date.now().toString(36)}`,
    only: [],
    strict: false,
    output: resolve('results'),
    seed: freshSeed(),
    timeoutMs: 10_000,
    contract: defaultContractFile,
  };
}

/** Which side a task judges; undefined for both, and where Playwright's filters decide it. */
export function sideOf(task: Task): Side | undefined {
  switch (task.kind) {
    case 'judge-service':
    case 'plan':
    case 'merge':
      return 'service';
    case 'judge-client':
    case 'listen':
      return 'client';
    case 'rejudge':
      return task.subject.kind;
    case 'check':
    case 'by-hand':
    case 'pass-on':
      return undefined;
    default:
      return task satisfies never;
  }
}

/** The part of a run that a task is; undefined for a whole one. */
export function shardOf(task: Task): Shard | undefined {
  return task.kind === 'judge-service' || task.kind === 'plan' ? task.shard : undefined;
}

/** Whether a violated requirement fails its test. Playwright starts a new worker after each failed test, which takes a second; so only where somebody besides the kit looks at tests. */
export function failsTests(task: Task): boolean {
  if (task.kind === 'judge-service') return task.shard !== undefined || task.reporters.length > 0;
  return task.kind === 'by-hand';
}
