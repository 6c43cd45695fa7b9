import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { KitError } from '../errors.js';
import { packageRoot } from '../files/package-root.js';
import type { LeakGate } from '../gate/leak-gate.js';
import { openInbox } from '../gate/secret-channel.js';
import { readReport } from '../report/report-file.js';
import { writePart } from '../run/part.js';
import { handDown, type RunOptions } from '../run/run-options.js';
import { exitCodeOf } from '../verdict.js';
import { endRun, listenToConsole } from './gate.js';

/** What a run does besides running tests. */
export interface Course {
  /** The folder of the blobs that are merged; no test is run. */
  readonly blobs?: string;
  /** The exit code, when all is written. */
  readonly ended?: (options: RunOptions) => 0 | 1 | 2;
}

/**
 * Runs Playwright's own command line in this process, which then ends the process; the report and the gate decide the
 * exit code.
 * A process of its own would cost a second and would need every signal passed on.
 */
export async function runPlaywright(
  options: RunOptions,
  ids: readonly string[],
  gate: LeakGate,
  { blobs, ended = verdictOf }: Course = {},
): Promise<void> {
  listenToConsole(gate);
  await openInbox(gate.learn);
  process.env['QUALIFICATION_KIT_COMMAND'] = '1';
  // What runs here is compiled: Playwright's loader for TypeScript, a thread per process, has nothing to do.
  process.env['PW_DISABLE_TS_ESM'] = '1';
  handDown(options, process.env);
  const command = runnerCommand();
  const config = ['--config', join(packageRoot, 'dist', 'playwright.config.js')];
  const task =
    blobs === undefined
      ? ['test', ...config, ...selectionOf(options, ids)]
      : ['merge-reports', ...config, blobs];
  process.argv = [process.execPath, command, ...task];
  process.once('SIGTERM', () => process.kill(process.pid, 'SIGINT'));
  // Before whoever clears the folder away.
  process.prependListener('exit', () => {
    const code = ended(options);
    process.exitCode = endRun(gate, options.output, code, () => leavePart(options));
  });
  await import(pathToFileURL(command).href);
}

/** The project's own copy: two copies of Playwright in one process refuse each other. */
function runnerCommand(): string {
  try {
    return createRequire(import.meta.url).resolve('@playwright/test/cli');
  } catch {
    throw new KitError('@playwright/test is not installed beside the kit; npm install @playwright/test');
  }
}

function selectionOf({ only, shard, side }: RunOptions, ids: readonly string[]): readonly string[] {
  return [
    ...['--project', side],
    ...(only.length === 0 ? [] : ['--grep', ids.map((id) => `@${id}\\b`).join('|')]),
    ...(shard ? ['--shard', `${shard.index}/${shard.total}`] : []),
  ];
}

/** What a shard leaves for `merge`; nothing where it left no report. */
function leavePart({ shard, output }: RunOptions): void {
  const report = shard && readReport(output);
  if (report) writePart(report, shard, output);
}

/** The exit code that the report means; 2, with a word of why, when there is no report. */
export function verdictOf({ output }: RunOptions): 0 | 1 | 2 {
  const report = readReport(output);
  if (report) return exitCodeOf(report.verdict);
  process.stderr.write('qualification-kit: the run ended without a report, so nothing was judged\n');
  return 2;
}
