import { finding, violated } from '../../src/checks/outcome.js';
import { isSuccess } from '../../src/checks/status.js';
import { customerAttribute } from '../../src/contract/operation.js';
import { codingsOf } from '../../src/http/content.js';
import type { Exchange } from '../../src/http/exchange.js';
import { requirementTest } from '../../src/playwright/service-test.js';

// What holds for the body of every success is judged on every success of a run; these tests make sure that there is one.
for (const id of ['BDY-001', 'BDY-002', 'BDY-003', 'BDY-004', 'BDY-005', 'BDY-006', 'BDY-007', 'BDY-008']) {
  requirementTest(id, async ({ service }) => {
    await service.read();
  });
}

requirementTest('BDY-009', async ({ service }) => {
  await service.forEach(service.customers, (customer) => service.read(customer));
});

requirementTest('BDY-010', async ({ service, occasional }) => {
  const known = service.customers.filter(({ expected }) => expected !== undefined);
  if (service.refusedCustomers.length > 0) service.cannotTell(service.refusedCustomers.join('; '));
  service.skipIf(service.failedCustomers.length > 0, service.failedCustomers.join('; '));
  service.skipIf(known.length === 0, 'no customer was given with the qualification it must have');
  service.skipIf(
    !customerAttribute(service.operation),
    'no operation of the contract answers with something of the customer',
  );
  occasional('no success had a documented value to compare (BDY-009)');
  await service.forEach(known, (customer) => service.read(customer));
});

requirementTest('BDY-011', async ({ service, judge }) => {
  await service.forEach(
    service.customers,
    async (customer) => {
      const value = await service.firstValue(customer);
      const repeated: Exchange[] = [];
      for (let count = 0; count < 3; count += 1)
        repeated.push(await service.read(customer, { note: 'a repeated read' }));
      return { value, repeated };
    },
    ({ value, repeated }) => {
      for (const exchange of repeated)
        judge(
          exchange,
          (answer) => (isSuccess(answer) ? value.isToldBy(answer) : undefined),
          'a repeated read',
        );
    },
  );
});

requirementTest('BDY-012', async ({ service, judge }) => {
  const value = await service.value();
  const exchange = await service.probe({
    headers: { 'Accept-Encoding': 'gzip' },
    note: 'Accept-Encoding: gzip',
  });
  judge(
    exchange,
    (answer) => {
      if (!isSuccess(answer))
        return violated(finding('status', 'the documented success', String(answer.status)));
      return {
        ...value.isToldBy(answer),
        reading: codingsOf(answer).includes('gzip') ? 'compressed' : 'plain',
      };
    },
    'Accept-Encoding: gzip',
  );
});
