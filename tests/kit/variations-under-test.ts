import { expect } from '@playwright/test';
import { behaviourNamed } from '../../src/mock/faults.js';
import { variations } from '../../src/mock/variations.js';
import { withBehaviours } from './behaving-mock.js';
import { type CommandResult, idsWith } from './command.js';
import { writingFor } from './faults-under-test.js';
import { judgeHere } from './judged-here.js';

/**
 * Judges a mock with these legal variations, outermost first, strictly: nothing may fail, and what they name is judged.
 * @param judged the real command, or what does the same in this process
 */
export async function expectNoFailure(
  names: readonly string[],
  judged: (args: readonly string[], env: NodeJS.ProcessEnv) => Promise<CommandResult> = judgeHere,
): Promise<void> {
  const behaviours = names.map((name) => behaviourNamed(name, variations));
  await withBehaviours(behaviours, async (env) => {
    const writing = writingFor(behaviours.flatMap(({ requirements }) => requirements));
    const command = ['service', '--seed', '7', '--strict', ...writing];
    const { code, report, stdout, stderr } = await judged(command, env);
    expect(idsWith(report, 'fail'), stdout + stderr).toEqual([]);
    expect(idsWith(report, 'error'), stdout + stderr).toEqual([]);
    const unjudged = behaviours
      .flatMap(({ requirements }) => requirements)
      .filter((id) => !idsWith(report, 'pass').includes(id));
    expect(
      unjudged.filter((id) => !unprovoked.has(id)),
      'what a variation names is judged, not skipped',
    ).toEqual([]);
    expect(code).toBe(0);
  });
}

/** Judged only where the service gives occasion, which not every variation of a group does. */
const unprovoked = new Set(['ERR-003', 'ERR-004', 'RTE-004']);
