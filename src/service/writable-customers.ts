import { isSuccess } from '../checks/status.js';
import type { Operation } from '../contract/operation.js';
import { valueToldBy } from '../operations/read-value.js';
import type { SparedCustomer } from '../report/reported-write.js';
import type { Flow, TargetCustomer } from '../target/target.js';
import type { Sender } from './sender.js';

/** What the first look at the writable customers of a subject showed. */
export interface WritableCustomers {
  /** Those without a qualification. */
  readonly free: readonly TargetCustomer[];
  readonly spared: readonly SparedCustomer[];
}

/** Reads each writable customer with every read that is offered: one that has a qualification, or cannot be read, is left alone. Rejects like Sender.send. */
export async function examineWritable(
  sender: Sender,
  reads: readonly Operation[],
  flow: Flow,
): Promise<WritableCustomers> {
  const free: TargetCustomer[] = [];
  const spared: SparedCustomer[] = [];
  for (const customer of sender.subject.writable ?? []) {
    const reason = await reasonToSpare(sender, reads, customer, flow);
    if (reason === undefined) free.push(customer);
    else spared.push({ customer: customer.id, reason });
  }
  return { free, spared };
}

async function reasonToSpare(
  sender: Sender,
  reads: readonly Operation[],
  { id }: TargetCustomer,
  flow: Flow,
): Promise<string | undefined> {
  for (const operation of reads) {
    const { ending } = await sender.send({ operation, customer: id, flow });
    if (ending.kind !== 'answered' || !isSuccess(ending.answer)) return `${operation.id} cannot read it`;
    const value = valueToldBy(ending.answer, operation);
    if (value !== 'none') return `it has a qualification already (${value})`;
  }
  return undefined;
}
