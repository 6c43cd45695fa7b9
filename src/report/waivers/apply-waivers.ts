import { didYouMean } from '../../files/nearest.js';
import { causesOf } from '../causes.js';
import type { Cause, Judgement } from '../report.js';
import type { UnsoundWaiver, WaiverEntry, WaiversFile } from './waiver.js';

/** What waivers are held against. */
export interface Occasion {
  /** The id of the report's subject. */
  readonly subject: string;
  /** The day of the run in UTC, as YYYY-MM-DD. */
  readonly today: string;
  /** The ids of all requirements, of both sides. */
  readonly known: ReadonlySet<string>;
  /** The run did not try all that its requirements are about, so that what passed may be violated still. */
  readonly partial: boolean;
}

/** Judgements with the waivers that excuse them, and the waivers of this subject that the run does not accept. A waiver excuses a violation, never an error. */
export function applyWaivers(
  judgements: readonly Judgement[],
  { entries }: WaiversFile,
  occasion: Occasion,
): { readonly requirements: readonly Judgement[]; readonly unsound: readonly UnsoundWaiver[] } {
  const byId = new Map(judgements.map((one) => [one.id, one]));
  const causes = causesOf(judgements);
  const accepted: WaiverEntry[] = [];
  const unsound: UnsoundWaiver[] = [];
  for (const entry of entries.filter(({ waiver }) => waiver.target === occasion.subject)) {
    const { requirement, operation } = entry.waiver;
    const earlier = accepted.find(
      ({ waiver }) => waiver.requirement === requirement && [undefined, operation].includes(waiver.operation),
    );
    const problem = problemWith(entry, byId.get(requirement), earlier, occasion);
    if (problem !== undefined) unsound.push({ at: entry.at, requirement, problem });
    // One that is not needed still makes a second one doubled; one that expired does not.
    if (earlier || isOver(entry, occasion)) continue;
    accepted.push(entry);
    for (const covered of entry.waiver.covers ?? []) {
      const wrong = problemWithCover(covered, entry, byId, causes, occasion);
      if (wrong !== undefined) unsound.push({ at: entry.at, requirement: covered, problem: wrong });
    }
  }
  return {
    requirements: judgements.map((one) => {
      const entry = one.verdict === 'fail' ? excuseFor(one, accepted) : undefined;
      return entry ? { ...one, waiver: entry.waiver } : one;
    }),
    unsound,
  };
}

/** The first waiver of a violation, where there is one for each operation that shows it: its own, or those of what covers each of its findings there. */
function excuseFor(one: Judgement, accepted: readonly WaiverEntry[]): WaiverEntry | undefined {
  const own = accepted.filter(({ waiver }) => waiver.requirement === one.id);
  const covering = accepted.filter(({ waiver }) => waiver.covers?.includes(one.id));
  const isFor = ({ waiver }: WaiverEntry, operation: string | undefined) =>
    waiver.operation === undefined || waiver.operation === operation;
  const covered = (operation: string | undefined) => {
    const shown = one.findings.filter(
      (finding) => operation === undefined || finding.operation === operation,
    );
    return (
      shown.length > 0 &&
      shown.every(({ alsoOf = [] }) =>
        covering.some((entry) => isFor(entry, operation) && alsoOf.includes(entry.waiver.requirement)),
      )
    );
  };
  const excused = (operation: string | undefined) =>
    own.some((entry) => isFor(entry, operation)) || covered(operation);
  return violatingOperations(one).every(excused) ? (own[0] ?? covering[0]) : undefined;
}

/** The operations that show a violation; one that is not named where none is. */
function violatingOperations({ operations, findings }: Judgement): readonly (string | undefined)[] {
  const failing = operations?.filter(({ verdict }) => verdict === 'fail').map(({ operation }) => operation);
  return (
    failing ?? [
      ...new Set(findings.map(({ operation }) => operation)),
      ...(findings.length === 0 ? [undefined] : []),
    ]
  );
}

/** The targets, each once, of waivers that are not for a subject. */
export function othersIn({ entries }: WaiversFile, subject: string): readonly string[] {
  const targets = entries.map(({ waiver }) => waiver.target);
  return [...new Set(targets.filter((target) => target !== subject))];
}

/** The ids of requirements whose violation a waiver would excuse, while a run goes on. */
export function excusedBy(
  { entries }: WaiversFile,
  { subject, today }: Pick<Occasion, 'subject' | 'today'>,
): ReadonlySet<string> {
  const holding = entries.filter((entry) => entry.waiver.target === subject && !isOver(entry, { today }));
  return new Set(holding.flatMap(({ waiver }) => [waiver.requirement, ...(waiver.covers ?? [])]));
}

function isOver({ waiver }: WaiverEntry, { today }: Pick<Occasion, 'today'>): boolean {
  return waiver.expires < today;
}

function problemWith(
  entry: WaiverEntry,
  judged: Judgement | undefined,
  earlier: WaiverEntry | undefined,
  occasion: Occasion,
): string | undefined {
  const { requirement, expires } = entry.waiver;
  const remove = `remove ${linesOf(entry)}`;
  if (!occasion.known.has(requirement))
    return `there is no requirement "${requirement}"${didYouMean(requirement, occasion.known)} Correct it, or ${remove}`;
  // Not selected, or of the other side: this run is not about it.
  if (!judged) return undefined;
  if (isOver(entry, occasion)) {
    const still =
      judged.verdict === 'fail'
        ? ' when the violation is repaired, or agree on a later day with its owner'
        : '';
    return `${requirement} is waived until ${expires}, which is over; ${remove}${still}`;
  }
  if (earlier) return `${requirement} is waived at ${earlier.at} already; ${remove}`;
  if (judged.verdict === 'pass' && !occasion.partial)
    return `${requirement} holds, so nothing is left to waive; ${remove}`;
  return undefined;
}

/** Covers are as strict as waivers: what they name has to be violated, and by the cause that is waived. */
function problemWithCover(
  covered: string,
  entry: WaiverEntry,
  judgements: ReadonlyMap<string, Judgement>,
  causes: readonly Cause[],
  { known, partial }: Occasion,
): string | undefined {
  const { requirement } = entry.waiver;
  const takeOut = `take it out of "covers" in ${linesOf(entry)}`;
  if (!known.has(covered))
    return `there is no requirement "${covered}"${didYouMean(covered, known)} Correct it, or ${takeOut}`;
  if (covered === requirement) return `${covered} is what is waived itself; ${takeOut}`;
  const judged = judgements.get(covered);
  if (judged?.verdict === 'pass' && !partial)
    return `${covered} holds, so nothing is left to waive; ${takeOut}`;
  // Where its cause was not judged, nobody knows whether it would be covered.
  if (judged?.verdict !== 'fail' || judgements.get(requirement)?.verdict !== 'fail') return undefined;
  return causes.some((cause) => cause.requirement === requirement && cause.touches.includes(covered))
    ? undefined
    : `${covered} is violated by something else than ${requirement}; ${takeOut}, and waive it by itself`;
}

function linesOf({ first, last }: WaiverEntry): string {
  return first === last ? `the entry in line ${first}` : `lines ${first} to ${last}`;
}
