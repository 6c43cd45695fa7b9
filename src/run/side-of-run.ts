import type { Catalogue } from '../catalogue/catalogue.js';
import { loadCatalogue } from '../catalogue/catalogue.js';
import { isAbout, isAboutAny, type Requirement, type Side } from '../catalogue/requirement.js';
import { selectRequirements } from '../client/scenarios.js';
import type { Contract } from '../contract/contract.js';
import { loadContract } from '../contract/load-contract.js';
import type { Operation } from '../contract/operation.js';
import { composeReport } from '../report/compose.js';
import { type ScopedRequirement, withoutOperations } from '../report/judge-all.js';
import { keyOf, type RequirementRecord, type ScenarioEvidence, unjudged } from '../report/record.js';
import { interruption, type Report, type ReportSubject } from '../report/report.js';
import type { WaiversFile } from '../report/waivers/waiver.js';
import { readWaivers } from '../report/waivers/waivers-file.js';
import { operationsOfSide } from './operations-in-run.js';
import { subjectOf } from './subject.js';
import { shardOf, type Task } from './task.js';
import { readWrites } from './writes-file.js';

/** One side of a run of tests: who is judged by what, and which requirements have to be. By hand a run may have both. */
export interface SideOfRun {
  readonly task: Task;
  readonly side: Side;
  readonly catalogue: Catalogue;
  readonly contract: Contract;
  readonly subject: ReportSubject;
  readonly scope: readonly ScopedRequirement[];
  /** What the run is about. */
  readonly operations: readonly Operation[];
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
  /** The requirements whose tests ran, each with its operation behind a space where it has one. */
  readonly ran: ReadonlySet<string>;
  /** Why operations are not offered, by their ids. */
  readonly notOffered: ReadonlyMap<string, string>;
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
  notOffered: new Map(),
  requests: new Map(),
  occasional: new Set(),
  problems: [],
  interrupted: false,
};

/** Begins a side of a run. `tested` are the requirements that tests are there for, each with the operations that these name. Throws KitError for files that cannot be read. */
export function openSide(
  task: Task,
  side: Side,
  tested: ReadonlyMap<string, ReadonlySet<string>>,
): SideOfRun {
  const { choices } = task;
  const catalogue = loadCatalogue();
  // The command decides the scope, so that a test that is missing shows; Playwright's own filters decide it otherwise.
  const whole = task.kind !== 'by-hand' && shardOf(task) === undefined;
  const contract = loadContract(choices.contract);
  const operations = operationsOfSide(side, contract, choices);
  const selected = inScope(selectRequirements(catalogue, side, choices.only, operations), side, operations);
  const scope = whole ? selected : selected.flatMap((one) => narrowedTo(one, tested));
  const all = inScope(catalogue.select(side, []), side, operations).length;
  const narrowed = scope.length < all ? scope.map(({ requirement: { id } }) => id) : [];
  return {
    task,
    side,
    catalogue,
    contract,
    operations,
    subject: subjectOf(task, side),
    scope,
    only: task.kind === 'by-hand' ? narrowed : choices.only,
    startedAt: task.kind === 'merge' ? new Date(task.startedAt) : new Date(),
    ...(choices.waivers === undefined ? {} : { waivers: readWaivers(choices.waivers) }),
  };
}

/** A requirement with the operations that its tests name, with the first one where these name none; nothing without a test. */
function narrowedTo(
  { requirement, operations }: ScopedRequirement,
  tested: ReadonlyMap<string, ReadonlySet<string>>,
): readonly ScopedRequirement[] {
  const named = tested.get(requirement.id);
  if (!named) return [];
  const kept = named.size === 0 ? operations.slice(0, 1) : operations.filter((one) => named.has(one));
  return [{ requirement, operations: kept }];
}

/** Requirements with the operations of a run that they are about; one that is about none of them is out of scope. */
function inScope(
  requirements: readonly Requirement[],
  side: Side,
  operations: readonly Operation[],
): readonly ScopedRequirement[] {
  if (side === 'client') return withoutOperations(requirements.filter((one) => isAboutAny(one, operations)));
  return scopeOf(requirements, operations);
}

/** Requirements of the service's side with the operations that they are about, without those that are about none. */
export function scopeOf(
  requirements: readonly Requirement[],
  operations: readonly Operation[],
): readonly ScopedRequirement[] {
  return requirements
    .map((requirement) => ({
      requirement,
      operations: operations.filter((one) => isAbout(requirement, one)).map(({ id }) => id),
    }))
    .filter((one) => one.operations.length > 0);
}

/** The report of a side whose tests have ended. */
export function reportOf(run: SideOfRun, collected: Collected): Report {
  const { operations: described, ...known } = run;
  const { task, side, scope } = known;
  const { interrupted, problems } = collected;
  const [problem] = problems;
  const early = interrupted || problem !== undefined;
  const passive = run.subject.mode === 'passive' || run.subject.mode === 'observed';
  const unoccasioned = passive ? 'no request arrived' : 'no exchange gave occasion';
  const missing = interrupted ? interruption : `not judged: ${problem ?? unoccasioned}`;
  const untested = scope.flatMap(({ requirement: { id }, operations }) =>
    (operations.length === 0 ? [undefined] : operations)
      .filter((operation) => !collected.ran.has(keyOf(id, operation)) && !collected.ran.has(id))
      .map((operation) => noTestRan(id, operation)),
  );
  const operations = described.map(({ id, method, template }) => {
    const notOffered = collected.notOffered.get(id);
    return { id, method, path: template, ...(notOffered === undefined ? {} : { notOffered }) };
  });
  const { seed, strict } = task.choices;
  const shard = shardOf(task);
  const writes =
    task.choices.writes === true && side === 'service' ? readWrites(task.choices.output) : undefined;
  return composeReport({
    ...known,
    ...(side === 'service' || task.choices.operations !== undefined ? { operations } : {}),
    ...{ seed, strict, missing },
    ...(interrupted ? { interrupted: true as const } : {}),
    ...(task.choices.about === undefined ? {} : { about: task.choices.about }),
    ...(shard === undefined ? {} : { shard }),
    ...(writes === undefined ? {} : { writes }),
    ...(task.kind === 'merge' ? { durationMs: task.durationMs } : {}),
    records: [...collected.records, ...(early || passive ? [] : untested)],
    partial: early || shard !== undefined,
    ...(side === 'client' && !passive ? { scenarios: collected.scenarios } : {}),
  });
}

function noTestRan(id: string, operation: string | undefined): RequirementRecord {
  const reason = 'not judged: no test of it ran; was the kit built since its test was written?';
  return unjudged(id, { verdict: 'error', reason }, operation);
}
