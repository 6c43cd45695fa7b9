import { finding, holds, type Outcome, violated } from '../../src/checks/outcome.js';
import { isSuccess, refuses } from '../../src/checks/status.js';
import type { Answer, Exchange } from '../../src/http/exchange.js';
import { requirementTest } from '../../src/playwright/service-test.js';
import { KnownValue } from '../../src/service/known-value.js';

const note = 'at the end of the run';

/** Playwright takes files in the order of their names, so this one comes last. */
requirementTest('WEA-001', async ({ service, judge }) => {
  const rounds = Array.from({ length: service.repeat });
  for (const customer of service.customers.slice(0, 2)) {
    const first = await service.firstValue(customer);
    const exchanges: Exchange[] = [];
    for (const _ of rounds) exchanges.push(await service.read(customer, { note }));
    const told = exchanges.flatMap(({ ending }) =>
      ending.kind === 'answered' && isSuccess(ending.answer)
        ? [new KnownValue(ending.answer, service.operation).text]
        : [],
    );
    const changed = told.findIndex((text) => text !== first.text);
    service.skipIf(
      changed >= 0 && told.slice(changed).includes(first.text),
      'valid reads of one customer do not all tell the same (BDY-011)',
    );
    for (const exchange of exchanges) judge(exchange, (answer) => answersAsAtFirst(answer, first), note);
  }
  for (const _ of rounds) {
    const anonymous = await service.probe({
      headers: { Authorization: undefined },
      note: `without Authorization, ${note}`,
    });
    judge(anonymous, refuses, `without Authorization, ${note}`);
    const nobody = await service.probe({
      segment: service.unknownCustomer(),
      note: `a customer nobody has, ${note}`,
    });
    judge(nobody, refuses, `a customer nobody has, ${note}`);
  }
});

function answersAsAtFirst(answer: Answer, first: KnownValue): Outcome {
  if (!isSuccess(answer)) return violated(finding('status', 'the documented success', String(answer.status)));
  const { findings } = first.isToldBy(answer);
  return findings.length === 0 ? holds() : violated(...findings);
}
