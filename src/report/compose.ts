import type { Catalogue } from '../catalogue/catalogue.js';
import type { Requirement } from '../catalogue/requirement.js';
import type { Shard } from '../config/run-options.js';
import { kitVersion } from '../package-root.js';
import type { Record, ScenarioEvidence } from './record.js';
import {
  countVerdicts,
  judgeAll,
  overallVerdict,
  type Report,
  type ReportSubject,
  selfCheckNoticeOf,
} from './report.js';

/** What a run found out, and what it was asked. */
export interface Findings {
  readonly catalogue: Catalogue;
  readonly contract: Report['contract'];
  readonly subject: ReportSubject;
  readonly seed: number;
  readonly strict: boolean;
  readonly only: readonly string[];
  readonly shard?: Shard;
  readonly startedAt: Date;
  /** Default: until now. */
  readonly durationMs?: number;
  readonly scope: readonly Requirement[];
  readonly records: readonly Record[];
  /** Why a requirement without a record could not be judged. */
  readonly missing: string;
  readonly scenarios?: readonly ScenarioEvidence[];
}

/** The report of a run that has just ended. */
export function composeReport(found: Findings): Report {
  const { subject, contract, seed, strict, only, shard, startedAt, scenarios } = found;
  const requirements = judgeAll(found.scope, found.catalogue, found.records, found.missing);
  return {
    ...(subject.selfCheck ? { notice: selfCheckNoticeOf(subject.kind) } : {}),
    kit: { name: 'qualification-kit', version: kitVersion },
    contract: { title: contract.title, version: contract.version, sha256: contract.sha256 },
    catalogue: { sha256: found.catalogue.sha256 },
    subject,
    seed,
    strict,
    only,
    ...(shard === undefined ? {} : { shard }),
    startedAt: startedAt.toISOString(),
    durationMs: found.durationMs ?? Date.now() - startedAt.getTime(),
    verdict: overallVerdict(requirements, strict),
    counts: countVerdicts(requirements),
    requirements,
    ...(scenarios === undefined ? {} : { scenarios }),
  };
}
