import { expect } from '@playwright/test';
import { loadContract } from '../../src/contract/load-contract.js';
import { behaviourNamed } from '../../src/mock/faults.js';
import { startMock } from '../../src/mock/server.js';
import { variations } from '../../src/mock/variations.js';
import { environmentFor, idsWith, runCommand } from './command.js';

const contract = loadContract();

/** Runs the real command, strictly, against a mock with these legal variations, outermost first: nothing may fail, and what they name is judged. */
export async function expectNoFailure(names: readonly string[]): Promise<void> {
  const behaviours = names.map((name) => behaviourNamed(name, variations));
  const mock = await startMock({ contract, seed: 7, behaviours });
  try {
    const { code, report, stdout, stderr } = await runCommand(
      ['service', '--seed', '7', '--strict'],
      await environmentFor(mock),
    );
    expect(idsWith(report, 'fail'), stdout + stderr).toEqual([]);
    expect(idsWith(report, 'error'), stdout + stderr).toEqual([]);
    const judged = behaviours
      .flatMap(({ requirements }) => requirements)
      .filter((id) => !idsWith(report, 'pass').includes(id));
    expect(
      judged.filter((id) => !unprovoked.has(id)),
      'what a variation names is judged, not skipped',
    ).toEqual([]);
    expect(code).toBe(0);
  } finally {
    await mock.close();
  }
}

/** Judged only where the service gives occasion, which not every variation of a group does. */
const unprovoked = new Set(['ERR-003', 'ERR-004', 'RTE-004']);
