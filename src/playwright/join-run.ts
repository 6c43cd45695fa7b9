import { forget } from '../run/preflight-memory.js';
import { hasRun, isWorker, runOptions } from '../run/run-options.js';

/** To be called where tests of a user's own are read. In Playwright's main process, hands one seed and one memory down to all workers of the run, and clears up behind it. */
export function joinRun(): void {
  if (isWorker() || hasRun()) return;
  const options = runOptions();
  process.once('exit', () => forget(options));
}
