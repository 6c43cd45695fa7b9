import { readValue } from '../../src/checks/body.js';
import { finding, same, violated } from '../../src/checks/outcome.js';
import { isSuccess } from '../../src/checks/status.js';
import { customerAttribute } from '../../src/contract/operation.js';
import { codingsOf } from '../../src/http/content.js';
import { requirement } from '../../src/playwright/requirement-test.js';
import { test } from '../../src/playwright/service-test.js';

// What holds for the body of every success is judged on every success of a run; these tests make sure that there is one.
for (const id of ['BDY-001', 'BDY-002', 'BDY-003', 'BDY-004', 'BDY-005', 'BDY-006', 'BDY-007', 'BDY-008']) {
  test(...requirement(id), async ({ service }) => {
    for (const read of service.reads) await service.read(read);
  });
}

test(...requirement('BDY-009'), async ({ service }) => {
  for (const read of service.reads)
    for (const customer of service.customers) await service.read(read, customer);
});

test(...requirement('BDY-010'), async ({ service, occasional }) => {
  const known = service.customers.filter(({ expected }) => expected !== undefined);
  if (service.refusedCustomers.length > 0) service.cannotTell(service.refusedCustomers.join('; '));
  service.skipIf(service.failedCustomers.length > 0, service.failedCustomers.join('; '));
  service.skipIf(known.length === 0, 'no customer was given with the qualification it must have');
  service.skipIf(
    !service.reads.some((read) => customerAttribute(read)),
    'no operation of the contract answers with something of the customer',
  );
  occasional('no success had a documented value to compare (BDY-009)');
  for (const read of service.reads) for (const customer of known) await service.read(read, customer);
});

test(...requirement('BDY-011'), async ({ service, judge }) => {
  for (const read of service.reads) {
    for (const customer of service.customers) {
      const value = await service.value(read, customer);
      for (let count = 0; count < 3; count += 1) {
        const exchange = await service.read(read, customer, { note: 'a repeated read' });
        judge(
          exchange,
          (answer) => (isSuccess(answer) ? same('$', value, readValue(answer)) : undefined),
          'a repeated read',
        );
      }
    }
  }
});

test(...requirement('BDY-012'), async ({ service, judge }) => {
  for (const read of service.reads) {
    const value = await service.value(read);
    const exchange = await service.probe(read, {
      headers: { 'Accept-Encoding': 'gzip' },
      note: 'Accept-Encoding: gzip',
    });
    judge(
      exchange,
      (answer) => {
        if (!isSuccess(answer))
          return violated(finding('status', 'the documented success', String(answer.status)));
        return {
          ...same('$', value, readValue(answer)),
          reading: codingsOf(answer).includes('gzip') ? 'compressed' : 'plain',
        };
      },
      'Accept-Encoding: gzip',
    );
  }
});
