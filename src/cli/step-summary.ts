import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../errors.js';
import { summaryName } from '../forms/forms.js';

/** Appends a run's summary to the step's on GitHub. Called when the gate is closed, so that what the gate took away is not shown; a summary that cannot be written is told and changes nothing. */
export function appendStepSummary(folder: string, env: NodeJS.ProcessEnv): void {
  const target = env['GITHUB_STEP_SUMMARY'];
  const summary = join(folder, summaryName);
  if (!target || !existsSync(summary)) return;
  try {
    appendFileSync(target, `${readFileSync(summary, 'utf8')}\n`);
  } catch (thrown) {
    process.stderr.write(`qualification-kit: cannot append to GITHUB_STEP_SUMMARY: ${messageOf(thrown)}\n`);
  }
}
