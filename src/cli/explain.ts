import { loadCatalogue } from '../catalogue/catalogue.js';
import type { Scenario } from '../client/scenario.js';
import { idsOf, scenarios } from '../client/scenarios.js';
import { KitError } from '../errors.js';
import { didYouMean } from '../files/nearest.js';
import type { Behaviour } from '../mock/behaviour.js';
import { behaviourNamed, faults, faultsOf } from '../mock/faults.js';
import { variations } from '../mock/variations.js';
import { wrap } from '../report/text.js';

/** Prints all that is known of a requirement, or what a fault, a legal variation or a scenario is about. Throws KitError for any other word. */
export function explain(word: string): void {
  process.stdout.write(`${explanationOf(word)}\n`);
}

/** The text that `explain` prints, in lines of 80 columns. Throws KitError for an unknown word. */
export function explanationOf(word: string): string {
  const catalogue = loadCatalogue();
  const name = word.toLowerCase();
  // A service of the mock and a scenario may have one name, because both do the same.
  const named = [
    ...[...faults, ...variations].filter((one) => one.name === name).map(ofBehaviour),
    ...scenarios.filter((one) => one.name === name).map(ofScenario),
  ];
  if (named.length > 0) return named.join('\n');
  const id = word.toUpperCase();
  if (!catalogue.has(id)) {
    const known = [
      ...catalogue.requirements.map((one) => one.id),
      ...faults.map(({ name }) => name),
      ...scenarios.map(({ name }) => name),
    ];
    throw new KitError(`unknown requirement, fault or scenario "${word}"${didYouMean(word, known)}`);
  }
  const requirement = catalogue.get(id);
  const { level, area, side, statement, sources, test, red, fix, dependsOn, readings } = requirement;
  const title = (key: string) => {
    const document = catalogue.sources.get(key);
    return document ? `${document.title} (${document.date}, ${document.evidence})` : key;
  };
  const section = (name: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', name, ...lines.map((line) => wrap(`  ${line}`, '    '))];
  const lines = [
    wrap(`${requirement.id} ${level.toLowerCase()}: ${statement}`, '  '),
    `  ${side}, ${area}`,
    ...section(
      'Sources',
      sources.map(({ document, section: place, says }) => `${title(document)}, "${place}": ${says}`),
    ),
    ...section(
      'Addresses',
      sources.flatMap(({ document }) => catalogue.sources.get(document)?.url ?? []),
    ),
    ...section(
      'Readings, each of which is accepted',
      readings.map((reading) => `${reading.id}: ${reading.statement} [${title(reading.source)}]`),
    ),
    ...section('How it is tested', [
      test,
      ...scenarios
        .filter((one) => idsOf(one).includes(requirement.id))
        .map(({ name, summary }) => `scenario ${name}: a service that ${summary}`),
    ]),
    ...section('What turns it red', [
      red,
      ...faultsOf(requirement.id).map((name) => `fault ${name}: ${behaviourNamed(name).summary}`),
    ]),
    ...section(
      'What leaves it green',
      variations
        .filter(({ requirements }) => requirements.includes(requirement.id))
        .map(({ name, summary }) => `variation ${name}: ${summary}`),
    ),
    ...section('How to fix', [fix]),
    ...section('Skipped where a violation of these left nothing to judge', dependsOn),
  ];
  return lines.join('\n');
}

function ofBehaviour(behaviour: Behaviour): string {
  const { name, summary, requirements } = behaviour;
  const kind = variations.includes(behaviour) ? 'legal variation, leaves green' : 'fault, caught by';
  return [
    wrap(`${name}: a service that ${summary}`, '  '),
    wrap(`  ${kind} ${requirements.join(', ')}`, '    '),
  ].join('\n');
}

function ofScenario(scenario: Scenario): string {
  const { operations = [] } = scenario;
  const of = operations.length === 0 ? '' : ` (${operations.join(', ')})`;
  return [
    wrap(`${scenario.name}: a service that ${scenario.summary}`, '  '),
    wrap(`  scenario of the client side${of}, judges ${idsOf(scenario).join(', ')}`, '    '),
  ].join('\n');
}
