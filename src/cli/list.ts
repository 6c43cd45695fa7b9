import { loadCatalogue } from '../catalogue/catalogue.js';
import { isAboutAny, type Requirement, type Side, sides } from '../catalogue/requirement.js';
import { loadContract } from '../contract/load-contract.js';
import { wordTable } from '../report/markdown.js';
import { wrap } from '../report/text.js';
import { operationsInRun } from '../run/operations-in-run.js';

const formats = {
  text: (requirements: readonly Requirement[]) =>
    (requirements.length === 0 ? 'no requirements of this side yet' : '') +
    requirements
      .map(({ id, level, statement }) => wrap(`${id}  ${level.padEnd(6)}  ${statement}`, ' '.repeat(17)))
      .join('\n'),
  json: (requirements: readonly Requirement[]) => JSON.stringify(requirements, null, 2),
  markdown: (requirements: readonly Requirement[]) =>
    wordTable(
      ['id', 'level', 'area', 'statement'],
      requirements.map(({ id, level, area, statement }) => [id, level, area, statement]),
    ),
};

interface ListOptions {
  readonly side?: Side;
  readonly format: keyof typeof formats;
  /** Ids and areas. */
  readonly only?: readonly string[];
  /** operationIds. */
  readonly operation?: readonly string[];
}

/** Prints the requirements of one side or of both; with words, those that they select; with operations, those that are about one of them. Throws KitError with the nearest word. */
export function list({ side, format, only = [], operation }: ListOptions): void {
  const catalogue = loadCatalogue();
  const about = operation && operationsInRun(loadContract(), { operations: operation });
  const ofSide = catalogue.selectFrom(side === undefined ? sides : [side], only);
  const requirements = about ? ofSide.filter((one) => isAboutAny(one, about)) : ofSide;
  process.stdout.write(`${formats[format](requirements)}\n`);
}
