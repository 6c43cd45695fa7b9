import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { handDown, type RunOptions } from '../config/run-options.js';
import type { LeakGate } from '../gate/leak-gate.js';
import { openInbox } from '../gate/secret-channel.js';
import { packageRoot } from '../package-root.js';
import { readReport } from '../report/publish.js';
import { exitCodeOf } from '../verdict.js';
import { closeGate, listenToConsole } from './gate.js';

/**
 * Runs Playwright's own command line in this process, which then ends the process; the report and the gate decide the
 * exit code.
 * A process of its own would cost a second and would need every signal passed on.
 */
export async function runPlaywright(
  options: RunOptions,
  ids: readonly string[],
  gate: LeakGate,
): Promise<void> {
  listenToConsole(gate);
  await openInbox(gate.learn);
  process.env['QUALIFICATION_KIT_COMMAND'] = '1';
  // What runs here is compiled: Playwright's loader for TypeScript, a thread per process, has nothing to do.
  process.env['PW_DISABLE_TS_ESM'] = '1';
  handDown(options, process.env);
  const grep = options.only.length === 0 ? [] : ['--grep', ids.map((id) => `@${id}\\b`).join('|')];
  const command = createRequire(import.meta.url).resolve('@playwright/test/cli');
  process.argv = [
    process.execPath,
    command,
    'test',
    '--config',
    join(packageRoot, 'dist', 'playwright.config.js'),
    '--project',
    options.side,
    ...grep,
    ...(options.shard ? ['--shard', `${options.shard.index}/${options.shard.total}`] : []),
  ];
  process.once('SIGTERM', () => process.kill(process.pid, 'SIGINT'));
  // Before whoever clears the folder away.
  process.prependListener('exit', () => {
    const code = verdictOf(options);
    process.exitCode = closeGate(gate, options.rehearsal ? planned(code) : code, options.output);
  });
  await import(pathToFileURL(command).href);
}

/** The exit code that the report means; 2, with a word of why, when there is no report. */
function verdictOf({ output }: RunOptions): 0 | 1 | 2 {
  const report = readReport(output);
  if (report) return exitCodeOf(report.verdict);
  process.stderr.write('qualification-kit: the run ended without a report, so nothing was judged\n');
  return 2;
}

/** A plan is made, whatever the mock would have been judged; only without a report there is none. */
function planned(code: 0 | 1 | 2): 0 | 2 {
  return code === 2 ? 2 : 0;
}
