import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { KitError, messageOf } from '../errors.js';
import { shownPath } from '../files/shown-path.js';
import { writeFormats } from '../forms/forms.js';
import { loadReport } from '../report/report-file.js';

const [usual, ofClient] = ['conformance.json', 'conformance-client.json'] as const;

/** Writes all formats of the reports in a folder again. Throws KitError where there is none, or one that is not of this kit. */
export function report(folder: string): void {
  const beside = existsSync(join(folder, ofClient));
  const names = !beside ? [usual] : existsSync(join(folder, usual)) ? [usual, ofClient] : [ofClient];
  const reports = names.map((name) => [name, loadReport(join(folder, name)).report] as const);
  try {
    for (const [name, one] of reports)
      for (const file of writeFormats(one, resolve(folder), name))
        process.stdout.write(`${shownPath(file, { path: resolve(folder), as: folder })}\n`);
  } catch (thrown) {
    throw new KitError(`cannot write to ${folder}: ${messageOf(thrown)}`);
  }
}
