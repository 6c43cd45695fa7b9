import { join } from 'node:path';
import { loadCatalogue } from '../catalogue/catalogue.js';
import { KitError, messageOf } from '../errors.js';
import { writeManifest } from '../evidence/manifest.js';
import { gateLines } from '../gate/gate-lines.js';
import { LeakGate } from '../gate/leak-gate.js';
import type { GateOutcome } from '../report/gate-record.js';
import { secretsIn } from '../target/target.js';
import { pruneEmpty } from './prune-empty.js';
import { appendStepSummary } from './step-summary.js';

/** Opens the gate of a run that writes below `folder`, which exists; it knows the environment's secrets. Throws KitError where nothing can be written. */
export function openGate(folder: string): LeakGate {
  const catalogue = loadCatalogue();
  const ids = (['service', 'client'] as const).flatMap((side) => catalogue.select(side, []));
  try {
    const gate = new LeakGate(
      folder,
      ids.map(({ id }) => id),
    );
    for (const [secret, name] of secretsIn(process.env)) gate.learn(secret, name);
    return gate;
  } catch (thrown) {
    throw new KitError(`cannot write to --output ${folder}: ${messageOf(thrown)}`);
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
    const { files, leaks, unread } = result;
    return { clean: lines.length === 0, files, leaks: leaks.length, unread: unread.length };
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
    writeManifest(folder, outcome);
  } catch (thrown) {
    process.stderr.write(`qualification-kit: the run's folder has no manifest: ${messageOf(thrown)}\n`);
    return 2;
  }
  // What the gate took away is not shown.
  appendStepSummary(folder, process.env);
  return outcome.clean ? code : 2;
}
