import { ownRequirements } from '../../src/catalogue/own-requirements.js';
import { requirementTest } from '../../src/playwright/service-test.js';
import { currentTask } from '../../src/run/task.js';
import { useOwnChecks } from '../../src/run/use-own-checks.js';

await useOwnChecks(currentTask().choices.checks);

for (const { id } of ownRequirements().requirements) {
  requirementTest(id, async ({ service, occasional }) => {
    occasional('no answer gave occasion');
    await service.forEach(service.customers.slice(0, 2), (customer) => service.read(customer));
  });
}
