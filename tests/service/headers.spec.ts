import { valueInWords } from '../../src/checks/body.js';
import { echoes, hasGuids } from '../../src/checks/ids.js';
import { either, finding, holds, type Outcome, violated } from '../../src/checks/outcome.js';
import { answersWith, isRefusal, isSuccess } from '../../src/checks/status.js';
import { headerOf, type Operation, parametersOf } from '../../src/contract/operation.js';
import { asksForGuid } from '../../src/contract/schema.js';
import { jsonContentOf } from '../../src/http/content.js';
import { type Answer, headerValues } from '../../src/http/exchange.js';
import { idHeaders } from '../../src/http/id-headers.js';
import { requirementTest } from '../../src/playwright/service-test.js';
import type { KnownValue } from '../../src/service/known-value.js';
import { exampleOf } from '../../src/service/probe.js';

/** A success with the same value as a valid read. */
function answersSame(answer: Answer, value: KnownValue): Outcome {
  return isSuccess(answer)
    ? value.isToldBy(answer)
    : violated(finding('status', 'the documented success', String(answer.status)));
}

/** A success with the same value, or a refusal with 400: one of two readings. */
function answersOr400(answer: Answer, value: KnownValue, answered: string, refused: string): Outcome {
  if (answer.status === 400) return holds(refused);
  if (!isSuccess(answer))
    return violated(finding('status', 'the documented success or 400', String(answer.status)));
  return { ...value.isToldBy(answer), reading: answered };
}

for (const id of ['HDR-001', 'HDR-002']) {
  requirementTest(id, async ({ service }) => {
    await service.forEach(service.customers.slice(0, 2), (customer) => service.read(customer));
  });
}

requirementTest('HDR-003', async ({ service, occasional }) => {
  occasional('no answer was a refusal that this is about');
  await service.probe({ segment: service.unknownCustomer(), note: 'a customer nobody has' });
  await service.probe({ segment: 'not-a-guid', note: 'a malformed id' });
  await service.probe({ headers: { Authorization: undefined }, note: 'without Authorization' });
  if (service.operation.effect === 'write') return;
  await service.probe({ headers: { Accept: 'image/png' }, note: 'Accept: image/png' });
  await service.probe({ method: 'PROPFIND', note: 'PROPFIND' });
});

requirementTest('HDR-004', async ({ service }) => {
  await service.read();
  await service.probe({ segment: service.unknownCustomer(), note: 'a customer nobody has' });
});

requirementTest('HDR-005', async ({ service, judge }) => {
  const faker = service.faker('upper-case ids');
  const value = await service.value();
  const ids = Object.fromEntries(
    idHeaders.map((name) => [name, `A${faker.string.uuid().slice(1)}`.toUpperCase()]),
  );
  const exchange = await service.probe({ headers: ids, note: 'ids in upper case' });
  judge(
    exchange,
    (answer) => {
      const echoed = idHeaders.flatMap((name) => echoes(exchange.request, answer, name)?.findings ?? []);
      return isSuccess(answer) ? violated(...echoed) : answersSame(answer, value);
    },
    'ids in upper case',
  );
});

requirementTest('HDR-006', async ({ service, judge }) => {
  const absences = [['MS-RequestId'], ['MS-CorrelationId'], [...idHeaders]];
  const value = await service.value();
  await service.each(
    absences,
    (names) =>
      service.probe({
        headers: Object.fromEntries(names.map((name) => [name, undefined])),
        note: `without ${names.join(' and ')}`,
      }),
    (exchange, names) =>
      judge(
        exchange,
        (answer) => {
          const outcome = answersOr400(answer, value, 'generated', 'required');
          if (outcome.reading !== 'generated') return outcome;
          const made = names.some((name) => headerValues(answer.headers, name).length > 0);
          return {
            findings: [...outcome.findings, ...hasGuids(answer, names).findings],
            reading: made ? 'generated' : 'absent',
          };
        },
        `without ${names.join(' and ')}`,
      ),
  );
});

