import type { Catalogue } from '../catalogue/catalogue.js';
import { kitDigest } from '../files/kit-digest.js';
import { kitVersion } from '../files/package-root.js';
import { causesOf } from './causes.js';
import { judgeAll, type ScopedRequirement } from './judge-all.js';
import type { RequirementRecord, ScenarioEvidence } from './record.js';
import {
  type About,
  type JudgedOperation,
  type Report,
  type ReportSubject,
  reportFormat,
  type Shard,
  selfCheckNoticeOf,
} from './report.js';
import type { ReportedWrites } from './reported-write.js';
import { countVerdicts, runVerdict } from './run-verdict.js';
import { applyWaivers, othersIn } from './waivers/apply-waivers.js';
import { dayOf, type WaiversFile } from './waivers/waiver.js';

/** What a run found out, and what it was asked. */
export interface Findings {
  readonly catalogue: Catalogue;
  readonly contract: Report['contract'];
  readonly subject: ReportSubject;
  readonly about?: About;
  readonly seed: number;
  readonly strict: boolean;
  readonly only: readonly string[];
  readonly interrupted?: true;
  readonly shard?: Shard;
  readonly startedAt: Date;
  /** Default: until now. */
  readonly durationMs?: number;
  readonly scope: readonly ScopedRequirement[];
  /** What the run is about. */
  readonly operations?: readonly JudgedOperation[];
  readonly records: readonly RequirementRecord[];
  /** Why a requirement without a record could not be judged. */
  readonly missing: string;
  readonly writes?: ReportedWrites;
  readonly scenarios?: readonly ScenarioEvidence[];
  readonly waivers?: WaiversFile;
  /** The run ended early, or is a part of one. */
  readonly partial?: boolean;
}

/** Who was judged, by what, with which choices. */
export function provenanceOf({
  contract,
  catalogue,
  subject,
  seed,
  strict,
  only,
}: Pick<Findings, 'contract' | 'catalogue' | 'subject' | 'seed' | 'strict' | 'only'>): Pick<
  Report,
  'kit' | 'contract' | 'catalogue' | 'subject' | 'seed' | 'strict' | 'only'
> {
  return {
    kit: { name: 'qualification-kit', version: kitVersion, sha256: kitDigest() },
    contract: { title: contract.title, version: contract.version, sha256: contract.sha256 },
    catalogue: { sha256: catalogue.sha256 },
    subject,
    seed,
    strict,
    only,
  };
}

/** The report of a run that has just ended. */
export function composeReport(found: Findings): Report {
  const { subject, strict, shard, startedAt, scenarios, waivers } = found;
  const { requirements, unsound } = waived(found);
  return {
    ...(subject.selfCheck ? { notice: selfCheckNoticeOf(subject.kind) } : {}),
    format: reportFormat,
    ...provenanceOf(found),
    ...(found.about === undefined ? {} : { about: found.about }),
    ...(found.operations && found.operations.length > 0 ? { operations: found.operations } : {}),
    total: found.catalogue.requirements.filter(({ side }) => side === subject.kind).length,
    ...(found.interrupted ? { interrupted: true as const } : {}),
    ...(shard === undefined ? {} : { shard }),
    startedAt: startedAt.toISOString(),
    durationMs: found.durationMs ?? Date.now() - startedAt.getTime(),
    verdict: runVerdict(requirements, strict, unsound),
    counts: countVerdicts(requirements),
    ...(waivers
      ? {
          waivers: {
            file: waivers.file,
            sha256: waivers.sha256,
            unsound,
            others: othersIn(waivers, subject.id),
          },
        }
      : {}),
    ...(found.writes === undefined ? {} : { writes: found.writes }),
    requirements,
    causes: causesOf(requirements),
    ...(scenarios === undefined ? {} : { scenarios }),
  };
}

function waived(found: Findings): ReturnType<typeof applyWaivers> {
  const { catalogue, subject, only, waivers, partial = false } = found;
  const { scope, records, missing, operations = [] } = found;
  const notOffered = new Map(
    operations.flatMap(({ id, notOffered: reason }) => (reason === undefined ? [] : [[id, reason] as const])),
  );
  const judged = judgeAll(scope, {
    catalogue,
    records,
    missing,
    notOffered,
    several: subject.kind === 'service' && operations.length > 1,
  });
  if (!waivers) return { requirements: judged, unsound: [] };
  return applyWaivers(judged, waivers, {
    subject: subject.id,
    today: dayOf(found.startedAt),
    known: new Set(catalogue.requirements.map(({ id }) => id)),
    // A scenario's name among the words: its requirements were not tried in the others.
    partial: partial || only.some((word) => !catalogue.selects(subject.kind, word)),
  });
}
