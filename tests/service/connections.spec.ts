import { echoes } from '../../src/checks/ids.js';
import { finding, holds, type Outcome, violated } from '../../src/checks/outcome.js';
import { answersAs, answersAsUnknownPath, isSuccess } from '../../src/checks/status.js';
import type { Answer, Exchange } from '../../src/http/exchange.js';
import { idHeaders } from '../../src/http/id-headers.js';
import { requirementTest } from '../../src/playwright/service-test.js';
import type { KnownValue } from '../../src/service/known-value.js';
import type { Probe } from '../../src/service/probe.js';
import type { KeptRead, Service } from '../../src/service/service.js';

/** The exchanges that another one on the same connection went before, by their places. */
function following(
  exchanges: readonly Exchange[],
): readonly (readonly [place: number, exchange: Exchange])[] {
  return [...exchanges.entries()].filter(
    ([place, { connection }]) => connection !== undefined && exchanges[place - 1]?.connection === connection,
  );
}

const good: KeptRead = {};
const anonymous: Probe = { headers: { Authorization: undefined }, note: 'without Authorization' };
const garbage: Probe = { headers: { Authorization: 'Bearer garbage' }, note: 'a word for a token' };

requirementTest('KEP-001', async ({ service, judge, occasional }) => {
  occasional('no request stood behind another one on a connection');
  const reads = [good, { probe: anonymous }, good, { probe: garbage }];
  for (const [place, exchange] of following(await service.converse(reads))) {
    const note = reads[place]?.probe?.note;
    if (note === undefined) continue;
    judge(
      exchange,
      (answer) => answersAs(answer, { 401: 'unauthorized', 400: 'bad-request' }),
      `${note}, behind a good read on one connection`,
    );
  }
});

requirementTest('KEP-002', async ({ service, judge, occasional }) => {
  occasional('no good read stood behind a refused one on a connection');
  const reads = [{ probe: anonymous }, good, { probe: garbage }, good];
  for (const [place, exchange] of following(await service.converse(reads))) {
    if (reads[place]?.probe) continue;
    judge(
      exchange,
      (answer) =>
        isSuccess(answer)
          ? holds()
          : violated(finding('status', 'the documented success', String(answer.status))),
      'a good read behind a refused one on one connection',
    );
  }
});

/** A read and what its own answer tells; no value where that is a refusal. */
interface Expected {
  readonly read: KeptRead;
  readonly value?: KnownValue;
}

async function readsInTurn(service: Service): Promise<readonly Expected[]> {
  const [first = { id: '' }, second = first] = service.customers;
  const [one, two] = [await service.value(first), await service.value(second)];
  const nobody = { segment: service.unknownCustomer(), note: 'a customer nobody has' };
  return [
    { read: { customer: first }, value: one },
    { read: { customer: second }, value: two },
    { read: { probe: nobody } },
    { read: { customer: first }, value: one },
  ];
}

function isOwn({ request }: Exchange, answer: Answer, value: KnownValue | undefined): Outcome {
  const told = value && isSuccess(answer) ? value.isToldBy(answer) : undefined;
  const refused = value ? undefined : answersAsUnknownPath(answer);
  const ids = isSuccess(answer) ? idHeaders.map((name) => echoes(request, answer, name)) : [];
  return violated(...[told, refused, ...ids].flatMap((outcome) => outcome?.findings ?? []));
}

for (const [id, pipelined, note] of [
  ['KEP-003', false, 'a read behind another one on one connection'],
  ['KEP-004', true, 'a read sent before the answer to another one on one connection'],
] as const) {
  requirementTest(id, async ({ service, judge, occasional }) => {
    occasional('no request stood behind another one on a connection');
    const expected = await readsInTurn(service);
    const reads = expected.map(({ read }) => read);
    for (const [place, exchange] of following(await service.converse(reads, pipelined)))
      judge(exchange, (answer) => isOwn(exchange, answer, expected[place]?.value), note);
  });
}
