import type { Requirement } from './requirement.js';

/** Requirements that do not come with the kit. */
export interface OwnRequirements {
  readonly requirements: readonly Requirement[];
  /** Of the file that they stand in; absent without one. */
  readonly sha256?: string;
}

let known: OwnRequirements = { requirements: [] };

/** The area that they are reported in. */
export const ownArea = 'own';

/** Those that this process has in its catalogue besides the kit's. */
export function ownRequirements(): OwnRequirements {
  return known;
}

/** Has these in every catalogue that is loaded from now on, in place of those before. */
export function declareOwn(own: OwnRequirements): void {
  known = own;
}
