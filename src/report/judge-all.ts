import type { Catalogue } from '../catalogue/catalogue.js';
import type { Requirement } from '../catalogue/requirement.js';
import { sentenceOf } from '../finding.js';
import { worst } from '../verdict.js';
import { keptOf } from './deviation.js';
import { type RequirementRecord, type Unjudged, unjudged } from './record.js';
import { type CitedSource, type Judgement, mostFindings, type OperationJudgement } from './report.js';

/** A requirement, and the operations of the run that it is about; none on the client's side. */
export interface ScopedRequirement {
  readonly requirement: Requirement;
  readonly operations: readonly string[];
}

/** Requirements of a run without operations: a client's scenarios. */
export function withoutOperations(requirements: readonly Requirement[]): readonly ScopedRequirement[] {
  return requirements.map((requirement) => ({ requirement, operations: [] }));
}

/** What judgements are made of. */
export interface Evidence {
  readonly catalogue: Catalogue;
  readonly records: readonly RequirementRecord[];
  /** Why a requirement without a record could not be judged. */
  readonly missing: string;
  /** Why an operation of the run is not offered, by its id. */
  readonly notOffered?: ReadonlyMap<string, string>;
  /** Whether the run is about several operations, so that each is told apart. */
  readonly several?: boolean;
}

/**
 * Judges each requirement in scope by its records: one violation is proof, else the worst record counts, and no record is an
 * error, never a pass. A violated prerequisite that leaves one of them unjudged is told too, whether it is in scope or not.
 */
export function judgeAll(
  scope: readonly ScopedRequirement[],
  { catalogue, records, missing, notOffered = new Map(), several = false }: Evidence,
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
    return parts ? [judgement(requirement, catalogue, parts, several)] : [];
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

/**
 * @param parts the records of each operation, at least one
 * @param several whether the run is about several operations, so that each is told apart
 */
function judgement(
  requirement: Requirement,
  catalogue: Catalogue,
  parts: readonly (readonly RequirementRecord[])[],
  several: boolean,
): Judgement {
  const { id, area, side, level, statement, fix, at } = requirement;
  const records = parts.flat();
  const readings = [...new Set(records.flatMap((record) => record.readings))].sort();
  const findings = keptOf(
    records.flatMap((record) => record.findings),
    mostFindings,
  ).map((finding) => ({ message: sentenceOf(finding), ...finding }));
  return {
    id,
    area,
    side,
    level,
    statement,
    ...combined(records),
    ...(several ? { operations: parts.map(ofOperation) } : {}),
    ...(readings.length === 0
      ? {}
      : { reading: readings.join(', '), readings: meaning(requirement, readings) }),
    findings,
    ...proofsOf(records),
    sources: citedBy(requirement, catalogue),
    fix,
    at,
  };
}

const mostProofs = 6;

/** What a pass was seen to hold on. */
function proofsOf(records: readonly RequirementRecord[]): Pick<Judgement, 'proofs'> {
  if (combined(records).verdict !== 'pass') return {};
  const proofs = records.flatMap(({ proof }) => proof ?? []).slice(0, mostProofs);
  return proofs.length === 0 ? {} : { proofs };
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
