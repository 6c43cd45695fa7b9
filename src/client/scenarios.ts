import type { Catalogue } from '../catalogue/catalogue.js';
import { isAbout, isAboutAny, type Requirement, type Side } from '../catalogue/requirement.js';
import type { Operation } from '../contract/operation.js';
import { KitError } from '../errors.js';
import { didYouMean } from '../files/nearest.js';
import { scenarios as ofOperations } from '../operations/all-scenarios.js';
import { universalClientChecks } from './checks/universal.js';
import type { Scenario } from './scenario.js';
import { decodingScenarios } from './scenarios/decoding.js';
import { failuresScenarios } from './scenarios/failures.js';
import { requestScenarios } from './scenarios/request.js';
import { retryScenarios } from './scenarios/retry.js';
import { secretsScenarios } from './scenarios/secrets.js';
import { writesScenarios } from './scenarios/writes.js';

/** Every scenario, in the order of the catalogue's areas, those of single operations last; the healthy one first. */
export const scenarios: readonly Scenario[] = [
  ...requestScenarios,
  ...decodingScenarios,
  ...failuresScenarios,
  ...retryScenarios,
  ...secretsScenarios,
  ...writesScenarios,
  ...ofOperations,
];

/** The scenario that must succeed before any other tells something. */
export const healthyScenario = 'healthy';

/** What a run judges, and what it plays for that. */
export interface Scope {
  readonly requirements: readonly Requirement[];
  readonly scenarios: readonly Scenario[];
}

/** Scenarios as they are played with operations, each with those that it is for: it judges what is about the operation, and its name tells the operation where there are several. */
export function castScenarios(
  catalogue: Catalogue,
  operations: readonly Operation[],
  among: readonly Scenario[] = scenarios,
): readonly Scenario[] {
  return operations.flatMap((operation) =>
    among
      .filter((scenario) => isFor(scenario, operation))
      .map((scenario) => ({
        ...scenario,
        operation,
        name: operations.length > 1 ? nameWith(scenario.name, operation) : scenario.name,
        judges: Object.fromEntries(
          Object.entries(scenario.judges).filter(([id]) => isAbout(catalogue.get(id), operation)),
        ),
      })),
  );
}

/** What a scenario is called where several operations are played. */
export function nameWith(name: string, { id }: Pick<Operation, 'id'>): string {
  return `${name} (${id})`;
}

function isFor({ operations = [] }: Scenario, operation: Operation): boolean {
  return isAbout({ operations }, operation);
}

/** The requirements and scenarios that the words select for operations: ids, areas, or names of scenarios; all of them for no words. A requirement that holds in every scenario selects them all. Throws KitError with the nearest word for an unknown one, and where nothing that was named is about the operations. */
export function selectScope(
  catalogue: Catalogue,
  words: readonly string[],
  operations: readonly Operation[],
): Scope {
  const playable = scenarios.filter((scenario) => operations.some((one) => isFor(scenario, one)));
  const named = scenarios.filter(({ name }) => words.includes(name));
  const others = words.filter((word) => !named.some(({ name }) => name === word));
  const unknown = others.find((word) => !catalogue.selects('client', word));
  if (unknown !== undefined) {
    const known = catalogue.select('client', []).flatMap(({ id, area }) => [id, area]);
    throw new KitError(
      `unknown requirement, area or scenario "${unknown}"${didYouMean(unknown, [...known, ...scenarios.map(({ name }) => name)])}`,
    );
  }
  const about = (requirement: Requirement) => isAboutAny(requirement, operations);
  const all = catalogue.select('client', []).filter(about);
  const chosen =
    words.length > 0 && others.length === 0 ? [] : catalogue.select('client', others).filter(about);
  const ids = new Set([...chosen.map(({ id }) => id), ...named.flatMap(idsOf)]);
  // What holds in every scenario may be violated in any.
  const everywhere = chosen.some(({ id }) => universalClientChecks.has(id));
  const played = playable.filter(
    (scenario) =>
      everywhere ||
      named.includes(scenario) ||
      idsOf(scenario).some((id) => chosen.some((one) => one.id === id)),
  );
  const requirements = all.filter(({ id }) => ids.has(id));
  if (played.length === 0 || requirements.length === 0)
    throw new KitError(
      `nothing of ${words.join(', ')} is about ${operations.map(({ id }) => id).join(', ')}; name another --operation`,
    );
  return { requirements, scenarios: castScenarios(catalogue, operations, played) };
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

/** The requirements of a side that words select; on the client's side those about the operations, and names of scenarios are words too. Throws KitError for an unknown word. */
export function selectRequirements(
  catalogue: Catalogue,
  side: Side,
  words: readonly string[],
  operations: readonly Operation[],
): readonly Requirement[] {
  return side === 'client'
    ? selectScope(catalogue, words, operations).requirements
    : catalogue.select(side, words);
}
