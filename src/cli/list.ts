import { loadCatalogue } from '../catalogue/catalogue.js';
import { isAbout, type Requirement, type Side } from '../catalogue/requirement.js';
import { loadContract } from '../contract/load-contract.js';
import { KitError } from '../errors.js';
import { didYouMean } from '../files/nearest.js';
import { wordTable } from '../report/markdown.js';
import { wrap } from '../report/text.js';
import { operationsInRun } from '../run/operations-in-run.js';

const sides = ['service', 'client'] as const satisfies readonly Side[];

const formats: Readonly<Record<string, (requirements: readonly Requirement[]) => string>> = {
  text: (requirements) =>
    (requirements.length === 0 ? 'no requirements of this side yet' : '') +
    requirements
      .map(({ id, level, statement }) => wrap(`${id}  ${level.padEnd(6)}  ${statement}`, ' '.repeat(17)))
      .join('\n'),
  json: (requirements) => JSON.stringify(requirements, null, 2),
  markdown: (requirements) =>
    wordTable(
      ['id', 'level', 'area', 'statement'],
      requirements.map(({ id, level, area, statement }) => [id, level, area, statement]),
    ),
};

interface ListOptions {
  readonly side?: string;
  readonly format: string;
  /** operationIds. */
  readonly operation?: readonly string[];
}

/** Prints the requirements of one side or of both; with operations, those that are about one of them. Throws KitError with the nearest word. */
export function list({ side, format, operation }: ListOptions): void {
  const catalogue = loadCatalogue();
  const about = operation && operationsInRun(loadContract(), { operations: operation });
  const known = sides.find((one) => one === side);
  if (side !== undefined && known === undefined)
    throw new KitError(`unknown side "${side}"${didYouMean(side, sides)}`);
  const write = formats[format];
  if (!write) throw new KitError(`unknown format "${format}"${didYouMean(format, Object.keys(formats))}`);
  const ofSide = known === undefined ? catalogue.requirements : catalogue.select(known, []);
  const requirements = about
    ? ofSide.filter((one) => about.some((described) => isAbout(one, described)))
    : ofSide;
  process.stdout.write(`${write(requirements)}\n`);
}
