import { echoes } from '../../src/checks/ids.js';
import { finding, holds, violated } from '../../src/checks/outcome.js';
import { isSuccess } from '../../src/checks/status.js';
import type { Exchange } from '../../src/http/exchange.js';
import { idHeaders } from '../../src/http/id-headers.js';
import { requirementTest } from '../../src/playwright/service-test.js';
import type { KnownValue } from '../../src/service/known-value.js';
import type { Service } from '../../src/service/service.js';

const together = 10;

/** Reads of the visible customers in turn, all at once, whatever the run keeps to otherwise. */
async function readTogether(service: Service): Promise<readonly { customer: string; exchange: Exchange }[]> {
  const turns = Array.from(
    { length: together },
    (_, turn) => service.customers[turn % service.customers.length] ?? { id: service.customer },
  );
  const probe = { note: 'one of many reads at once' };
  const exchanges = await service.together(turns.map((customer) => ({ customer, probe, valid: true })));
  return exchanges.map((exchange, turn) => ({ customer: turns[turn]?.id ?? '', exchange }));
}

requirementTest('CON-001', async ({ service, judge, occasional }) => {
  occasional('no read of many at once succeeded (RTE-001, CON-003)');
  for (const { exchange } of await readTogether(service)) {
    judge(exchange, (answer) =>
      isSuccess(answer)
        ? violated(...idHeaders.flatMap((name) => echoes(exchange.request, answer, name)?.findings ?? []))
        : undefined,
    );
  }
});

requirementTest('CON-002', async ({ service, judge, occasional }) => {
  occasional('no read of many at once succeeded (RTE-001, CON-003)');
  const values = new Map<string, KnownValue>();
  await service.forEach(service.customers, async (customer) => {
    values.set(customer.id, await service.value(customer));
  });
  service.skipIf(
    new Set([...values.values()].map(({ text }) => text)).size < 2,
    'no two visible customers differ in value',
  );
  for (const { customer, exchange } of await readTogether(service)) {
    judge(exchange, (answer) => (isSuccess(answer) ? values.get(customer)?.isToldBy(answer) : undefined));
  }
});

requirementTest('CON-003', async ({ service, judge }) => {
  await readTogether(service);
  for (const { exchange } of service.observations) {
    judge(exchange, (answer) => {
      if (answer.status === 429) return undefined;
      if (isSuccess(answer)) return holds();
      return violated(finding('status', 'the documented success', String(answer.status)));
    });
  }
});
