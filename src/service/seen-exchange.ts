import type { CheckContext, Observation } from '../checks/observation.js';
import { maskExchange } from '../evidence/mask.js';
import { unmaskExchange } from '../evidence/unmask.js';
import type { Exchange } from '../http/exchange.js';

/** What is known of an exchange that was shown to a test. */
export interface Seen {
  readonly observation: Observation;
  readonly context: CheckContext;
}

const seen = new WeakMap<object, Seen>();

/** The exchange as a test of a user's own gets it: with `[name]` in the place of each secret, so that whatever prints it prints none. */
export function show(
  exchange: Exchange,
  observations: readonly Observation[],
  context: CheckContext,
): Exchange {
  const shown = unmaskExchange(maskExchange(exchange, context.redactor), new Map());
  const observation = observations.findLast((one) => one.exchange === exchange);
  if (observation) seen.set(shown, { observation, context });
  return shown;
}

/** What is known of an exchange that `show` returned; undefined for anything else. */
export function seenAs(value: unknown): Seen | undefined {
  return typeof value === 'object' && value !== null ? seen.get(value) : undefined;
}
