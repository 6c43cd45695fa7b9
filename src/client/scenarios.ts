import type { Catalogue } from '../catalogue/catalogue.js';
import type { Requirement, Side } from '../catalogue/requirement.js';
import { KitError } from '../errors.js';
import { didYouMean } from '../files/nearest.js';
import { universalClientChecks } from './checks/universal.js';
import type { Scenario } from './scenario.js';
import { decodingScenarios } from './scenarios/decoding.js';
import { failuresScenarios } from './scenarios/failures.js';
import { requestScenarios } from './scenarios/request.js';
import { retryScenarios } from './scenarios/retry.js';
import { secretsScenarios } from './scenarios/secrets.js';

/** Every scenario, in the order of the catalogue's areas; the healthy one first. */
export const scenarios: readonly Scenario[] = [
  ...requestScenarios,
  ...decodingScenarios,
  ...failuresScenarios,
  ...retryScenarios,
  ...secretsScenarios,
];

/** The scenario that must succeed before any other tells something. */
export const healthyScenario = 'healthy';

/** What a run judges, and what it plays for that. */
export interface Scope {
  readonly requirements: readonly Requirement[];
  readonly scenarios: readonly Scenario[];
}

/** The requirements and scenarios that the words select: ids, areas, or names of scenarios; all of them for no words. A requirement that holds in every scenario selects them all. Throws KitError with the nearest word for an unknown one. */
export function selectScope(catalogue: Catalogue, words: readonly string[]): Scope {
  const named = scenarios.filter(({ name }) => words.includes(name));
  const others = words.filter((word) => !named.some(({ name }) => name === word));
  const unknown = others.find((word) => !catalogue.selects('client', word));
  if (unknown !== undefined) {
    const known = catalogue.select('client', []).flatMap(({ id, area }) => [id, area]);
    throw new KitError(
      `unknown requirement, area or scenario "${unknown}"${didYouMean(unknown, [...known, ...scenarios.map(({ name }) => name)])}`,
    );
  }
  const chosen = words.length > 0 && others.length === 0 ? [] : catalogue.select('client', others);
  const ids = new Set([...chosen.map(({ id }) => id), ...named.flatMap(idsOf)]);
  // What holds in every scenario may be violated in any.
  const everywhere = chosen.some(({ id }) => universalClientChecks.has(id));
  const played = scenarios.filter(
    (scenario) =>
      everywhere ||
      named.includes(scenario) ||
      idsOf(scenario).some((id) => chosen.some((one) => one.id === id)),
  );
  return { requirements: catalogue.select('client', []).filter(({ id }) => ids.has(id)), scenarios: played };
}

/** The scenarios that the test of a requirement plays, so that the tests of all requirements in scope together play each of the scope. */
export function scenariosFor(id: string, { requirements, scenarios: played }: Scope): readonly Scenario[] {
  const first = requirements.find((one) => universalClientChecks.has(one.id))?.id;
  return played.filter((scenario) => {
    const ids = idsOf(scenario);
    return ids.includes(id) || (id === first && !requirements.some((one) => ids.includes(one.id)));
  });
}

/** The requirements that a scenario is about: those that are judged in it alone, and those of every scenario that it shows best. */
export function idsOf({ judges, alsoShows = [] }: Scenario): readonly string[] {
  return [...Object.keys(judges), ...alsoShows];
}

/** The requirements of a side that words select; on the client's side, names of scenarios are words too. Throws KitError for an unknown word. */
export function selectRequirements(
  catalogue: Catalogue,
  side: Side,
  words: readonly string[],
): readonly Requirement[] {
  return side === 'client' ? selectScope(catalogue, words).requirements : catalogue.select(side, words);
}
