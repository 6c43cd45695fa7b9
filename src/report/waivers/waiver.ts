/** Somebody answers for a violation until a day; an entry of waivers.yaml. */
export interface Waiver {
  readonly requirement: string;
  /** Requirements whose violation it excuses too, as far as what violates its own requirement violates them. */
  readonly covers?: readonly string[];
  /** The operation whose violation it excuses; absent for every one. */
  readonly operation?: string;
  /** The subject's id in the report. */
  readonly target: string;
  readonly reason: string;
  readonly owner: string;
  readonly ticket: string;
  /** The last day it holds, as YYYY-MM-DD in UTC. */
  readonly expires: string;
}

/** A waiver that a run does not accept, and why. */
export interface UnsoundWaiver {
  /** `file:line` of the entry. */
  readonly at: string;
  readonly requirement: string;
  readonly problem: string;
}

/** A waiver, and the lines that it takes. */
export interface WaiverEntry {
  readonly waiver: Waiver;
  /** `file:line` of the entry. */
  readonly at: string;
  readonly first: number;
  readonly last: number;
}

/** A file of waivers that nothing is wrong with. */
export interface WaiversFile {
  /** As a person names it. */
  readonly file: string;
  readonly sha256: string;
  readonly entries: readonly WaiverEntry[];
}

/** `qa@contoso.example answers for it, QA-17, until 2026-12-31` */
export function termsOf({ owner, ticket, expires }: Waiver): string {
  return `${owner} answers for it, ${ticket}, until ${expires}`;
}

/** `waived: REASON (TERMS)` */
export function waiverText(waiver: Waiver): string {
  return `waived: ${waiver.reason} (${termsOf(waiver)})`;
}

/** The day of a moment in UTC, as YYYY-MM-DD. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
