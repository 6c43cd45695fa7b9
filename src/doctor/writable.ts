import { valueInWords } from '../checks/body.js';
import { isSuccess } from '../checks/status.js';
import { isSameQualification } from '../contract/qualification.js';
import { isLoopback } from '../http/loopback.js';
import { exchange } from '../http/transport.js';
import { compose } from '../service/probe.js';
import { flowsOf } from '../target/open-target.js';
import type { Target } from '../target/target.js';
import { type Diagnosis, problem, undetermined, well } from './diagnosis.js';
import type { TriedRead } from './read.js';

const name = 'writes';

/** What keeps a target with writable customers from being written to; nothing is yielded for a target without. */
export function* examineWriting(target: Target): Generator<Diagnosis> {
  const { writing, origin } = target;
  if (!writing || writing.customers.length === 0) return;
  const { customers } = writing;
  yield well(
    name,
    `${customers.length} writable customers; a qualification that --writes gives cannot be taken back`,
  );
  if (!flowsOf(target).includes('user'))
    yield problem(name, 'no document lets an application alone write', 'add the identity "user"');
  if (!writing.allowed && !isLoopback(new URL(origin).hostname))
    yield undetermined(name, 'the target does not say "writes: true", so --writes is refused');
  if (customers.length >= target.customers.length)
    yield problem(name, 'every customer is writable', 'add one that stays as it is');
}

/** Whether each writable customer has no qualification yet, so that it would be written to. */
export async function* examineWritable(
  { writing }: Target,
  { flow, token, base, operation, limits, options }: Omit<TriedRead, 'customer'>,
): AsyncGenerator<Diagnosis> {
  for (const id of writing?.customers ?? []) {
    const planned = { operation, customer: id, flow };
    const composed = compose(planned, { prefix: base.prefix, tokens: { [flow]: token } });
    const { ending } = await exchange({ ...composed, origin: base.origin }, limits, options);
    if (ending.kind !== 'answered' || !isSuccess(ending.answer))
      yield problem(name, `customer ${id} cannot be read`, 'check the id; --writes leaves it alone');
    else if (isSameQualification(valueInWords(ending.answer), 'none'))
      yield well(name, `customer ${id} has no qualification; --writes may give it one, for ever`);
    else yield problem(name, `customer ${id} has a qualification already`, 'name another, or leave it out');
  }
}
