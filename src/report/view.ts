import { isAbsolute } from 'node:path';
import { type Judgement, type Report, selfCheckNoticeOf } from './report.js';
import { type State, type StateWord, stateOf, wordOf } from './state.js';
import { notOfferedIn, type VerdictSentence, verdictSentence } from './verdict-sentence.js';

/** What every form of a report tells, decided once; a form only writes it down. */
export interface ReportView {
  /** Stands first where the kit judged its own. */
  readonly notice?: string;
  readonly verdict: VerdictSentence;
  /** In the order of the report. */
  readonly items: readonly Item[];
  readonly problems: readonly RunProblem[];
}

/** A judgement, and what it means for its run. */
export interface Item {
  readonly judgement: Judgement;
  readonly state: State;
  readonly word: StateWord;
  /** Where the catalogue has the requirement. */
  readonly at: FilePlace;
}

/** A `file:line` taken apart. */
export interface FilePlace {
  readonly file: string;
  readonly line: number;
  /** It lies outside of the kit, or of the working directory. */
  readonly absolute: boolean;
}

/** What keeps a run from being conformant though no requirement's verdict shows it. */
export interface RunProblem {
  readonly requirement?: string;
  /** The waiver that is not accepted. */
  readonly at?: FilePlace;
  readonly message: string;
}

/** Decides what a report tells. */
export function viewOf(report: Report): ReportView {
  const { subject, requirements, strict } = report;
  const verdict = verdictSentence(report);
  return {
    ...(subject.selfCheck ? { notice: selfCheckNoticeOf(subject.kind) } : {}),
    verdict,
    items: requirements.map((judgement) => {
      const state = stateOf(judgement, strict);
      return { judgement, state, word: wordOf(state), at: placeOf(judgement.at) };
    }),
    problems: problemsOf(report, verdict),
  };
}

/** The judgements in one of the states. */
export function having({ items }: ReportView, ...wanted: readonly State[]): readonly Judgement[] {
  return items.filter(({ state }) => wanted.includes(state)).map(({ judgement }) => judgement);
}

/** The waivers that a run does not accept, and a run that showed nothing to hold. */
function problemsOf({ waivers, verdict }: Report, { sentence }: VerdictSentence): readonly RunProblem[] {
  const refused = (waivers?.unsound ?? []).map(({ at, requirement, problem }) => ({
    requirement,
    at: placeOf(at),
    message: `${requirement}: the waiver at ${at} is not accepted: ${problem}`,
  }));
  return verdict === 'skip' ? [...refused, { message: sentence }] : refused;
}

/** Judgements that have the same reason, told once. */
export interface Grounds {
  readonly reason: string;
  readonly ids: readonly string[];
}

/** The ids of what has the same reason, by reason. */
export function byReason(judgements: readonly Judgement[]): readonly Grounds[] {
  const found = new Map<string, string[]>();
  for (const { id, reason = 'no reason given' } of judgements)
    found.set(reason, [...(found.get(reason) ?? []), id]);
  return [...found].map(([reason, ids]) => ({ reason, ids }));
}

/** What was skipped of a requirement, or not judged, on one of several operations while another was judged; not told where the operation is not offered. */
export function partsNotJudged({ items }: ReportView, report: Report): readonly Judgement[] {
  const unoffered = notOfferedIn(report).map(({ id }) => id);
  return items.flatMap(({ judgement }) =>
    (judgement.operations ?? [])
      .filter(
        ({ verdict, operation }) =>
          verdict === 'skip' && judgement.verdict !== 'skip' && !unoffered.includes(operation),
      )
      .map(({ operation, reason = 'no reason given' }) => ({
        ...judgement,
        id: `${judgement.id} (${operation})`,
        reason,
      })),
  );
}

/** Takes a `file:line` apart; line 1 where there is none. */
function placeOf(at: string): FilePlace {
  const [, file = at, line = '1'] = /^(.*):(\d+)$/s.exec(at) ?? [];
  return { file, line: Math.max(1, Number(line)), absolute: isAbsolute(file) };
}
