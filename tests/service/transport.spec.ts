import { refusesDeprecated } from '../../src/checks/tls.js';
import { requirementTest } from '../../src/playwright/service-test.js';

// Judged on every connection of a run; this test makes sure that there is one.
requirementTest('TLS-001', async ({ service }) => {
  const { tlsSkipReason } = service.subject;
  service.skipIf(tlsSkipReason !== undefined, tlsSkipReason ?? '');
  await service.read();
});

requirementTest('TLS-002', async ({ service, conclude }) => {
  const { tlsSkipReason } = service.subject;
  service.skipIf(tlsSkipReason !== undefined, tlsSkipReason ?? '');
  const shaken = await service.offerDeprecatedTls();
  switch (shaken.kind) {
    case 'agreed':
    case 'refused':
      return conclude(refusesDeprecated(shaken));
    case 'cut':
    case 'not-offered':
      // Nobody said yes or no, and to ask again would not help.
      return service.skipIf(true, `nobody answered an offer of TLS 1.1: ${shaken.message}`);
    case 'failed':
      return service.cannotTell(`nobody answered an offer of TLS 1.1: ${shaken.message}`);
    default:
      return shaken satisfies never;
  }
});
