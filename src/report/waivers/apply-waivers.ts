import { didYouMean } from '../../files/nearest.js';
import type { Judgement } from '../report.js';
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
    if (!earlier && !isOver(entry, occasion)) accepted.push(entry);
  }
  return {
    requirements: judgements.map((one) => {
      const entry = one.verdict === 'fail' ? excuseFor(one, accepted) : undefined;
      return entry ? { ...one, waiver: entry.waiver } : one;
    }),
    unsound,
  };
}

/** The first waiver of a violation, where there is one for each operation that shows it. */
function excuseFor(one: Judgement, accepted: readonly WaiverEntry[]): WaiverEntry | undefined {
  const own = accepted.filter(({ waiver }) => waiver.requirement === one.id);
  const violating = violatingOperations(one);
  const excused = (operation: string | undefined) =>
    own.some(({ waiver }) => waiver.operation === undefined || waiver.operation === operation);
  return violating.every(excused) ? own[0] : undefined;
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
  return new Set(holding.map(({ waiver }) => waiver.requirement));
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

function linesOf({ first, last }: WaiverEntry): string {
  return first === last ? `the entry in line ${first}` : `lines ${first} to ${last}`;
}
