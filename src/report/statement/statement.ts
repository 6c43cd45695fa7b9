import type { Level } from '../../catalogue/requirement.js';
import { KitError } from '../../errors.js';
import type { GateRecord } from '../gate-record.js';
import type { Counts, Judgement, Report } from '../report.js';
import type { LoadedReport } from '../report-file.js';
import { linesOfWrites } from '../reported-write.js';
import { countVerdicts, runVerdict } from '../run-verdict.js';
import type { State } from '../state.js';
import { byReason, having, viewOf } from '../view.js';
import { dayOf, type Waiver } from '../waivers/waiver.js';
import { commandFor } from './reproduce.js';

/** The files of a statement: for programs, and for readers. */
export const statementNames = ['statement.yaml', 'statement.md'] as const;

/** What was judged, in the words of those who answer for it. */
export interface Implementation {
  readonly organization?: string;
  readonly name?: string;
  readonly version?: string;
  readonly url?: string;
  /** Mail addresses, teams or pages. */
  readonly contact?: readonly string[];
}

/** A requirement of a statement, so that it can be read without the catalogue. */
export interface StatedRequirement {
  readonly requirement: string;
  readonly level: Level;
  readonly statement: string;
}

/** What statement.yaml holds; schemas/statement.schema.json describes it. */
export interface Statement {
  /** The run was a self-check. */
  readonly notice?: string;
  readonly conclusion: string;
  readonly conformant: boolean;
  readonly format: 'qualification-kit-statement/1';
  readonly coverage: 'all requirements' | 'a selection only';
  /** The ids and areas that were selected. */
  readonly selection?: readonly string[];
  /** The day of the run, and the day on which this was stated; in UTC. */
  readonly date: string;
  readonly stated: string;
  readonly implementation: Implementation;
  readonly subject: Report['subject'];
  /** What was judged of a service, and what it does not offer; absent for a client. */
  readonly operations?: NonNullable<Report['operations']>;
  readonly kit: Report['kit'];
  readonly contract: Report['contract'];
  readonly catalogue: Report['catalogue'];
  /** The file that all this is taken from. */
  readonly conformance: { readonly sha256: string };
  readonly leakGate: { readonly clean: true; readonly files: number };
  readonly seed: number;
  readonly strict: boolean;
  readonly counts: Counts;
  /** Violations that bind and are not waived. */
  readonly violations: readonly StatedRequirement[];
  readonly waivers: readonly (Waiver & StatedRequirement & { readonly expired: boolean })[];
  /** The file of waivers that the run was given, and what of it was not accepted. */
  readonly waiversFile?: Omit<NonNullable<Report['waivers']>, 'others'>;
  /** Violations that neither bind nor are waived. */
  readonly notBinding: readonly StatedRequirement[];
  readonly readings: readonly {
    readonly requirement: string;
    readonly reading: string;
    readonly meaning: string;
  }[];
  readonly skipped: readonly { readonly reason: string; readonly requirements: readonly string[] }[];
  /** What was written, in sentences; absent in a run that could not write. */
  readonly writes?: readonly string[];
  /** Repeats the run. */
  readonly command: string;
}

