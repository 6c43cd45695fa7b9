import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KitError, messageOf } from '../errors.js';
import { formats } from '../forms/forms.js';
import { considerName } from '../forms/publish.js';
import { reportName } from '../report/report-file.js';
import { statementNames } from '../report/statement/statement.js';

/** Level by level: Node's recursive form never ends below some folders that no folder can be made in, such as /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** What an earlier run left and was stated about it, which would be taken for this run's if that ended early. */
const ofEarlierRun = new Set([
  ...[reportName, considerName, 'evidence.ndjson', 'exchanges.har', 'manifest.json'],
  ...statementNames,
  ...Object.keys(formats),
]);

/** What a shard leaves. */
const part = /^part-\d+-of-\d+\.(json|zip)$/;

/** Makes the folder that a run writes to, without an earlier run's report and what belongs to it. Throws KitError where that cannot be done. */
export function prepareOutput(folder: string): void {
  if (basename(folder) === '--') throw new KitError('--output names no folder; give one behind it');
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
    for (const name of readdirSync(folder))
      if (part.test(name) || ofEarlierRun.has(name.replace('-client.', '.')))
        rmSync(join(folder, name), { force: true });
  } catch (thrown) {
    throw new KitError(`cannot write to --output ${folder}: ${messageOf(thrown)}`);
  }
}
