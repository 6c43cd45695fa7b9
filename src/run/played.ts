import type { RequirementRecord, Unjudged } from '../report/record.js';
import type { RequestCounts } from './side-of-run.js';

/** What a requirement's test with one operation found out, before anybody asked for it. */
export interface Played {
  /** Without what its end says. */
  readonly records: readonly RequirementRecord[];
  readonly requests: RequestCounts;
  /** The service may give no occasion to judge the requirement. */
  readonly occasional: boolean;
  /** Why the service does not offer the operation; absent where it does. */
  readonly notOffered?: string;
  /** Why it ended early; absent for one that came to its end. */
  readonly end?: Unjudged;
}
