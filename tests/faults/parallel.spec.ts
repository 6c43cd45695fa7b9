import { expect, test } from '@playwright/test';
import { behaviourNamed } from '../../src/mock/faults.js';
import { withBehaviours } from '../kit/behaving-mock.js';
import { judgeHere } from '../kit/judged-here.js';

/** Wrong by what is odd about a request, by what went before it, by what is beside it, and now and then; and one that is right. */
const services = [
  undefined,
  ...['ids-crossed', 'bodies-crossed', 'fails-together', 'value-alternates'],
  ...['correlation-id-lost', 'injection-crashes', 'errors-other-form', 'any-token-accepted'],
  ...['sometimes-fails', 'sometimes-resets', 'values-wear-out', 'throttled-without-retry-after'],
];

for (const name of services) {
  test(`eight requests at a time find out what one at a time does: ${name ?? 'a healthy service'}`, async () => {
    await withBehaviours(name === undefined ? [] : [behaviourNamed(name)], async (env) => {
      const verdictsWith = async (parallel: number) => {
        const { report } = await judgeHere(['service', '--seed', '7', '--parallel', String(parallel)], env);
        return Object.fromEntries(report.requirements.map(({ id, verdict }) => [id, verdict]));
      };
      expect(await verdictsWith(8)).toEqual(await verdictsWith(1));
    });
  });
}
