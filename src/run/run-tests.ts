import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { KitError } from '../errors.js';
import { packageRoot } from '../files/package-root.js';
import type { LeakGate } from '../gate/leak-gate.js';
import { openInbox } from '../gate/secret-channel.js';
import { settled } from './course.js';
import { endRun, listenToConsole } from './gate.js';
import { writePart } from './part.js';
import { type ByHand, handDown, type Listen, shardOf, sideOf, type Task } from './task.js';
import { testsFor } from './tests-for.js';

/**
 * Runs Playwright's own command line for a task in this process, which then ends the process; the outcome and the gate
 * decide the exit code.
 * A process of its own would cost a second and would need every signal passed on.
 * @param ids the requirements that are judged
 * @param blobs the folder of the blobs that are merged; no test is run
 */
export async function runTests(
  task: Exclude<Task, ByHand | Listen>,
  ids: readonly string[],
  gate: LeakGate,
  blobs?: string,
): Promise<void> {
  listenToConsole(gate);
  await openInbox(gate.learn);
  // What runs here is compiled: Playwright's loader for TypeScript, a thread per process, has nothing to do.
  process.env['PW_DISABLE_TS_ESM'] = '1';
  handDown(task);
  const command = runnerCommand();
  const config = ['--config', join(packageRoot, 'dist', 'playwright.config.js')];
  const words =
    blobs === undefined
      ? ['test', ...config, ...selectionOf(task, ids)]
      : ['merge-reports', ...config, blobs];
  process.argv = [process.execPath, command, ...words];
  process.once('SIGTERM', () => process.kill(process.pid, 'SIGINT'));
  // Before whoever clears the folder away.
  process.prependListener('exit', () => {
    const { output } = task.choices;
    process.exitCode = endRun(gate, output, exitCode(), () => leavePart(task));
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

function selectionOf(task: Task, ids: readonly string[]): readonly string[] {
  const side = sideOf(task);
  const shard = shardOf(task);
  const tests = testsFor(side, task.choices.only, ids);
  return [
    ...(side === undefined ? [] : ['--project', side]),
    ...(tests === undefined ? [] : ['--grep', tests.map((id) => `@${id}\\b`).join('|')]),
    ...(shard ? ['--shard', `${shard.index}/${shard.total}`] : []),
  ];
}

/** What a shard leaves for `merge`; nothing where it left no report, or where there is nothing to merge. */
function leavePart(task: Task): void {
  const shard = task.kind === 'judge-service' ? task.shard : undefined;
  const outcome = settled();
  if (shard && outcome?.report) writePart(outcome.report, shard, task.choices.output);
}

/** The exit code of the outcome; 2, with a word of why, when there is none. */
function exitCode(): 0 | 1 | 2 {
  const outcome = settled();
  if (outcome) return outcome.code;
  process.stderr.write('qualification-kit: the run ended without a report, so nothing was judged\n');
  return 2;
}
