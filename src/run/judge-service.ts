import { loadCatalogue } from '../catalogue/catalogue.js';
import { openTarget, secretsOf } from '../target/open-target.js';
import { openGate } from './gate.js';
import { claimOutput } from './output-folder.js';
import { runTests } from './run-tests.js';
import type { JudgeService, Plan } from './task.js';

/** Fetches the tokens of the target, if it has to, and judges it. The process ends with the exit code that the report means. Throws KitError when a token cannot be had or nothing can be written. */
export async function judgeService(task: JudgeService): Promise<void> {
  const { target } = task;
  if (target === 'mock') return runServiceTests(task, new Map());
  const open = await openTarget(target, task.choices.writes === true);
  await runServiceTests({ ...task, target: open }, await secretsOf(open));
}

/** Runs the tests of the service's side. `secrets` must not be written, and have the names that stand in for them. */
export async function runServiceTests(
  task: JudgeService | Plan,
  secrets: ReadonlyMap<string, string>,
): Promise<void> {
  const { only, output } = task.choices;
  const selected = loadCatalogue().select('service', only);
  claimOutput(output);
  const gate = openGate(output);
  for (const [secret, name] of secrets) gate.learn(secret, name);
  await runTests(
    task,
    selected.map(({ id }) => id),
    gate,
  );
}
