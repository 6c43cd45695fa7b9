import { readValue } from '../../src/checks/body.js';
import { finding, holds, type Outcome, same, violated } from '../../src/checks/outcome.js';
import { answersAsUnknownPath, answersWith, isRefusal, isSuccess } from '../../src/checks/status.js';
import { customerParameter, type Operation, pathOf } from '../../src/contract/operation.js';
import type { Answer } from '../../src/http/exchange.js';
import { requirement } from '../../src/playwright/requirement-test.js';
import { test } from '../../src/playwright/service-test.js';

/** The operation's path for a customer. */
function path(read: Operation, customer: string): string {
  return pathOf(read, { [customerParameter(read)?.name ?? '']: customer });
}

/** The path with its fixed segments changed, and the customer's id as it is. */
function mapFixed(read: Operation, customer: string, change: (segment: string) => string): string {
  const segments = read.template
    .split('/')
    .map((segment) => (segment.startsWith('{') ? segment : change(segment)));
  return segments.join('/').replaceAll(/\{[^}]+\}/g, customer);
}

/** Refused, or answered with the same value: one of two readings. */
function sameOrRefused(answer: Answer, value: string, accepted: string, refused: string): Outcome {
  if (isSuccess(answer)) return { ...same('$', value, readValue(answer)), reading: accepted };
  return isRefusal(answer)
    ? holds(refused)
    : violated(finding('status', 'the documented success or a refusal (4xx)', String(answer.status)));
}

test(...requirement('RTE-001'), async ({ service }) => {
  for (const read of service.reads)
    for (const customer of service.customers) await service.read(read, customer);
});

test(...requirement('RTE-002'), async ({ service }) => {
  for (const read of service.reads) {
    await service.read(read);
    await service.probe(read, { segment: service.unknownCustomer(), note: 'a customer nobody has' });
  }
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
  test(...requirement(id), async ({ service, judge }) => {
    const nobody = service.unknownCustomer();
    for (const read of service.reads) {
      await service.each(
        [...safeMethods, ...unsafeMethods],
        // Whatever a method might change, it does not change it for a customer of a live tenant.
        (method) =>
          service.probe(read, {
            method,
            note: method,
            ...(unsafeMethods.includes(method) && !service.subject.loopback ? { segment: nobody } : {}),
          }),
        (exchange, method) => judge(exchange, (answer) => check(answer, method), method),
      );
    }
  });
}

test(...requirement('RTE-004'), async ({ service, occasional }) => {
  occasional('no answer was a 405');
  for (const read of service.reads) await service.probe(read, { method: 'PROPFIND', note: 'PROPFIND' });
});

test(...requirement('RTE-006'), async ({ service, judge }) => {
  for (const read of service.reads) {
    const exchange = await service.probe(read, { method: 'HEAD', note: 'HEAD' });
    judge(exchange, (answer) => {
      if (answer.status === 200) return holds('like-get');
      return isRefusal(answer) || answer.status === 501
        ? holds('refused')
        : violated(finding('status', '200, 4xx or 501', String(answer.status)));
    });
  }
});

test(...requirement('RTE-007'), async ({ service, judge }) => {
  for (const read of service.reads) {
    for (const more of ['/details', `/${service.customer}`]) {
      const exchange = await service.probe(read, {
        path: path(read, service.customer) + more,
        note: 'one more segment',
      });
      judge(exchange, answersAsUnknownPath, `${more} behind the path`);
    }
  }
});

test(...requirement('RTE-008'), async ({ service, judge }) => {
  for (const read of service.reads) {
    for (const version of ['v0', 'v999', 'latest']) {
      const other = path(read, service.customer).replace(/^\/[^/]+/, `/${version}`);
      const exchange = await service.probe(read, { path: other, note: `version ${version}` });
      judge(exchange, answersAsUnknownPath, `version ${version}`);
    }
  }
});

test(...requirement('RTE-009'), async ({ service, judge }) => {
  for (const read of service.reads) {
    const value = await service.value(read);
    for (const change of [
      (segment: string) => segment.toUpperCase(),
      (segment: string) => segment.charAt(0).toUpperCase() + segment.slice(1),
    ]) {
      const exchange = await service.probe(read, {
        path: mapFixed(read, service.customer, change),
        note: 'fixed segments in another letter case',
      });
      judge(
        exchange,
        (answer) => sameOrRefused(answer, value, 'case-insensitive', 'case-sensitive'),
        'fixed segments in another letter case',
      );
    }
  }
});

test(...requirement('RTE-010'), async ({ service, judge }) => {
  for (const read of service.reads) {
    const value = await service.value(read);
    const other = service.customers.at(-1)?.id ?? service.customer;
    const queries = [
      '?trace=1',
      `?customer-tenant-id=${other}`,
      `?customerId=${other}`,
      `?qualification=${value === 'none' ? 'education' : 'none'}`,
      '?=',
      '?a=1&a=2',
    ];
    await service.each(
      queries,
      (query) => service.probe(read, { query, note: `query ${query}` }),
      (exchange, query) =>
        judge(
          exchange,
          (answer) => {
            if (isSuccess(answer)) return { ...same('$', value, readValue(answer)), reading: 'ignored' };
            return answer.status === 400 ? holds('refused') : answersWith(answer, 200, 400);
          },
          `query ${query}`,
        ),
    );
  }
});

test(...requirement('RTE-011'), async ({ service, judge }) => {
  for (const read of service.reads) {
    const value = await service.value(read);
    const exchange = await service.probe(read, {
      path: `${path(read, service.customer)}/`,
      note: 'a slash behind the path',
    });
    judge(
      exchange,
      (answer) => sameOrRefused(answer, value, 'accepted', 'refused'),
      'a slash behind the path',
    );
  }
});
