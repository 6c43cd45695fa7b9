import type { Redactor } from '../http/redact.js';
import type { Manners } from '../target/target.js';
import { HangBudget } from './hang-budget.js';
import { HealthWatch } from './health-watch.js';
import type { Over } from './not-judged.js';
import { OpenRequests } from './open-requests.js';
import type { HeaderChanges } from './probe.js';
import { SessionValues } from './session-values.js';

/** Nobody counts: whoever asks knows what he does. */
export const unbounded: Manners = {
  parallel: Number.POSITIVE_INFINITY,
  hangBudgetMs: Number.POSITIVE_INFINITY,
};

/** What all senders of a worker share. */
export class RunState {
  readonly health = new HealthWatch();
  readonly sessions: SessionValues;
  readonly open: OpenRequests;
  readonly hangs: HangBudget;
  /** What every request carries unless its probe says otherwise. */
  settled: HeaderChanges = {};
  /** Why nothing more can be judged in this run, once that is so. */
  over: Over | undefined;

  constructor(redactor: Redactor, { parallel, hangBudgetMs }: Manners = unbounded) {
    this.sessions = new SessionValues(redactor);
    this.open = new OpenRequests(parallel);
    this.hangs = new HangBudget(hangBudgetMs);
  }
}
