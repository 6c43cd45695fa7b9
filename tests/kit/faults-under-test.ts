import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import type { Behaviour } from '../../src/mock/behaviour.js';
import { faults } from '../../src/mock/faults.js';
import { faults as createFaults } from '../../src/operations/create-customer-qualification/faults.js';
import { faults as updateFaults } from '../../src/operations/update-customer-qualification/faults.js';
import { withBehaviours } from './behaving-mock.js';
import { idsWith, runCommand } from './command.js';
import { judgeHere } from './judged-here.js';

const catalogue = loadCatalogue();

/** Nothing the mock does in health takes this long, so that a service which hangs is found out soon. */
const timeout = ['--timeout', '700'];

/** Areas whose faults show now and then, in whichever request meets them, or after many of them. */
const seldom = ['throttling', 'availability', 'wear'];

/** Options of a run that writes. */
const writing = ['--writes', '--yes'];

/** Nobody meets them who does not write. */
const writeFaults: ReadonlySet<Behaviour> = new Set([...updateFaults, ...createFaults]);

/** What a run needs to judge these requirements: those of writes need to write. */
export function writingFor(ids: readonly string[]): readonly string[] {
  return ids.some((id) => /^(UPD|CRT)-/.test(id)) ? writing : [];
}

/** For each requirement of the service the first fault that names it. */
export const firstFaults: readonly Behaviour[] = faults.filter((fault, index) =>
  fault.requirements.some(
    (id) => faults.findIndex(({ requirements }) => requirements.includes(id)) === index,
  ),
);

/**
 * Declares a test for each fault: a mock that has it is held against the requirements that the fault names, in this
 * process, or by the real command against the whole catalogue.
 * @param prefix of the base URL, such as `/partner/api`
 */
export function declareKills(
  scope: 'named requirements' | 'whole catalogue',
  prefix = '',
  among: readonly Behaviour[] = faults,
): void {
  const where = prefix === '' ? '' : `, below ${prefix}`;
  for (const fault of among) {
    test(`a service that ${fault.summary} violates ${fault.requirements.join(' and ')} (${fault.name}${where})`, async () => {
      const areas = [...new Set(fault.requirements.map((id) => catalogue.get(id).area))];
      const everywhere = areas.some((area) => seldom.includes(area));
      const whole = scope === 'whole catalogue' || everywhere;
      const only = whole ? [] : fault.requirements.flatMap((id) => ['--only', id]);
      const judge = async (env: NodeJS.ProcessEnv): Promise<void> => {
        const command = [
          'service',
          '--seed',
          '7',
          ...timeout,
          ...only,
          ...(writeFaults.has(fault) ? writing : []),
        ];
        const judged = scope === 'whole catalogue' ? runCommand : judgeHere;
        const { code, report, stdout, stderr } = await judged(command, env);
        const killers = idsWith(report, 'fail');
        test.info().annotations.push({
          type: 'kill',
          description: JSON.stringify({
            fault: fault.name + where,
            named: fault.requirements,
            killers,
            causes: report?.causes?.length,
          }),
        });
        const told = (report?.causes ?? []).flatMap(({ requirement, touches }) => [requirement, ...touches]);
        expect([...new Set(told)].toSorted(), 'each violation is told under a cause').toEqual(
          killers.toSorted(),
        );
        expect(killers, stdout + stderr).toEqual(expect.arrayContaining([...fault.requirements]));
        expect(idsWith(report, 'error'), 'a fault of the service is no error of the kit').toEqual([]);
        const binding = killers.some((id) => catalogue.get(id).level === 'MUST');
        // Where nothing but a violated SHOULD was judged, nothing was shown to hold.
        expect(code).toBe(binding ? 1 : idsWith(report, 'pass').length > 0 ? 0 : 2);
      };
      await withBehaviours([fault], judge, prefix);
    });
  }
}
