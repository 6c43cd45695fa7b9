import { randomUUID } from 'node:crypto';
import type { Report } from '../report/report.js';
import { annotations } from './annotations.js';

/** The text of a report for standard output. On GitHub no line of it is a workflow command, whatever a service answered, and annotations follow. */
export function forGitHub(text: string, report: Report, env: NodeJS.ProcessEnv): string {
  if (env['GITHUB_ACTIONS'] !== 'true') return text;
  // GitHub obeys nothing up to a word that nobody can know.
  const word = randomUUID();
  const lines = annotations(report).map((line) => `${line}\n`);
  return `\n::stop-commands::${word}\n${text}::${word}::\n${lines.join('')}`;
}
