import { requirementTest } from '../../src/playwright/service-test.js';

// Errors are judged wherever they are met; these tests provoke one of each kind that a read can have.
for (const id of ['ERR-001', 'ERR-002', 'ERR-003', 'ERR-004', 'ERR-005']) {
  requirementTest(id, async ({ service, occasional }) => {
    occasional('no error had the form that this is about');
    await service.probe({ segment: service.unknownCustomer(), note: 'a customer nobody has' });
    await service.probe({ segment: 'not-a-guid', note: 'a malformed id' });
    await service.probe({ headers: { Authorization: undefined }, note: 'without Authorization' });
  });
}
