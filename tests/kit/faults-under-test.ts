import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { faults } from '../../src/mock/faults.js';
import { withBehaviours } from './behaving-mock.js';
import { idsWith, runCommand } from './command.js';

const catalogue = loadCatalogue();

/** Nothing the mock does in health takes this long, so that a service which hangs is found out soon. */
const timeout = ['--timeout', '700'];

/** Areas whose faults show now and then, in whichever request meets them. */
const seldom = ['throttling', 'availability'];

/** The first fault of each requirement, which is proof that it can fail. */
const firsts = new Set(
  catalogue.requirements.flatMap(
    ({ id }) => faults.find(({ requirements }) => requirements.includes(id)) ?? [],
  ),
);

/** Declares a test for each fault: the real command against a mock that has it. Held against the requirements that the fault names, against their areas, or against the whole catalogue. */
export function declareKills(
  scope: 'named requirements' | 'named areas' | 'whole catalogue',
  which: 'first of each requirement' | 'others' | 'all',
): void {
  const chosen = faults.filter((fault) => which === 'all' || firsts.has(fault) === (which !== 'others'));
  for (const fault of chosen) {
    test(`a service that ${fault.summary} violates ${fault.requirements.join(' and ')} (${fault.name})`, async () => {
      const areas = [...new Set(fault.requirements.map((id) => catalogue.get(id).area))];
      const everywhere = areas.some((area) => seldom.includes(area));
      const named = scope === 'named requirements' ? fault.requirements : areas;
      const only = scope === 'whole catalogue' || everywhere ? [] : named.flatMap((word) => ['--only', word]);
      await withBehaviours([fault], async (env) => {
        const { code, report, stdout, stderr } = await runCommand(
          ['service', '--seed', '7', ...timeout, ...only],
          env,
        );
        const killers = idsWith(report, 'fail');
        test.info().annotations.push({
          type: 'kill',
          description: JSON.stringify({ fault: fault.name, named: fault.requirements, killers }),
        });
        expect(killers, stdout + stderr).toEqual(expect.arrayContaining([...fault.requirements]));
        expect(idsWith(report, 'error'), 'a fault of the service is no error of the kit').toEqual([]);
        expect(code).toBe(killers.some((id) => catalogue.get(id).level === 'MUST') ? 1 : 0);
      });
    });
  }
}
