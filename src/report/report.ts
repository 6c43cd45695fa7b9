import type { Level, Reading, Side } from '../catalogue/requirement.js';
import type { Verdict } from '../verdict.js';
import type { Proof, RecordedFinding, ScenarioEvidence } from './record.js';
import type { ReportedWrites } from './reported-write.js';
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
  /** What a pass was seen to hold on, the first of each test or scenario. */
  readonly proofs?: readonly Proof[];
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

/** A finding with its sentence, for readers of the file; whoever reads the report by program takes the members. */
export interface ReportedFinding extends RecordedFinding {
  readonly message: string;
}

/** Violations with one root: that of one requirement, and those of others that found nothing else. */
export interface Cause {
  /** The requirement that tells most of it. */
  readonly requirement: string;
  /** Those whose every finding it has, or shares with the requirements of other causes; never of a stronger level. */
  readonly touches: readonly string[];
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
  /** What was judged instead of anybody who answered: files, and their digests as lower-case hexadecimal digits. */
  readonly recordings?: readonly { readonly file: string; readonly sha256: string }[];
  /** How the client was called, or that it called by itself; `observed` on either side where somebody else's exchanges were judged. */
  readonly mode?: 'one process per call' | 'persistent' | 'passive' | 'observed';
}

/** The words that a run's report may be given about it. */
export const aboutWords = ['product', 'version', 'organization', 'by'] as const;

/** What was judged, whose it is, and who ran it, as whoever ran it said. */
export type About = Readonly<Partial<Record<(typeof aboutWords)[number], string>>>;

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
  /** Absent where nothing was said. */
  readonly about?: About;
  /** What the run was about; absent for a client that calls by itself. */
  readonly operations?: readonly JudgedOperation[];
  readonly seed: number;
  readonly strict: boolean;
  /** The ids and areas that were selected; none for all. */
  readonly only: readonly string[];
  /** The run ended before its last test: what it did not come to is not judged for that. */
  readonly interrupted?: true;
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
  /** What was written; absent in a run that could not write. */
  readonly writes?: ReportedWrites;
  readonly requirements: readonly Judgement[];
  /** The violations by their roots; reports of older kits have none. */
  readonly causes?: readonly Cause[];
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
