import { requirementTest } from '../../src/playwright/service-test.js';

// What holds for every exchange is judged on every exchange of a run; these tests make sure that there is one.
for (const id of ['AVL-001', 'AVL-002', 'AVL-003']) {
  requirementTest(id, async ({ service }) => {
    await service.read();
  });
}
