import { isBinding, type Level } from '../catalogue/requirement.js';
import { KitError } from '../errors.js';
import { sentenceOf } from '../finding.js';
import type { Judgement, Report } from './report.js';
import { type StateWord, stateOf, wordOf } from './state.js';
import { termsOf } from './waivers/waiver.js';

/** What became of a requirement, or that a report does not have it. */
export type DiffState = StateWord | 'absent';

/** A requirement that two reports say different things of. */
export interface Change {
  readonly requirement: string;
  /** The operation that it changed for; absent where there is one alone. */
  readonly operation?: string;
  readonly level: Level;
  readonly statement: string;
  readonly from: DiffState;
  readonly to: DiffState;
  /** A violation of it fails the second run. */
  readonly binds: boolean;
  /** Why it was skipped or could not be judged in the second, or who answers for it. */
  readonly because?: string;
}

/** How changes are grouped, in the order in which they are told. */
export const changeKinds = [
  'newlyFailing',
  'unwaived',
  'newlyError',
  'noLongerJudged',
  'newlyWaived',
  'fixed',
  'newlyJudged',
  'noLongerError',
  'onlyInFirst',
  'onlyInSecond',
] as const;

export type ChangeKind = (typeof changeKinds)[number];

/** What two runs were asked, or judged, differently. */
export interface Difference {
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

/** How the second of two reports differs from the first. */
export interface ReportDiff {
  /** 0: nothing got worse; 1: something that binds is newly violated, or a waiver newly unsound; 2, which wins: something is no longer judged. */
  readonly exitCode: 0 | 1 | 2;
  readonly differences: readonly Difference[];
  readonly changes: Readonly<Record<ChangeKind, readonly Change[]>>;
  readonly readings: readonly { readonly requirement: string; readonly from: string; readonly to: string }[];
  /** Waivers that the second run does not accept and the first one did not have, or accepted. */
  readonly newlyUnsound: readonly { readonly requirement: string; readonly problem: string }[];
  /** How many requirements are in the same state in both. */
  readonly unchanged: Readonly<Record<StateWord, number>>;
}

/** Compares two reports of one subject, or `across` two of one side. Throws KitError for reports of different sides, and for other subjects where that was not asked for. */
export function diffReports(before: Report, after: Report, across = false): ReportDiff {
  if (before.subject.kind !== after.subject.kind)
    throw new KitError(
      `the first report is about a ${before.subject.kind} and the second about a ${after.subject.kind}, which have no requirement in common`,
    );
  if (before.subject.id !== after.subject.id && !across)
    throw new KitError(
      `the first report is about ${before.subject.id} and the second about ${after.subject.id}; give --across to compare one with the other`,
    );
  const first = byOperation(before);
  const second = byOperation(after);
  const changes = Object.fromEntries(changeKinds.map((kind) => [kind, [] as Change[]])) as Record<
    ChangeKind,
    Change[]
  >;
  const unchanged = { pass: 0, fail: 0, waived: 0, skip: 0, error: 0 };
  for (const id of new Set([...first.keys(), ...second.keys()])) {
    const [from, to] = [first.get(id), second.get(id)];
    const described = to ?? from;
    if (!described) continue;
    const kind = kindOf(from, to, { strictBefore: before.strict, strictAfter: after.strict });
    if (kind !== undefined) changes[kind].push(changeOf(described, inDiff(from), inDiff(to), after.strict));
    else if (to) unchanged[wordOf(stateOf(to, after.strict))] += 1;
  }
  const known = new Set(before.waivers?.unsound.map(({ requirement }) => requirement));
  const newlyUnsound = (after.waivers?.unsound ?? [])
    .filter(({ requirement }) => !known.has(requirement))
    .map(({ requirement, problem }) => ({ requirement, problem }));
  return {
    exitCode: exitCodeFor(changes, after, newlyUnsound.length > 0),
    differences: differencesOf(before, after),
    changes,
    readings: changedReadings(before.requirements, after.requirements),
    newlyUnsound,
    unchanged,
  };
}

/** What cannot be told any more wins over what is known to be worse, as in a run. */
function exitCodeFor(
  changes: Readonly<Record<ChangeKind, readonly Change[]>>,
  after: Report,
  newlyUnsound: boolean,
): 0 | 1 | 2 {
  // What a later catalogue no longer has is withdrawn; what a selection left out is not judged.
  const leftOut = after.only.length > 0 && changes.onlyInFirst.some(({ from }) => isJudged(from));
  if (changes.newlyError.length > 0 || changes.noLongerJudged.length > 0 || leftOut) return 2;
  const violated = [...changes.newlyFailing, ...changes.unwaived].some(({ binds }) => binds);
  return violated || newlyUnsound ? 1 : 0;
}

function kindOf(
  before: Judgement | undefined,
  after: Judgement | undefined,
  { strictBefore, strictAfter }: { readonly strictBefore: boolean; readonly strictAfter: boolean },
): ChangeKind | undefined {
  const [from, to] = [inDiff(before), inDiff(after)];
  switch (to) {
    case 'absent':
      return 'onlyInFirst';
    case 'fail': {
      if (from === 'waived') return 'unwaived';
      const freeBefore = before !== undefined && !isBinding(before.level, strictBefore);
      const bindsNow = after !== undefined && isBinding(after.level, strictAfter);
      return from !== 'fail' || (freeBefore && bindsNow) ? 'newlyFailing' : undefined;
    }
    case 'error':
      return from === 'error' ? undefined : 'newlyError';
    case 'waived':
      return from === 'waived' ? undefined : 'newlyWaived';
    case 'pass':
      if (from === 'absent') return 'onlyInSecond';
      if (from === 'fail' || from === 'waived') return 'fixed';
      return from === 'pass' ? undefined : 'newlyJudged';
    case 'skip':
      if (from === 'absent') return 'onlyInSecond';
      if (from === 'error') return 'noLongerError';
      return from === 'skip' ? undefined : 'noLongerJudged';
    default:
      return to satisfies never;
  }
}

/** Whether a violation binds is told apart, because a comparison is of two runs that may differ in that. */
function inDiff(one: Judgement | undefined): DiffState {
  return one ? wordOf(stateOf(one, false)) : 'absent';
}

function isJudged(state: DiffState): boolean {
  return state === 'pass' || state === 'fail' || state === 'waived';
}

function changeOf(one: Compared, from: DiffState, to: DiffState, strict: boolean): Change {
  const { id, operation, level, statement, reason, waiver, findings } = one;
  const because = waiver
    ? `${termsOf(waiver)}: ${waiver.reason}`
    : to === 'fail'
      ? findings[0] && sentenceOf(findings[0])
      : reason;
  return {
    requirement: id,
    ...(operation === undefined ? {} : { operation }),
    level,
    statement,
    from,
    to,
    binds: isBinding(level, strict),
    ...(because === undefined || to === 'absent' ? {} : { because }),
  };
}

/** What a report says of each requirement and operation, by both. One operation alone has no name, so that a run of it is compared with one that judged more. */
function byOperation({ requirements, operations = [] }: Report): ReadonlyMap<string, Compared> {
  const several = operations.length > 1;
  return new Map(
    requirements.flatMap((one): readonly (readonly [string, Compared])[] => {
      const parts = one.operations ?? [];
      if (parts.length === 0) {
        const [operation] = operations.length === 1 ? operations : [];
        return [[`${one.id} ${operation?.id ?? ''}`, one]];
      }
      return parts.map((part) => {
        const { operation, verdict, reason } = part;
        const findings = one.findings.filter((finding) => finding.operation === operation);
        const { reason: _, ...rest } = one;
        const own = { ...rest, verdict, findings, ...(reason === undefined ? {} : { reason }) };
        return [`${one.id} ${operation}`, several ? { ...own, operation } : own] as const;
      });
    }),
  );
}

/** A judgement of one operation. */
type Compared = Judgement & { readonly operation?: string };

function changedReadings(
  before: readonly Judgement[],
  requirements: readonly Judgement[],
): ReportDiff['readings'] {
  const first = new Map(before.map((one) => [one.id, one]));
  return requirements.flatMap((after) => {
    const before = first.get(after.id);
    if (!before || !isJudged(inDiff(before)) || !isJudged(inDiff(after))) return [];
    const [from, to] = [before.reading ?? 'none', after.reading ?? 'none'];
    return from === to ? [] : [{ requirement: after.id, from, to }];
  });
}

function differencesOf(before: Report, after: Report): readonly Difference[] {
  const described: readonly (readonly [what: string, of: (report: Report) => string])[] = [
    ['subject', ({ subject }) => `${subject.id} (${subject.name})`],
    ['base URL', ({ subject }) => subject.baseUrl ?? 'none'],
    ['mode', ({ subject }) => subject.mode ?? 'none'],
    ['self-check', ({ subject }) => (subject.selfCheck ? 'yes' : 'no')],
    ['kit', ({ kit }) => `${kit.version}${kit.sha256 === undefined ? '' : ` (${short(kit.sha256)})`}`],
    ['contract', ({ contract }) => `${contract.version} (${short(contract.sha256)})`],
    ['catalogue', ({ catalogue }) => short(catalogue.sha256)],
    ['operations', ({ operations = [] }) => operations.map(({ id }) => id).join(', ') || 'none'],
    ['seed', ({ seed }) => String(seed)],
    ['strict', ({ strict }) => (strict ? 'yes' : 'no')],
    ['selection', ({ only }) => (only.length === 0 ? 'all' : [...only].sort().join(', '))],
    ['waivers', ({ waivers }) => (waivers ? short(waivers.sha256) : 'none')],
  ];
  return described.flatMap(([what, of]) => {
    const [from, to] = [of(before), of(after)];
    return from === to ? [] : [{ what, from, to }];
  });
}

function short(sha256: string): string {
  return sha256.slice(0, 12);
}
