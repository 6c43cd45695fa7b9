import { requirement } from '../../src/playwright/requirement-test.js';
import { test } from '../../src/playwright/service-test.js';

// What holds for every exchange is judged on every exchange of a run; these tests make sure that there is one.
for (const id of ['AVL-001', 'AVL-002', 'AVL-003']) {
  test(...requirement(id), async ({ service }) => {
    for (const read of service.reads) await service.read(read);
  });
}
