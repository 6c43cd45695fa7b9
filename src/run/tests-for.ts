import type { Side } from '../catalogue/requirement.js';
import { ownChecks } from '../checks/own-checks.js';
import { universalChecks } from '../checks/universal.js';
import { checks } from '../operations/all-checks.js';

/** What is judged on every exchange, whichever test makes it, or on every one of an operation. */
const everywhere: ReadonlySet<string> = new Set([...universalChecks.keys(), ...checks.map(([id]) => id)]);

/** The requirements whose tests a selection is judged by; undefined for all of them: what holds for every exchange is judged on those of every test. */
export function testsFor(
  side: Side | undefined,
  only: readonly string[],
  selected: readonly string[],
): readonly string[] | undefined {
  if (only.length === 0) return undefined;
  const own = ownChecks().map(({ id }) => id);
  const onEvery = (id: string) => everywhere.has(id) || own.includes(id);
  return side === 'service' && selected.some(onEvery) ? undefined : selected;
}
