import { loadCatalogue } from '../catalogue/catalogue.js';
import { behaviourNamed, faultsOf } from '../mock/faults.js';
import { variations } from '../mock/variations.js';
import { wrap } from '../report/text.js';

/** Prints all that is known of a requirement. Throws KitError for an unknown id. */
export function explain(id: string): void {
  const catalogue = loadCatalogue();
  const requirement = catalogue.get(id.toUpperCase());
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
    ...section('How it is tested', [test]),
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
    ...section('Judged only where these hold', dependsOn),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
