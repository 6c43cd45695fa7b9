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
