import type { CheckContext, Observation } from '../checks/observation.js';
import type { Outcome } from '../checks/outcome.js';
import { judgeUniversally } from '../checks/universal.js';
import { checks } from './all-checks.js';

/** All that can be said of an exchange whatever provoked it, by what holds everywhere and for its operation: an outcome for each requirement that applies. An exchange without connection says nothing. */
export function judgeExchange(observation: Observation, context: CheckContext): ReadonlyMap<string, Outcome> {
  return judgeUniversally(observation, context, checks);
}
