import { loadCatalogue } from '../catalogue/catalogue.js';
import { secretsIn } from '../config/target.js';
import { KitError, messageOf } from '../errors.js';
import { LeakGate } from '../gate/leak-gate.js';
import { linesOf } from '../gate/tell.js';
import { leaveGateRecord } from './leave-gate-record.js';

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

/**
 * The exit code of a run that would end with `code`: 2, with word of it on standard error, when the gate finds a secret
 * or cannot read what was written. What came of it is left in the run's folder.
 */
export function closeGate(gate: LeakGate, code: 0 | 1 | 2, folder: string): 0 | 1 | 2 {
  try {
    const result = gate.close();
    leaveGateRecord(result, folder);
    const lines = linesOf(result);
    if (lines.length === 0) return code;
    process.stderr.write(gate.clean(`qualification-kit: ${lines.join('\n')}\n`));
  } catch (thrown) {
    process.stderr.write(
      gate.clean(`qualification-kit: what the run wrote could not be searched: ${messageOf(thrown)}\n`),
    );
  }
  return 2;
}
