import type { Side } from '../catalogue/requirement.js';
import { universalChecks } from '../checks/universal.js';

/** The requirements whose tests a selection is judged by; undefined for all of them: what holds for every exchange is judged on those of every test. */
export function testsFor(
  side: Side | undefined,
  only: readonly string[],
  selected: readonly string[],
): readonly string[] | undefined {
  if (only.length === 0) return undefined;
  return side === 'service' && selected.some((id) => universalChecks.has(id)) ? undefined : selected;
}