requirementTest('HDR-007', async ({ service, judge }) => {
  const variants = idHeaders.flatMap((name) =>
    ['not-a-guid', '', '7d2456fd-2d79-46d0-9f8e'].map((value) => [name, value] as const),
  );
  const value = await service.value();
  await service.each(
    variants,
    ([name, malformed]) => service.probe({ headers: { [name]: malformed }, note: `${name}: "${malformed}"` }),
    (exchange, [name, malformed]) =>
      judge(
        exchange,
        (answer) => answersOr400(answer, value, 'accepted', 'refused'),
        `${name}: "${malformed}"`,
      ),
  );
});

requirementTest('HDR-018', ({ service }) => service.exercise());

requirementTest('HDR-008', async ({ service, judge }) => {
  const faker = service.faker('an id used twice');
  const value = await service.value();
  // New in each run: a service may remember ids for longer than a run takes.
  const id = `${Date.now().toString(16).padStart(12, '0').slice(-8)}-${faker.string.uuid().slice(9)}`;
  for (const time of ['first', 'second']) {
    const exchange = await service.probe({
      headers: { 'MS-RequestId': id },
      note: `the ${time} time with this MS-RequestId`,
    });
    judge(exchange, (answer) => answersSame(answer, value), `the ${time} time with this MS-RequestId`);
  }
});

/** Every optional header of the contract with each of its examples; the ids and disputed ones have requirements of their own. */
function optionalHeaders(operation: Operation): readonly (readonly [name: string, value: string])[] {
  return parametersOf(operation, 'header')
    .filter(
      ({ name, required, disputed, schema }) =>
        !required && !disputed && name !== 'Accept' && !asksForGuid(schema.source),
    )
    .flatMap((parameter) =>
      (parameter.examples.length > 0 ? parameter.examples : [exampleOf(parameter)]).map(
        (value) => [parameter.name, value] as const,
      ),
    );
}

requirementTest('HDR-009', async ({ service, judge }) => {
  const value = await service.value();
  const single = optionalHeaders(service.operation);
  const all = Object.fromEntries(single);
  await service.each(
    [...single.map(([name, example]) => ({ [name]: example })), ...(single.length > 0 ? [all] : [])],
    (headers) => service.probe({ headers, note: noteOf(headers) }),
    (exchange, headers) => judge(exchange, (answer) => answersSame(answer, value), noteOf(headers)),
  );
});

function noteOf(headers: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(headers)
    .map(([name, value]) => (value === undefined ? `without ${name}` : `${name}: ${value}`))
    .join(', ');
}

requirementTest('HDR-010', async ({ service, judge, occasional }) => {
  occasional('the contract has no disputed header');
  const value = await service.value();
  for (const { name } of parametersOf(service.operation, 'header').filter(({ disputed }) => disputed)) {
    const exchange = await service.probe({ headers: { [name]: undefined }, note: `without ${name}` });
    judge(exchange, (answer) => answersOr400(answer, value, 'optional', 'required'), `without ${name}`);
  }
});

requirementTest('HDR-011', async ({ service, judge, occasional }) => {
  occasional('the contract has no disputed header with several wordings');
  const value = await service.value();
  for (const { name, schema } of parametersOf(service.operation, 'header').filter(
    ({ disputed }) => disputed,
  )) {
    const [short = '', long = ''] = (schema.source['enum'] as string[] | undefined) ?? [];
    if (long === '') continue;
    const first = await service.probe({ headers: { [name]: short }, note: `${name}: ${short}` });
    const second = await service.probe({ headers: { [name]: long }, note: `${name}: ${long}` });
    const accepted = [first, second].map(
      ({ ending }) => ending.kind === 'answered' && isSuccess(ending.answer),
    );
    const reading = accepted[0] && accepted[1] ? 'both' : accepted[0] ? 'v1' : 'api-version';
    for (const [exchange, wording] of [
      [first, short],
      [second, long],
    ] as const) {
      judge(
        exchange,
        (answer) => {
          const outcome = answersOr400(answer, value, reading, reading);
          const none = !accepted.includes(true) && outcome.findings.length === 0;
          return none ? violated(finding('status', 'one wording that is accepted', 'none')) : outcome;
        },
        `${name}: ${wording}`,
      );
    }
  }
});

