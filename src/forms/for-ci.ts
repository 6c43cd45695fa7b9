import { randomUUID } from 'node:crypto';
import type { Report } from '../report/report.js';
import { withoutCommands } from '../report/shown.js';
import { annotations } from './annotations.js';

/** The text of a report for standard output. No line of it is a command, whatever a service answered, neither of GitHub's workflows, where annotations follow, nor of Azure Pipelines. */
export function forCi(text: string, report: Report, env: NodeJS.ProcessEnv): string {
  if (env['TF_BUILD'] !== undefined) return withoutCommands(text);
  if (env['GITHUB_ACTIONS'] !== 'true') return text;
  // GitHub obeys nothing up to a word that nobody can know.
  const word = randomUUID();
  const lines = annotations(report).map((line) => `${line}\n`);
  return `\n::stop-commands::${word}\n${text}::${word}::\n${lines.join('')}`;
}
