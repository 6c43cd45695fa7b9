import { setTimeout as pause } from 'node:timers/promises';
import { finding, holds, type Outcome, violated } from '../checks/outcome.js';
import { isRefusal, isSuccess } from '../checks/status.js';
import { jsonContentOf } from '../http/content.js';
import type { Answer } from '../http/exchange.js';
import type { ValidWrite } from '../service/writes.js';
import type { OperationModule } from './operation-module.js';
import { valueToldBy } from './read-value.js';
import type { ProbeFixtures } from './requirement-probe.js';

/** What the one valid write of a run asks for, in canonical spelling. */
export const asked = 'education';

/** The success tells what was asked for; `status` is what was found out of the answer's status. What fails and was carried out all the same is told as such. */
export function tells(
  answer: Answer,
  operation: Pick<OperationModule, 'told'>,
  status: Outcome,
  { form: { reading }, stateAfter = 'none' }: Pick<ValidWrite, 'form' | 'stateAfter'>,
): Outcome {
  if (status.findings.length > 0 && stateAfter === 'none') return status;
  if (status.findings.length > 0)
    return violated(
      ...status.findings,
      finding('the customer afterwards', 'none, as what failed changes nothing', stateAfter),
    );
  const told = operation.told(jsonContentOf(answer)?.value);
  return told?.some(({ qualification }) => qualification === asked)
    ? holds(reading)
    : violated(finding('$', asked, told?.map((one) => one.qualification).join(', ') || 'none'));
}

/** What was written is told by one of the reads, within two seconds. */
export async function readBack({ service, judge, occasional }: ProbeFixtures): Promise<void> {
  occasional('no read is offered to read it back by');
  const { customer, exchange } = await service.writes.valid();
  const succeeded = exchange.ending.kind === 'answered' && isSuccess(exchange.ending.answer);
  service.skipIf(!succeeded, 'the valid write did not succeed');
  for (const wait of [0, 500, 1500]) {
    await pause(wait);
    const reads = await service.writes.reads(customer);
    const shown = reads.map(({ exchange: read, operation }) => ({
      read,
      value: read.ending.kind === 'answered' ? valueToldBy(read.ending.answer, operation) : 'nothing',
    }));
    const found = shown.find(({ value }) => value.split(', ').includes(asked));
    const told = found ?? (wait > 500 ? shown[0] : undefined);
    if (!told) continue;
    judge(told.read, () => (found ? holds() : violated(finding('$', asked, told.value))));
    return;
  }
}

/** Whoever has a qualification keeps it, whatever is asked for. */
export async function keepsQualification({ service, judge }: ProbeFixtures): Promise<void> {
  const { customer, exchange, form } = await service.writes.valid();
  const succeeded = exchange.ending.kind === 'answered' && isSuccess(exchange.ending.answer);
  service.skipIf(!succeeded, 'the valid write did not succeed');
  const code = service.writes.validationCode;
  const more = [
    { note: 'the same qualification again', change: { qualification: asked }, value: 'Education' },
    ...(code === undefined
      ? []
      : [
          {
            note: 'another qualification',
            change: { qualification: 'governmentcommunitycloud', validationCode: code },
            value: undefined,
          },
        ]),
  ];
  for (const { note, change, value } of more) {
    const before = await service.writes.state(customer);
    const again = await service.writes.send(customer.id, { ...form.compose(change), note }, value);
    const after = await service.writes.state(customer);
    judge(
      again,
      (answer) => {
        if (before !== after) return violated(finding('the customer afterwards', before, after));
        if (isRefusal(answer)) return holds('refused');
        const repeated = isSuccess(answer) && change.qualification === asked;
        return repeated
          ? holds('repeated')
          : violated(finding('status', 'a refusal (4xx)', String(answer.status)));
      },
      note,
    );
  }
}
