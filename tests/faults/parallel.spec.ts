import { expect, test } from '@playwright/test';
import { behaviourNamed } from '../../src/mock/faults.js';
import { withBehaviours } from '../kit/behaving-mock.js';
import { judgeHere } from '../kit/judged-here.js';

/** Wrong by what is odd about a request, by what is beside it, by what went before it, and now and then; and one that is right. */
const services = [
  undefined,
  ...['ids-crossed', 'bodies-crossed', 'fails-together', 'value-alternates'],
  ...['correlation-id-lost', 'injection-crashes', 'errors-other-form', 'any-token-accepted'],
];

/** One read of a few customers, whose run is short. */
const brief = ['service', '--seed', '7', '--operation', 'getCustomerQualification'];

for (const name of services) {
  test(`eight requests at a time find out what one at a time does: ${name ?? 'a healthy service'}`, async () => {
    await withBehaviours(name === undefined ? [] : [behaviourNamed(name)], async (env) => {
      const few = env['PARTNER_CENTER_CUSTOMERS']?.split(',').slice(0, 3).join(',');
      const verdictsWith = async (parallel: number) => {
        const command = [...brief, '--parallel', String(parallel)];
        const { PARTNER_CENTER_WRITABLE_CUSTOMERS: _, ...others } = env;
        const { report } = await judgeHere(command, { ...others, PARTNER_CENTER_CUSTOMERS: few });
        return Object.fromEntries(report.requirements.map(({ id, verdict }) => [id, verdict]));
      };
      expect(await verdictsWith(8)).toEqual(await verdictsWith(1));
    });
  });
}
