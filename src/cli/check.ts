import { loadCatalogue } from '../catalogue/catalogue.js';
import type { Side } from '../catalogue/requirement.js';
import { operationsNamed } from '../contract/contract.js';
import { loadContract } from '../contract/load-contract.js';
import { KitError } from '../errors.js';
import { checkTraffic } from '../run/check.js';
import { lintOnce } from '../run/lint.js';
import { recordingFile } from '../traffic/recording.js';
import { type CommonOptions, choicesOf, waiversOf } from './choices.js';

export interface CheckOptions extends CommonOptions {
  readonly side?: Side;
  readonly name: string;
  readonly waivers?: string;
}

/** Checks everything that can be wrong before the first file is read, then judges what was recorded. The process ends with the exit code of the worse side. */
export async function check(files: readonly string[], given: CheckOptions): Promise<void> {
  const { name, side, only, operation } = given;
  if (!/^[\w.-]{1,64}$/.test(name))
    throw new KitError(`--name "${name}" is no name of letters, digits, hyphens, dots and underscores`);
  if (operation?.length === 0)
    throw new KitError('--operation names nothing; give an operationId such as getCustomerQualifications');
  const choices = { ...choicesOf(given), ...waiversOf(given.waivers) };
  await lintOnce(choices.contract);
  if (operation) operationsNamed(loadContract(choices.contract), operation);
  const sides = side === undefined ? (['service', 'client'] as const) : [side];
  const judged = only === undefined ? sides : sidesOf(only, sides);
  const paths = [...new Set(files.map(recordingFile))];
  await checkTraffic({ choices, id: name, files: paths, sides: judged, demanded: side !== undefined });
}

/** The sides that have what was selected. Throws KitError with the nearest word for one that none has. */
function sidesOf(only: readonly string[], sides: readonly Side[]): readonly Side[] {
  const catalogue = loadCatalogue();
  const found = sides.filter((side) => only.some((word) => catalogue.selects(side, word)));
  const [first] = sides;
  if (found.length === 0 && first) catalogue.select(first, only);
  for (const word of only)
    if (first && !sides.some((side) => catalogue.selects(side, word))) catalogue.select(first, [word]);
  return found;
}
