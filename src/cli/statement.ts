import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { KitError, messageOf } from '../errors.js';
import { examineFiles, gateRecordIn, readManifest } from '../evidence/manifest.js';
import { writeWhole } from '../files/write-whole.js';
import { loadReport } from '../report/report-file.js';
import {
  demandGreen,
  type Implementation,
  statementNames,
  statementOf,
} from '../report/statement/statement.js';
import { isStatementOf } from '../report/statement/statement-files.js';
import { markdownOf } from '../report/statement/statement-markdown.js';
import { wrap } from '../report/text.js';

export type StatementOptions = Implementation;

/** Writes statement.yaml and statement.md about the run that wrote to a folder. Throws KitError where nothing may be stated. */
export function statement(folder: string, given: StatementOptions): void {
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw new KitError(`${folder} is no folder; give the --output of a run`);
  for (const [option, value] of Object.entries(given))
    if (value.length === 0 || (typeof value === 'string' && value.trim() === ''))
      throw new KitError(`--${option} is empty; leave it out`);
  const { organization, name, version, url, contact } = given;
  const gate = gateRecordIn(folder);
  if (gate) demandGreen(gate);
  const made = statementOf(
    loadReport(folder),
    gate,
    {
      ...(organization === undefined ? {} : { organization }),
      ...(name === undefined ? {} : { name }),
      ...(version === undefined ? {} : { version }),
      ...(url === undefined ? {} : { url }),
      ...(contact === undefined ? {} : { contact }),
    },
    new Date(),
  );
  demandUntouched(folder);
  for (const name of statementNames)
    if (existsSync(join(folder, name)) && !isStatementOf(folder, name))
      throw new KitError(
        `${join(folder, name)} is there already, and not as a statement of the kit; move it away`,
      );
  const [yamlName, markdownName] = statementNames;
  try {
    writeWhole(join(folder, yamlName), stringify(made, { aliasDuplicateObjects: false, lineWidth: 110 }));
    writeWhole(join(folder, markdownName), markdownOf(made));
  } catch (thrown) {
    throw new KitError(`cannot write to ${folder}: ${messageOf(thrown)}`);
  }
  const lines = [
    ...(made.notice === undefined ? [] : [made.notice]),
    wrap(made.conclusion, '  '),
    `statement  ${join(folder, yamlName)}  ${join(folder, markdownName)}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Throws KitError when something that the run left is not as it was written. */
function demandUntouched(folder: string): void {
  const [changed] = examineFiles(folder, readManifest(folder).manifest).filter(({ problem }) => problem);
  if (changed) throw new KitError(`no statement: in ${changed.file}, ${changed.problem}; verify tells more`);
}
