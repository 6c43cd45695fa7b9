import { accessSync, constants, existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KitError, messageOf } from '../errors.js';

/** Level by level: Node's recursive form never ends below some folders that no folder can be made in, such as /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** Makes the folder that a run writes to, without an earlier run's report. Throws KitError where that cannot be done. */
export function prepareOutput(folder: string): void {
  if (basename(folder) === '--') throw new KitError('--output names no folder; give one behind it');
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
    for (const name of ['conformance.json', 'report.html']) rmSync(join(folder, name), { force: true });
  } catch (thrown) {
    throw new KitError(`cannot write to --output ${folder}: ${messageOf(thrown)}`);
  }
}
