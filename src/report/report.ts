import type { Catalogue } from '../catalogue/catalogue.js';
import type { Level, Reading, Requirement, Side } from '../catalogue/requirement.js';
import { sentenceOf } from '../finding.js';
import { type Verdict, verdicts, worse, worst } from '../verdict.js';
import {
  type RecordedFinding,
  type RequirementRecord,
  type ScenarioEvidence,
  type Unjudged,
  unjudged,
} from './record.js';
import { stateOf } from './state.js';
import type { UnsoundWaiver, Waiver } from './waivers/waiver.js';

/** What the report says of one requirement. */
export interface Judgement {
  readonly id: string;
  readonly area: string;
  readonly side: Side;
  readonly level: Level;
  readonly statement: string;
  readonly verdict: Verdict;
  /** Why it was skipped, or could not be judged. */
  readonly reason?: string;
  /** What was found of each operation that it is about; absent in a run of one. */
  readonly operations?: readonly OperationJudgement[];
  /** The ids of the readings that were observed, joined by commas. */
  readonly reading?: string;
  readonly findings: readonly ReportedFinding[];
  /** Excuses the violation: `fail` with a waiver is counted apart, and does not fail the run. */
  readonly waiver?: Waiver;
  /** What the readings mean, for those that were observed. */
  readonly readings?: readonly Pick<Reading, 'id' | 'statement'>[];
  readonly sources: readonly CitedSource[];
  readonly fix: string;
  /** `file:line` of the catalogue. */
  readonly at: string;
}

/** What the report says of one requirement and one operation. */
export interface OperationJudgement {
  readonly operation: string;
  readonly verdict: Verdict;
  readonly reason?: string;
}

/** An operation of the run. */
export interface JudgedOperation {
  readonly id: string;
  readonly method: string;
  /** As the contract writes it. */
  readonly path: string;
  /** Why the service does not offer it, so that nothing of it was judged; absent where it does. */
  readonly notOffered?: string;
}

/** A requirement, and the operations of the run that it is about; none on the client's side. */
export interface ScopedRequirement {
  readonly requirement: Requirement;
  readonly operations: readonly string[];
}

/** Requirements of a run without operations: a client's scenarios. */
export function withoutOperations(requirements: readonly Requirement[]): readonly ScopedRequirement[] {
  return requirements.map((requirement) => ({ requirement, operations: [] }));
}

/** A finding with its sentence, for readers of the file; whoever reads the report by program takes the members. */
export interface ReportedFinding extends RecordedFinding {
  readonly message: string;
}

/** A citation that can be followed without the catalogue. */
export interface CitedSource {
  readonly title: string;
  readonly section: string;
  readonly says: string;
  readonly url?: string;
  readonly date: string;
  readonly evidence: string;
}

/** How many requirements there are of each verdict; waived violations are counted apart. */
export type Counts = Readonly<{ [verdict in Verdict]: number }> & { readonly waived: number };

/** Why nothing is known of what a run did not come to. */
export const interruption = 'the run was interrupted';

/** Who was judged. */
export interface ReportSubject {
  /** What waivers and comparisons know it by: a target's name, a client's, `mock`, `example`, or `service` for the one that the environment describes. */
  readonly id: string;
  readonly kind: Side;
  readonly name: string;
  /** The name of its entry in targets.yaml; absent for what stands in none. */
  readonly target?: string;
  readonly baseUrl?: string;
  /** The kit judged its own mock. */
  readonly selfCheck: boolean;
  /** How the client was called, or that it called by itself. */
  readonly mode?: 'one process per call' | 'persistent' | 'passive';
}

/** Which of how many parts of a run, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly total: number;
}

/** What a report calls its form; the number grows when a reader has to change. */
export const reportFormat = 'qualification-kit-conformance/2';

