import type { Catalogue } from '../catalogue/catalogue.js';
import { loadCatalogue } from '../catalogue/catalogue.js';
import type { Requirement, Side } from '../catalogue/requirement.js';
import { selectRequirements } from '../client/scenarios.js';
import type { Contract } from '../contract/contract.js';
import { loadContract } from '../contract/load-contract.js';
import { composeReport } from '../report/compose.js';
import { type RequirementRecord, type ScenarioEvidence, unjudged } from '../report/record.js';
import { interruption, type Report, type ReportSubject } from '../report/report.js';
import type { WaiversFile } from '../report/waivers/waiver.js';
import { readWaivers } from '../report/waivers/waivers-file.js';
import { subjectOf } from './subject.js';
import { shardOf, type Task } from './task.js';

/** One side of a run of tests: who is judged by what, and which requirements have to be. By hand a run may have both. */
export interface SideOfRun {
  readonly task: Task;
  readonly side: Side;
  readonly catalogue: Catalogue;
  readonly contract: Contract;
  readonly subject: ReportSubject;
  readonly scope: readonly Requirement[];
  /** What narrowed the run: the command's words, or the ids that Playwright's own filters left. */
  readonly only: readonly string[];
  readonly startedAt: Date;
  readonly waivers?: WaiversFile;
}

/** Requests by method. */
export type RequestCounts = Readonly<Record<string, number>>;

/** What the tests of a side left. */
export interface Collected {
  readonly records: readonly RequirementRecord[];
  readonly scenarios: readonly ScenarioEvidence[];
  /** The requirements whose tests ran. */
  readonly ran: ReadonlySet<string>;
  /** What each of them sent. */
  readonly requests: ReadonlyMap<string, RequestCounts>;
  /** Requirements that the service may give no occasion to judge. */
  readonly occasional: ReadonlySet<string>;
  /** What went wrong outside of tests, a line each. */
  readonly problems: readonly string[];
  readonly interrupted: boolean;
}

/** What a side left whose tests left nothing. */
export const nothingCollected: Collected = {
  records: [],
  scenarios: [],
  ran: new Set(),
  requests: new Map(),
  occasional: new Set(),
  problems: [],
  interrupted: false,
};

/** Begins a side of a run. `tested` are the requirements that tests are there for. Throws KitError for files that cannot be read. */
export function openSide(task: Task, side: Side, tested: ReadonlySet<string>): SideOfRun {
  const { choices } = task;
  const catalogue = loadCatalogue();
  // The command decides the scope, so that a test that is missing shows; Playwright's own filters decide it otherwise.
  const whole = task.kind !== 'by-hand' && shardOf(task) === undefined;
  const scope = selectRequirements(catalogue, side, choices.only).filter(({ id }) => whole || tested.has(id));
  const all = catalogue.select(side, []).length;
  const narrowed = scope.length < all ? scope.map(({ id }) => id) : [];
  return {
    task,
    side,
    catalogue,
    contract: loadContract(choices.contract),
    subject: subjectOf(task, side),
    scope,
    only: task.kind === 'by-hand' ? narrowed : choices.only,
    startedAt: task.kind === 'merge' ? new Date(task.startedAt) : new Date(),
    ...(choices.waivers === undefined ? {} : { waivers: readWaivers(choices.waivers) }),
  };
}

/** The report of a side whose tests have ended. */
export function reportOf(run: SideOfRun, collected: Collected): Report {
  const { task, side, scope } = run;
  const { interrupted, problems } = collected;
  const [problem] = problems;
  const early = interrupted || problem !== undefined;
  const passive = run.subject.mode === 'passive';
  const unoccasioned = passive ? 'no request arrived' : 'no exchange gave occasion';
  const missing = interrupted ? interruption : `not judged: ${problem ?? unoccasioned}`;
  const untested = scope.filter(({ id }) => !collected.ran.has(id)).map(noTestRan);
  const { seed, strict } = task.choices;
  const shard = shardOf(task);
  return composeReport({
    ...run,
    ...{ seed, strict, missing },
    ...(shard === undefined ? {} : { shard }),
    ...(task.kind === 'merge' ? { durationMs: task.durationMs } : {}),
    records: [...collected.records, ...(early || passive ? [] : untested)],
    partial: early || shard !== undefined,
    ...(side === 'client' && !passive ? { scenarios: collected.scenarios } : {}),
  });
}

function noTestRan({ id }: Requirement): RequirementRecord {
  const reason = 'not judged: no test of it ran; was the kit built since its test was written?';
  return unjudged(id, { verdict: 'error', reason });
}
