import { requirement } from '../../src/playwright/requirement-test.js';
import { test } from '../../src/playwright/service-test.js';

// A service is not provoked to throttle: these hold for every 429 that any request of a run meets.
for (const id of ['THR-001', 'THR-002', 'THR-003']) {
  test(...requirement(id), async ({ service, occasional }) => {
    occasional('the service throttled no request');
    for (const read of service.reads) await service.read(read);
  });
}
