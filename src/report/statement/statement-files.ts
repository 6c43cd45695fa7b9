import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Statement, statementNames } from './statement.js';
import { markdownOf } from './statement-markdown.js';

/** Whether a file of a statement in a folder is as the kit wrote it: statement.yaml says what it is, and statement.md is made of it. */
export function isStatementOf(folder: string, name: (typeof statementNames)[number]): boolean {
  const [yamlName, markdownName] = statementNames;
  try {
    const stated = parse(readFileSync(join(folder, yamlName), 'utf8')) as Statement | null;
    if (stated?.format !== 'qualification-kit-statement/1') return false;
    return name === yamlName || readFileSync(join(folder, markdownName), 'utf8') === markdownOf(stated);
  } catch {
    return false;
  }
}
