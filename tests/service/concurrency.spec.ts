import { readValue } from '../../src/checks/body.js';
import { echoes } from '../../src/checks/ids.js';
import { finding, holds, same, violated } from '../../src/checks/outcome.js';
import { isSuccess } from '../../src/checks/status.js';
import type { Operation } from '../../src/contract/operation.js';
import type { Exchange } from '../../src/http/exchange.js';
import { idHeaders } from '../../src/http/id-headers.js';
import { requirement } from '../../src/playwright/requirement-test.js';
import { test } from '../../src/playwright/service-test.js';
import type { Service } from '../../src/service/service.js';

const together = 10;

/** Reads of the visible customers in turn, all at once. */
function readTogether(
  service: Service,
  read: Operation,
): Promise<readonly { customer: string; exchange: Exchange }[]> {
  const turns = Array.from(
    { length: together },
    (_, turn) => service.customers[turn % service.customers.length] ?? { id: service.customer },
  );
  return Promise.all(
    turns.map(async (customer) => ({
      customer: customer.id,
      exchange: await service.read(read, customer, { note: 'one of many reads at once' }),
    })),
  );
}

test(...requirement('CON-001'), async ({ service, judge, occasional }) => {
  occasional('no read of many at once succeeded (RTE-001, CON-003)');
  for (const read of service.reads) {
    for (const { exchange } of await readTogether(service, read)) {
      judge(exchange, (answer) =>
        isSuccess(answer)
          ? violated(...idHeaders.flatMap((name) => echoes(exchange.request, answer, name)?.findings ?? []))
          : undefined,
      );
    }
  }
});

test(...requirement('CON-002'), async ({ service, judge, occasional }) => {
  occasional('no read of many at once succeeded (RTE-001, CON-003)');
  for (const read of service.reads) {
    const values = new Map<string, string>();
    for (const customer of service.customers) values.set(customer.id, await service.value(read, customer));
    service.skipIf(new Set(values.values()).size < 2, 'no two visible customers differ in value');
    for (const { customer, exchange } of await readTogether(service, read)) {
      judge(exchange, (answer) =>
        isSuccess(answer) ? same('$', values.get(customer) ?? '', readValue(answer)) : undefined,
      );
    }
  }
});

test(...requirement('CON-003'), async ({ service, judge }) => {
  for (const read of service.reads) {
    await readTogether(service, read);
    for (const { exchange } of service.observations) {
      judge(exchange, (answer) => {
        if (answer.status === 429) return undefined;
        if (isSuccess(answer)) return holds();
        return violated(finding('status', 'the documented success', String(answer.status)));
      });
    }
  }
});
