import { finding, holds, violated } from '../../src/checks/outcome.js';
import { answersAs, answersAsUnknownPath, isSuccess, refuses } from '../../src/checks/status.js';
import { textOf } from '../../src/http/content.js';
import { headerValue } from '../../src/http/exchange.js';
import { type Family, injections, malformedIds, traversals } from '../../src/http/malformed-ids.js';
import { blocksMixed, type NeighbouringId, oneDigitChanged } from '../../src/http/neighbouring-ids.js';
import { requirementTest } from '../../src/playwright/service-test.js';
import type { Service } from '../../src/service/service.js';

requirementTest('CID-001', async ({ service, judge }) => {
  const id = service.customer;
  const mixed = [...id]
    .map((char, place) => (place % 2 === 0 ? char.toUpperCase() : char.toLowerCase()))
    .join('');
  const value = await service.value();
  for (const [note, segment] of [
    ['lower case', id.toLowerCase()],
    ['upper case', id.toUpperCase()],
    ['mixed case', mixed],
  ] as const) {
    const exchange = await service.probe({ segment, note: `the id in ${note}` });
    judge(
      exchange,
      (answer) =>
        isSuccess(answer)
          ? value.isToldBy(answer)
          : violated(finding('status', 'the documented success', String(answer.status))),
      `the id in ${note}`,
    );
  }
});

const families: Readonly<Record<string, Family>> = {
  'CID-002': 'length',
  'CID-003': 'alphabet',
  'CID-004': 'hyphens',
  'CID-005': 'affix',
};

for (const [id, family] of Object.entries(families)) {
  requirementTest(id, async ({ service, judge }) => {
    await service.each(
      malformedIds(family, service.customer, service.seed),
      ({ segment, mutation, hostile }) => service.probe({ segment, hostile, note: mutation }),
      (exchange, { mutation, hostile }) =>
        judge(
          exchange,
          (answer) =>
            hostile ? refuses(answer) : answersAs(answer, { 400: 'bad-request', 404: 'not-found' }),
          mutation,
        ),
    );
  });
}

requirementTest('CID-006', async ({ service, judge }) => {
  await service.each(
    traversals(service.customer, service.unknownCustomer()),
    (segment) => service.probe({ segment, hostile: true, note: 'a path inside the segment' }),
    (exchange) => judge(exchange, refuses, 'a path inside the segment'),
  );
});

requirementTest('CID-007', async ({ service, judge }) => {
  await service.each(
    injections(service.customer),
    ([what, segment]) => service.probe({ segment, hostile: true, note: what }),
    (exchange, [what]) =>
      judge(
        exchange,
        (answer) => {
          if (headerValue(answer.headers, 'X-Injected') !== undefined)
            return violated(finding('header X-Injected', 'no header from the request', 'one'));
          const html =
            headerValue(answer.headers, 'content-type')?.includes('html') === true &&
            textOf(answer.body)?.includes('<script>alert(1)');
          return html
            ? violated(finding('content', 'no markup from the request', '`<script>`'))
            : refuses(answer);
        },
        what,
      ),
  );
});

requirementTest('CID-008', async ({ service, judge }) => {
  for (const [note, segment] of [
    ['no id', ''],
    ['the id of zeros', '00000000-0000-0000-0000-000000000000'],
  ] as const) {
    const exchange = await service.probe({ segment, note });
    judge(exchange, answersAsUnknownPath, note);
  }
});

requirementTest('CID-009', async ({ service, judge }) => {
  const faker = service.faker('unknown customers');
  for (let count = 0; count < 3; count += 1) {
    const exchange = await service.probe({
      segment: service.unknownCustomer(faker),
      note: 'a customer nobody has',
    });
    judge(
      exchange,
      (answer) => answersAs(answer, { 400: 'bad-request', 403: 'forbidden', 404: 'not-found' }),
      'a customer nobody has',
    );
  }
});

requirementTest('CID-010', async ({ service, judge }) => {
  const faker = service.faker('unknown customers, compared');
  const last = service.customer.slice(-1).toLowerCase() === '0' ? '1' : '0';
  const ids = [
    service.unknownCustomer(faker),
    service.unknownCustomer(faker),
    `${service.customer.slice(0, -1)}${last}`,
    service.unknownCustomer(faker),
  ];
  let first: number | undefined;
  await service.each(
    ids,
    (segment) => service.probe({ segment, note: 'a customer nobody has' }),
    (exchange) =>
      judge(exchange, (answer) => {
        if (isSuccess(answer)) return undefined;
        first ??= answer.status;
        return first === answer.status
          ? holds()
          : violated(finding('status', `${first} as for other unknown customers`, String(answer.status)));
      }),
  );
});

function neighboursOf(service: Service): readonly NeighbouringId[] {
  const other = service.customers[1]?.id ?? service.unknownCustomer(service.faker('blocks of another id'));
  return blocksMixed(service.customer, other, service.seed);
}

for (const [id, near] of [
  ['CID-011', (service: Service) => oneDigitChanged(service.customer, service.seed)],
  ['CID-012', neighboursOf],
] as const) {
  requirementTest(id, async ({ service, judge }) => {
    const { ending } = await service.probe({
      segment: service.unknownCustomer(),
      note: 'a customer nobody has',
    });
    service.skipIf(
      ending.kind === 'answered' && isSuccess(ending.answer),
      'a customer nobody has is answered like one (CID-009)',
    );
    await service.each(
      service.strangers(near(service)),
      (neighbour) => service.probe({ segment: neighbour.id, note: neighbour.change }),
      (exchange, { change }) => judge(exchange, answersAsUnknownPath, change),
    );
  });
}
