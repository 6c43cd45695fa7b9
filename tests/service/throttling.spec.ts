import { requirementTest } from '../../src/playwright/service-test.js';

// A service is not provoked to throttle: these hold for every 429 that any request of a run meets.
for (const id of ['THR-001', 'THR-002', 'THR-003']) {
  requirementTest(id, async ({ service, occasional }) => {
    occasional('the service throttled no request');
    await service.read();
  });
}
