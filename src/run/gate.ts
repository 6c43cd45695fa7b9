import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadCatalogue } from '../catalogue/catalogue.js';
import { messageOf } from '../errors.js';
import { writeFailure } from '../files/write-whole.js';
import { summaryName } from '../forms/forms.js';
import { gateLines } from '../gate/gate-lines.js';
import { LeakGate } from '../gate/leak-gate.js';
import type { GateOutcome } from '../report/gate-record.js';
import { secretsIn } from '../target/environment.js';
import { isOfRun, releaseOutput } from './output-folder.js';

/** Opens the gate of a run that writes below `folder`, which exists; it knows the environment's secrets. Throws KitError where nothing can be written. */
export function openGate(folder: string): LeakGate {
  const catalogue = loadCatalogue();
  const ids = (['service', 'client'] as const).flatMap((side) => catalogue.select(side, []));
  try {
    const gate = new LeakGate(
      folder,
      ids.map(({ id }) => id),
      (file) => isOfRun(folder, file),
    );
    for (const [secret, name] of secretsIn(process.env)) gate.learn(secret, name);
    return gate;
  } catch (thrown) {
    throw writeFailure(folder, thrown);
  }
}

/** Has the gate know from now on what the process prints. */
export function listenToConsole(gate: LeakGate): void {
  gate.listen('standard output', process.stdout);
  gate.listen('standard error', process.stderr);
}

/** What the gate found in all that was written; standard error tells it. */
function closeGate(gate: LeakGate): GateOutcome {
  try {
    const result = gate.close();
    const lines = gateLines(result);
    if (lines.length > 0) process.stderr.write(gate.clean(`qualification-kit: ${lines.join('\n')}\n`));
    const { files, leaks, unread, bounded } = result;
    return {
      clean: leaks.length === 0 && unread.length === 0,
      ...{ files, leaks: leaks.length, unread: unread.length },
      ...(bounded.length > 0 ? { bounded: bounded.length } : {}),
    };
  } catch (thrown) {
    process.stderr.write(
      gate.clean(`qualification-kit: what the run wrote could not be searched: ${messageOf(thrown)}\n`),
    );
    return { clean: false, files: 0, leaks: 0, unread: 1 };
  }
}

/** Closes the gate of a run, and lists what it left in its folder. Returns the run's exit code, which is 2 where the gate is not clean. `leave` is called where it is, for what only a clean run leaves. */
export function endRun(
  gate: LeakGate,
  folder: string,
  code: 0 | 1 | 2,
  leave: () => void = () => {},
): 0 | 1 | 2 {
  const outcome = closeGate(gate);
  pruneEmpty(join(folder, 'playwright'));
  try {
    if (outcome.clean) leave();
    releaseOutput(folder, outcome);
  } catch (thrown) {
    const { message } = writeFailure(folder, thrown);
    process.stderr.write(`qualification-kit: the run's folder has no manifest: ${message}\n`);
    return 2;
  }
  // What the gate took away is not shown.
  appendStepSummary(folder, process.env);
  return outcome.clean ? code : 2;
}

/** Removes the folders below a folder in which nothing lies, and itself when nothing is left: Playwright makes one for each test, most of which stay empty. */
function pruneEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) pruneEmpty(join(folder, entry.name));
  if (readdirSync(folder).every((name) => name === '.last-run.json')) rmSync(folder, { recursive: true });
}

/** Appends a run's summary to the step's on GitHub. A summary that cannot be written is told and changes nothing. */
function appendStepSummary(folder: string, env: NodeJS.ProcessEnv): void {
  const target = env['GITHUB_STEP_SUMMARY'];
  const summary = join(folder, summaryName);
  if (!target || !existsSync(summary)) return;
  try {
    appendFileSync(target, `${readFileSync(summary, 'utf8')}\n`);
  } catch (thrown) {
    process.stderr.write(`qualification-kit: cannot append to GITHUB_STEP_SUMMARY: ${messageOf(thrown)}\n`);
  }
}
