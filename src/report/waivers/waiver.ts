/** Somebody answers for a violation until a day; an entry of waivers.yaml. */
export interface Waiver {
  readonly requirement: string;
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
