import { finding, holds, type Outcome, violated } from '../../src/checks/outcome.js';
import { isSuccess, refuses } from '../../src/checks/status.js';
import type { Answer, Exchange } from '../../src/http/exchange.js';
import { requirementTest } from '../../src/playwright/service-test.js';
import { KnownValue } from '../../src/service/known-value.js';
import type { Probe } from '../../src/service/probe.js';
import type { Service } from '../../src/service/service.js';
import type { TargetCustomer } from '../../src/target/target.js';

const note = 'at the end of the run';

/** Reads a customer a few times, one read after the other. */
async function readAgain(service: Service, customer: TargetCustomer): Promise<readonly Exchange[]> {
  const exchanges: Exchange[] = [];
  for (let round = 0; round < service.repeat; round += 1)
    exchanges.push(await service.read(customer, { note }));
  return exchanges;
}

/** The values that reads told, as they stand in the answers. */
function textsOf(exchanges: readonly Exchange[], { operation }: Service): readonly string[] {
  return exchanges.flatMap(({ ending }) =>
    ending.kind === 'answered' && isSuccess(ending.answer)
      ? [new KnownValue(ending.answer, operation).text]
      : [],
  );
}

requirementTest(
  'WEA-001',
  async ({ service, judge }) => {
    const customers = service.customers.slice(0, 2);
    const firsts = await Promise.all(customers.map((customer) => service.firstValue(customer)));
    const later = await Promise.all(customers.map((customer) => readAgain(service, customer)));
    for (const [index, first] of firsts.entries()) {
      const exchanges = later[index] ?? [];
      const customer = customers[index];
      const differs = textsOf(exchanges, service).some((text) => text !== first.text);
      // A value that comes and goes may have been away each time, where reads of others lay in between.
      const alone = differs && customer ? await readAgain(service, customer) : [];
      const told = textsOf([...exchanges, ...alone], service);
      const changed = told.findIndex((text) => text !== first.text);
      service.skipIf(
        changed >= 0 && told.slice(changed).includes(first.text),
        'valid reads of one customer do not all tell the same (BDY-011)',
      );
      for (const exchange of exchanges) judge(exchange, (answer) => answersAsAtFirst(answer, first), note);
    }
    const refused: readonly Probe[] = [
      { headers: { Authorization: undefined }, note: `without Authorization, ${note}` },
      { segment: service.unknownCustomer(), note: `a customer nobody has, ${note}` },
    ];
    await service.each(
      Array.from({ length: service.repeat }, () => refused).flat(),
      (probe) => service.probe(probe),
      (exchange, probe) => judge(exchange, refuses, probe.note),
    );
  },
  { last: true },
);

function answersAsAtFirst(answer: Answer, first: KnownValue): Outcome {
  if (!isSuccess(answer)) return violated(finding('status', 'the documented success', String(answer.status)));
  const { findings } = first.isToldBy(answer);
  return findings.length === 0 ? holds() : violated(...findings);
}