requirementTest('HDR-012', async ({ service, judge }) => {
  const ranges = [
    '*/*',
    'application/*',
    'text/html, application/json;q=0.9, */*;q=0.1',
    'application/json, text/plain, */*',
    undefined,
  ];
  const value = await service.value();
  await service.each(
    ranges,
    (range) => service.probe({ headers: { Accept: range }, note: noteOf({ Accept: range }) }),
    (exchange, range) =>
      judge(
        exchange,
        (answer) => {
          if (!isSuccess(answer) || jsonContentOf(answer)) return answersSame(answer, value);
          // A service that answers no JSON to any read is BDY-005's alone.
          return value.isJson ? violated(finding('content', 'JSON', valueInWords(answer))) : undefined;
        },
        noteOf({ Accept: range }),
      ),
  );
});

requirementTest('HDR-013', async ({ service, judge }) => {
  await service.each(
    ['image/png', 'application/json;q=0, image/png'],
    (range) => service.probe({ headers: { Accept: range }, note: `Accept: ${range}` }),
    (exchange, range) =>
      judge(
        exchange,
        (answer) => {
          if (answer.status === 406) return holds('not-acceptable');
          return isSuccess(answer) ? holds('disregarded') : answersWith(answer, 200, 406);
        },
        `Accept: ${range}`,
      ),
  );
});

requirementTest('HDR-014', async ({ service, judge, occasional }) => {
  occasional('the contract requires no header');
  const required = parametersOf(service.operation, 'header')
    .filter((parameter) => parameter.required)
    .map(({ name }) => headerOf(service.operation, name)?.name ?? name);
  await service.each(
    required,
    (name) => service.probe({ headers: { [name]: undefined }, note: `without ${name}` }),
    (exchange, name) => judge(exchange, (answer) => answersWith(answer, 400, 401), `without ${name}`),
  );
});

/** A success with the same value, or a refusal with one of the statuses. */
function answersOrRefuses(answer: Answer, value: KnownValue, ...refusals: readonly number[]): Outcome {
  if (isSuccess(answer)) return { ...value.isToldBy(answer), reading: 'answered' };
  if (refusals.includes(answer.status)) return holds('refused');
  return violated(finding('status', `the documented success, or ${either(refusals)}`, String(answer.status)));
}

const long = 'x'.repeat(2048);

requirementTest('HDR-015', async ({ service, judge, occasional }) => {
  occasional('the contract has no optional header');
  const value = await service.value();
  const names = [...new Set(optionalHeaders(service.operation).map(([name]) => name))];
  await service.each(
    names.flatMap((name) => ['zz', 'xx-YY', '', long].map((odd) => [name, odd] as const)),
    ([name, odd]) =>
      service.probe({ headers: { [name]: odd }, hostile: odd === long, note: oddly(name, odd) }),
    (exchange, [name, odd]) =>
      judge(
        exchange,
        (answer) => {
          if (odd === long && isRefusal(answer)) return holds('refused');
          return answersOrRefuses(answer, value, 400);
        },
        oddly(name, odd),
      ),
  );
});

function oddly(name: string, value: string): string {
  return value === long ? `${name} of ${long.length} characters` : `${name}: "${value}"`;
}

requirementTest('HDR-016', async ({ service, judge }) => {
  const value = await service.value();
  const forms: readonly (readonly [note: string, first: string, second?: string])[] = [
    ['Accept with a weight', 'application/json;q=0.5'],
    ['Accept with a parameter', 'application/json; charset=utf-8'],
    ['Accept in two fields', 'text/plain', 'application/json'],
    ['Accept with a word that is no range', 'json'],
  ];
  await service.each(
    forms,
    ([note, first, second]) =>
      service.probe({
        headers: { Accept: first },
        ...(second === undefined ? {} : { fields: [['Accept', second]] }),
        note,
      }),
    (exchange, [note]) => judge(exchange, (answer) => answersOrRefuses(answer, value, 400, 406), note),
  );
});

requirementTest('HDR-017', async ({ service, judge }) => {
  const value = await service.value();
  const agents = [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    'curl/8.5.0',
    'PartnerCenter Java SDK/1.15.4',
    '',
  ];
  await service.each(
    agents,
    (agent) => service.probe({ headers: { 'User-Agent': agent }, note: `User-Agent: "${agent}"` }),
    (exchange, agent) =>
      judge(exchange, (answer) => answersOrRefuses(answer, value, 400, 403), `User-Agent: "${agent}"`),
  );
});
