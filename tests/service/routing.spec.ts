import { finding, holds, type Outcome, violated } from '../../src/checks/outcome.js';
import { answersAsUnknownPath, answersWith, isRefusal, isSuccess } from '../../src/checks/status.js';
import { customerParameter, type Operation, pathOf } from '../../src/contract/operation.js';
import { textOf } from '../../src/http/content.js';
import type { Answer } from '../../src/http/exchange.js';
import { requirementTest } from '../../src/playwright/service-test.js';
import type { KnownValue } from '../../src/service/known-value.js';

/** The operation's path for a customer. */
function path(operation: Operation, customer: string): string {
  return pathOf(operation, { [customerParameter(operation)?.name ?? '']: customer });
}

/** The path with its fixed segments changed, and the customer's id as it is. */
function mapFixed(operation: Operation, customer: string, change: (segment: string) => string): string {
  const segments = operation.template
    .split('/')
    .map((segment) => (segment.startsWith('{') ? segment : change(segment)));
  return segments.join('/').replaceAll(/\{[^}]+\}/g, customer);
}

/** Refused, or answered with the same value: one of two readings. */
function sameOrRefused(answer: Answer, value: KnownValue, accepted: string, refused: string): Outcome {
  if (isSuccess(answer)) return { ...value.isToldBy(answer), reading: accepted };
  return isRefusal(answer)
    ? holds(refused)
    : violated(finding('status', 'the documented success or a refusal (4xx)', String(answer.status)));
}

requirementTest('RTE-001', async ({ service }) => {
  await service.forEach(service.customers, (customer) => service.read(customer));
});

requirementTest('RTE-002', async ({ service }) => {
  await service.read();
  await service.probe({ segment: service.unknownCustomer(), note: 'a customer nobody has' });
});

const safeMethods = ['PROPFIND'];
const unsafeMethods = ['POST', 'PATCH', 'DELETE'];

for (const [id, check] of [
  ['RTE-003', (answer: Answer) => (answer.status === 501 ? holds() : answersAsUnknownPath(answer))],
  [
    'RTE-005',
    (answer: Answer, method: string) =>
      safeMethods.includes(method) ? answersWith(answer, 405, 501) : answersWith(answer, 405),
  ],
] as const) {
  requirementTest(id, async ({ service, judge }) => {
    const nobody = service.unknownCustomer();
    await service.each(
      service.undocumented([...safeMethods, ...unsafeMethods]),
      // Whatever a method might change, it does not change it for a customer of a live tenant.
      (method) =>
        service.probe({
          method,
          note: method,
          ...(unsafeMethods.includes(method) && !service.subject.loopback ? { segment: nobody } : {}),
        }),
      (exchange, method) => judge(exchange, (answer) => check(answer, method), method),
    );
  });
}

requirementTest('RTE-004', async ({ service, occasional }) => {
  occasional('no documented path answered 405');
  await service.probe({ method: 'PROPFIND', note: 'PROPFIND' });
});

requirementTest('RTE-006', async ({ service, judge }) => {
  const exchange = await service.probe({ method: 'HEAD', note: 'HEAD' });
  judge(exchange, (answer) => {
    if (answer.status === 200) return holds('like-get');
    return isRefusal(answer) || answer.status === 501
      ? holds('refused')
      : violated(finding('status', '200, 4xx or 501', String(answer.status)));
  });
});

requirementTest('RTE-007', async ({ service, judge }) => {
  for (const more of ['/details', `/${service.customer}`]) {
    const exchange = await service.probe({
      path: path(service.operation, service.customer) + more,
      note: 'one more segment',
    });
    judge(exchange, answersAsUnknownPath, `${more} behind the path`);
  }
});

requirementTest('RTE-008', async ({ service, judge }) => {
  for (const version of ['v0', 'v999', 'latest']) {
    const other = path(service.operation, service.customer).replace(/^\/[^/]+/, `/${version}`);
    const exchange = await service.probe({ path: other, note: `version ${version}` });
    judge(exchange, answersAsUnknownPath, `version ${version}`);
  }
});

requirementTest('RTE-009', async ({ service, judge }) => {
  const value = await service.value();
  for (const change of [
    (segment: string) => segment.toUpperCase(),
    (segment: string) => segment.charAt(0).toUpperCase() + segment.slice(1),
  ]) {
    const exchange = await service.probe({
      path: mapFixed(service.operation, service.customer, change),
      note: 'fixed segments in another letter case',
    });
    judge(
      exchange,
      (answer) => sameOrRefused(answer, value, 'case-insensitive', 'case-sensitive'),
      'fixed segments in another letter case',
    );
  }
});

requirementTest('RTE-010', async ({ service, judge }) => {
  const value = await service.value();
  const [first, ...others] = service.customers;
  const different = others.find(({ expected }) => expected !== first?.expected) ?? others.at(-1);
  const other = different?.id ?? service.customer;
  const queries = [
    '?trace=1',
    `?customer-tenant-id=${other}`,
    `?customerId=${other}`,
    `?qualification=${value.text === 'none' ? 'education' : 'none'}`,
    '?=',
    '?a=1&a=2',
  ];
  await service.each(
    queries,
    (query) => service.probe({ query, note: `query ${query}` }),
    (exchange, query) =>
      judge(
        exchange,
        (answer) => {
          if (isSuccess(answer)) return { ...value.isToldBy(answer), reading: 'ignored' };
          return answer.status === 400 ? holds('refused') : answersWith(answer, 200, 400);
        },
        `query ${query}`,
      ),
  );
});

requirementTest('RTE-011', async ({ service, judge }) => {
  const value = await service.value();
  const exchange = await service.probe({
    path: `${path(service.operation, service.customer)}/`,
    note: 'a slash behind the path',
  });
  judge(exchange, (answer) => sameOrRefused(answer, value, 'accepted', 'refused'), 'a slash behind the path');
});

/** Methods that only look, in any case as far as anybody knows. */
const harmless = ['OPTIONS', 'TRACE', 'SEARCH', 'get'];
/** Parsers of HTTP refuse these in their own words. */
const unparsed = ['get', 'QUALIFY'];

requirementTest('RTE-012', async ({ service, judge }) => {
  const nobody = service.unknownCustomer();
  await service.each(
    service.undocumented([...harmless, 'QUALIFY']),
    (method) =>
      service.probe({
        method,
        note: method,
        hostile: unparsed.includes(method),
        ...(harmless.includes(method) || service.subject.loopback ? {} : { segment: nobody }),
        ...(method === 'TRACE' ? { headers: { Authorization: undefined } } : {}),
      }),
    (exchange, method) =>
      judge(
        exchange,
        (answer) => {
          const looks = method === 'OPTIONS' || method === 'TRACE';
          if (answer.status === 501 || (looks && isSuccess(answer))) return holds();
          return answersAsUnknownPath(answer);
        },
        method,
      ),
  );
});

requirementTest('RTE-013', async ({ service, judge }) => {
  const token = service.subject.loopback
    ? service.token
    : service.faker('a token for TRACE').string.alphanumeric(64);
  const exchange = await service.probe({
    method: 'TRACE',
    headers: { Authorization: `Bearer ${token}` },
    note: 'TRACE',
  });
  judge(exchange, ({ headers, body }) => {
    const texts = [...headers.map(([name, value]) => `${name}: ${value}`), textOf(body) ?? ''];
    return texts.some((text) => text.includes(token))
      ? violated(finding('answer', 'no credential', 'the one that was sent'))
      : holds();
  });
});
