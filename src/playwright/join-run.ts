import { forget } from '../run/preflight-memory.js';
import { currentTask, hasTask, isWorker } from '../run/task.js';

/** To be called where tests of a user's own are read. In Playwright's main process, hands one seed and one memory down to all workers of the run, and clears up behind it. */
export function joinRun(): void {
  if (isWorker() || hasTask()) return;
  const task = currentTask();
  process.once('exit', () => forget(task));
}
