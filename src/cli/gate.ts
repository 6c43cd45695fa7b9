import { loadCatalogue } from '../catalogue/catalogue.js';
import { secretsIn } from '../config/target.js';
import { KitError, messageOf } from '../errors.js';
import { LeakGate } from '../gate/leak-gate.js';
import { linesOf } from '../gate/tell.js';

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

/** Whether the gate found no secret, and could read all that was written; standard error tells what it found. */
export function closeGate(gate: LeakGate): { readonly clean: boolean } {
  try {
    const lines = linesOf(gate.close());
    if (lines.length === 0) return { clean: true };
    process.stderr.write(gate.clean(`qualification-kit: ${lines.join('\n')}\n`));
  } catch (thrown) {
    process.stderr.write(
      gate.clean(`qualification-kit: what the run wrote could not be searched: ${messageOf(thrown)}\n`),
    );
  }
  return { clean: false };
}
