import { lintOnce } from './lint.js';
import { currentTask } from './task.js';

/** Lints contract and catalogue before the first test of a run that Playwright was started for by hand; the command does so itself. */
export default function lintFirst(): Promise<void> {
  return lintOnce(currentTask().choices.contract);
}