/** What `conformance.json` holds; schemas/conformance.schema.json describes it. */
export interface Report {
  readonly notice?: string;
  readonly format: typeof reportFormat;
  /** The digest is over the kit's own code; reports of older kits have none. */
  readonly kit: { readonly name: string; readonly version: string; readonly sha256?: string };
  readonly contract: { readonly title: string; readonly version: string; readonly sha256: string };
  /** Over all files of specs/. */
  readonly catalogue: { readonly sha256: string };
  /** How many requirements the catalogue has for the subject's side; a selection or a shard judges fewer. */
  readonly total: number;
  readonly subject: ReportSubject;
  /** What the run was about; absent for a client that calls by itself. */
  readonly operations?: readonly JudgedOperation[];
  readonly seed: number;
  readonly strict: boolean;
  /** The ids and areas that were selected; none for all. */
  readonly only: readonly string[];
  /** Which part of a run this is; absent for a whole one. */
  readonly shard?: Shard;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly verdict: Verdict;
  readonly counts: Counts;
  /** The waivers that the run was given; absent without any. */
  readonly waivers?: {
    readonly file: string;
    readonly sha256: string;
    readonly unsound: readonly UnsoundWaiver[];
    /** The targets of waivers that are for none of this run's. */
    readonly others: readonly string[];
  };
  readonly requirements: readonly Judgement[];
  /** What was seen of a client, by scenario. */
  readonly scenarios?: readonly ScenarioEvidence[];
}

/** What stands first in every form of a report on the kit's own mock, or on its own client. */
export function selfCheckNoticeOf(side: Side): string {
  return side === 'service'
    ? 'Self-check: the kit judged its own mock. This says nothing about a real service.'
    : 'Self-check: the kit judged its own example. This says nothing about another client.';
}

/** More findings of one requirement are not kept. */
export const mostFindings = 20;

/** What judgements are made of. */
export interface Evidence {
  readonly catalogue: Catalogue;
  readonly records: readonly RequirementRecord[];
  /** Why a requirement without a record could not be judged. */
  readonly missing: string;
  /** Why an operation of the run is not offered, by its id. */
  readonly notOffered?: ReadonlyMap<string, string>;
}

/**
 * Judges each requirement in scope by its records: one violation is proof, else the worst record counts, and no record is an
 * error, never a pass. A violated prerequisite that leaves one of them unjudged is told too, whether it is in scope or not.
 */
export function judgeAll(
  scope: readonly ScopedRequirement[],
  { catalogue, records, missing, notOffered = new Map() }: Evidence,
): readonly Judgement[] {
  const byId = new Map<string, RequirementRecord[]>();
  for (const record of records) byId.set(record.id, [...(byId.get(record.id) ?? []), record]);
  const of = (id: string, operation: string | undefined) =>
    (byId.get(id) ?? []).filter((record) => record.operation === operation);
  const operationsOf = new Map(scope.map(({ requirement, operations }) => [requirement.id, operations]));
  /** Whether an operation violates it; any, where it is about others. */
  const failed = (id: string, operation: string | undefined) => {
    const own = operationsOf.get(id);
    const elsewhere = operation !== undefined && own !== undefined && !own.includes(operation);
    const seen = elsewhere ? byId.get(id) : of(id, operation);
    return seen?.some(({ verdict }) => verdict === 'fail') === true;
  };
  const causes = new Set<string>();
  const judged = new Map(
    scope.map(({ requirement, operations }) => {
      const { id } = requirement;
      const parts = (operations.length === 0 ? [undefined] : operations).map((operation) => {
        const not = (why: Unjudged) => [unjudged(id, why, operation)];
        const reason = operation === undefined ? undefined : notOffered.get(operation);
        if (reason !== undefined) return not({ verdict: 'skip', reason: `${operation} ${reason}` });
        const own = of(id, operation);
        const cause = isExplained(own)
          ? undefined
          : violatedPrerequisite(requirement, catalogue, (other) => failed(other, operation));
        if (cause === undefined) return own.length > 0 ? own : not({ verdict: 'error', reason: missing });
        causes.add(cause);
        return not({ verdict: 'skip', reason: `${cause} is violated, which leaves nothing to judge` });
      });
      return [id, parts] as const;
    }),
  );
  for (const cause of causes) if (!judged.has(cause)) judged.set(cause, [byId.get(cause) ?? []]);
  return catalogue.requirements.flatMap((requirement) => {
    const parts = judged.get(requirement.id);
    return parts ? [judgement(requirement, catalogue, parts)] : [];
  });
}

