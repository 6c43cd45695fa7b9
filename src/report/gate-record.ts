/** What the leak gate found when a run was over. */
export interface GateOutcome {
  /** No secret was found, and nothing was left unread. */
  readonly clean: boolean;
  /** Files that were read. */
  readonly files: number;
  /** Places with a secret in them, on the console too. */
  readonly leaks: number;
  /** Places that could not be read. */
  readonly unread: number;
  /** Places that hide more than the gate decodes, which is not searched; absent for none. */
  readonly bounded?: number;
}

/** The same, and the report that the gate saw. */
export interface GateRecord extends GateOutcome {
  /** The SHA-256 of conformance.json as the gate left it; absent where there was none. */
  readonly conformance?: string;
}