/** States what a run found out. Throws KitError, with the reason in one line, where nothing may be stated: errors, nothing judged, a leak gate that was red or is unknown, a report that was changed since. */
export function statementOf(
  { report, sha256 }: Pick<LoadedReport, 'report' | 'sha256'>,
  gate: GateRecord | undefined,
  implementation: Implementation,
  now: Date,
): Statement {
  demandConsistent(report);
  demandJudged(report);
  const files = demandClean(gate, sha256);
  const { requirements, strict, subject, only, waivers } = report;
  const selected = only.length > 0;
  const view = viewOf(report);
  const inState = (state: State) => having(view, state).map(stated);
  const closing = view.verdict.sentence;
  return {
    ...(report.notice === undefined ? {} : { notice: report.notice }),
    conclusion: selected ? `${closing}; this covers a selection only: ${only.join(', ')}` : closing,
    conformant: report.verdict === 'pass',
    format: 'qualification-kit-statement/1',
    coverage: selected ? 'a selection only' : 'all requirements',
    ...(selected ? { selection: only } : {}),
    date: dayOf(new Date(report.startedAt)),
    stated: dayOf(now),
    implementation,
    subject,
    ...(report.operations ? { operations: report.operations } : {}),
    kit: report.kit,
    contract: report.contract,
    catalogue: report.catalogue,
    conformance: { sha256 },
    leakGate: { clean: true, files },
    seed: report.seed,
    strict,
    counts: report.counts,
    violations: inState('violated'),
    waivers: requirements.flatMap((one) =>
      one.waiver
        ? [{ ...stated(one), ...one.waiver, requirement: one.id, expired: one.waiver.expires < dayOf(now) }]
        : [],
    ),
    ...(waivers
      ? { waiversFile: { file: waivers.file, sha256: waivers.sha256, unsound: waivers.unsound } }
      : {}),
    notBinding: inState('advised'),
    readings: requirements.flatMap(({ id, readings = [] }) =>
      readings.map((reading) => ({ requirement: id, reading: reading.id, meaning: reading.statement })),
    ),
    skipped: byReason(having(view, 'skipped')).map(({ reason, ids }) => ({ reason, requirements: ids })),
    ...(report.writes ? { writes: linesOfWrites(report.writes) } : {}),
    command: commandFor(report),
  };
}

function stated({ id, level, statement }: Judgement): StatedRequirement {
  return { requirement: id, level, statement };
}

/** A report says some things twice. Whoever changed one of them by hand has no report of a run. */
function demandConsistent({ requirements, counts, strict, verdict, waivers, subject, notice }: Report): void {
  const counted = countVerdicts(requirements);
  const words = Object.keys(counted) as (keyof Counts)[];
  const wrong = words.find((word) => counted[word] !== counts[word]);
  if (wrong !== undefined)
    throw new KitError(
      `no statement: the report counts ${counts[wrong]} ${wrong} and lists ${counted[wrong]}, so it was changed`,
    );
  const expected = runVerdict(requirements, strict, waivers?.unsound ?? []);
  if (expected !== verdict)
    throw new KitError(
      `no statement: the report says "${verdict}" and its requirements mean "${expected}", so it was changed`,
    );
  if (subject.selfCheck !== (notice !== undefined))
    throw new KitError(
      'no statement: the report does not say the same twice of a self-check, so it was changed',
    );
}

function demandJudged({ requirements, counts, verdict, subject }: Report): void {
  if (subject.mode === 'observed')
    throw new KitError(
      'no statement: what was observed is what others happened to do; run service or client to judge all',
    );
  const errors = requirements.filter(({ verdict }) => verdict === 'error').map(({ id }) => id);
  if (errors.length > 0) {
    const shown = errors.slice(0, 5).join(', ');
    const more = errors.length > 5 ? ` and ${errors.length - 5} more` : '';
    throw new KitError(`no statement: the run could not judge ${shown}${more}`);
  }
  if (verdict !== 'skip' && counts.pass + counts.fail > 0) return;
  throw new KitError(
    counts.waived > 0
      ? 'no statement: the run judged nothing but what is waived'
      : counts.fail > 0
        ? 'no statement: the run showed nothing to hold'
        : 'no statement: the run judged nothing',
  );
}

/** Throws KitError when the gate was red; it may then have taken the report away. */
export function demandGreen({ clean, leaks, unread }: GateRecord): void {
  if (!clean || leaks > 0 || unread > 0)
    throw new KitError(`no statement: the leak gate was red (secrets at ${leaks} places, ${unread} unread)`);
}

/** How many files the gate read. */
function demandClean(gate: GateRecord | undefined, sha256: string): number {
  if (!gate)
    throw new KitError(
      `no statement: no manifest.json beside the report tells what a leak gate found, so nobody knows whether the run wrote a secret`,
    );
  demandGreen(gate);
  if (gate.conformance !== sha256)
    throw new KitError(
      `no statement: the report is not the one that the leak gate saw; its SHA-256 is ${sha256.slice(0, 12)}…, in manifest.json ${gate.conformance?.slice(0, 12) ?? 'none'}…`,
    );
  return gate.files;
}