/** Whether records say enough of a requirement for themselves: a verdict, or skips that no violation of another explains. */
function isExplained(own: readonly RequirementRecord[]): boolean {
  return (
    own.some(({ verdict }) => verdict !== 'skip') || (own.length > 0 && own.every(({ lawful }) => lawful))
  );
}

/** The first requirement, along the dependencies, whose violation explains that this one could not be judged. */
function violatedPrerequisite(
  { dependsOn }: Requirement,
  catalogue: Catalogue,
  failed: (id: string) => boolean,
): string | undefined {
  for (const id of dependsOn) {
    if (failed(id)) return id;
    const deeper = violatedPrerequisite(catalogue.get(id), catalogue, failed);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

/** @param parts the records of each operation, at least one */
function judgement(
  requirement: Requirement,
  catalogue: Catalogue,
  parts: readonly (readonly RequirementRecord[])[],
): Judgement {
  const { id, area, side, level, statement, fix, at } = requirement;
  const records = parts.flat();
  const readings = [...new Set(records.flatMap((record) => record.readings))].sort();
  const findings = records
    .flatMap((record) => record.findings)
    .slice(0, mostFindings)
    .map((finding) => ({ message: sentenceOf(finding), ...finding }));
  return {
    id,
    area,
    side,
    level,
    statement,
    ...combined(records),
    ...(parts.length < 2 ? {} : { operations: parts.map(ofOperation) }),
    ...(readings.length === 0
      ? {}
      : { reading: readings.join(', '), readings: meaning(requirement, readings) }),
    findings,
    sources: citedBy(requirement, catalogue),
    fix,
    at,
  };
}

/** A violation that was shown stays shown, whatever could not be judged besides. */
function combined(records: readonly RequirementRecord[]): Pick<Judgement, 'verdict' | 'reason'> {
  const seen = records.map((record) => record.verdict);
  const verdict = seen.includes('fail') ? 'fail' : worst(seen);
  const reason = records.find((record) => record.verdict === verdict)?.reason;
  return { verdict, ...(reason === undefined ? {} : { reason }) };
}

function ofOperation(records: readonly RequirementRecord[]): OperationJudgement {
  return { operation: records[0]?.operation ?? '', ...combined(records) };
}

function meaning({ readings }: Requirement, observed: readonly string[]): NonNullable<Judgement['readings']> {
  return readings
    .filter((reading) => observed.includes(reading.id))
    .map(({ id, statement }) => ({ id, statement }));
}

function citedBy({ sources }: Requirement, catalogue: Catalogue): readonly CitedSource[] {
  return sources.map(({ document, section, says }) => {
    const { title = document, url, date = '', evidence = '' } = catalogue.sources.get(document) ?? {};
    return { title, section, says, ...(url === undefined ? {} : { url }), date, evidence };
  });
}

/** How many requirements have each verdict. */
export function countVerdicts(judgements: readonly Judgement[]): Counts {
  const counts = { skip: 0, pass: 0, fail: 0, error: 0, waived: 0 };
  for (const { verdict, waiver } of judgements) counts[waiver ? 'waived' : verdict] += 1;
  return counts;
}

/** The run's verdict: the worst of all, where a violation that is waived or does not bind proves nothing. */
export function overallVerdict(judgements: readonly Judgement[], strict: boolean): Verdict {
  const effective = judgements.map((one) => {
    const state = stateOf(one, strict);
    return state === 'waived' || state === 'advised' ? 'skip' : one.verdict;
  });
  return effective.reduce<Verdict>(worse, verdicts[0]);
}

/** The verdict of a run with waivers: one that is not accepted fails it. */
export function runVerdict(
  judgements: readonly Judgement[],
  strict: boolean,
  unsound: readonly UnsoundWaiver[],
): Verdict {
  const verdict = overallVerdict(judgements, strict);
  return unsound.length > 0 ? worse(verdict, 'fail') : verdict;
}
