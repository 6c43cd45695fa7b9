import { KitError, linesOf } from '../errors.js';
import { visible } from '../report/shown.js';
import { watchEarlyInterrupt } from './early-interrupt.js';
import { judgeService } from './judge-service.js';
import { tellProgress } from './progress.js';
import { currentTask } from './task.js';
import { useOwnChecks } from './use-own-checks.js';

/** A program: judges the target of the task that it was handed, and ends with the exit code that the report means. */
async function main(): Promise<void> {
  watchEarlyInterrupt();
  tellProgress((progress) => process.send?.(progress));
  const task = currentTask();
  if (task.kind !== 'judge-service') throw new KitError('no service to judge was handed down');
  await useOwnChecks(task.choices.checks);
  await judgeService(task);
}

try {
  await main();
} catch (thrown) {
  process.stderr.write(visible(linesOf(thrown)));
  process.exitCode = 2;
}
