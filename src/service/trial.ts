import type { Observation } from '../checks/observation.js';
import { isSuccess } from '../checks/status.js';
import type { Operation } from '../contract/operation.js';
import { type Exchange, headerValue } from '../http/exchange.js';
import { idHeaders } from '../http/id-headers.js';
import { valueToldBy } from '../operations/read-value.js';
import type { Ready } from './preflight.js';
import type { PlannedRequest } from './probe.js';
import type { Sender } from './sender.js';

/**
 * Whether reads that go out together are answered as each alone is: all with success, none with another's value or ids. Of
 * a service that mixes them up, what is sent beside others would tell nothing but that. What comes of it is not judged.
 * @param known what the first look at the service showed
 */
export async function answersTogether(
  sender: Sender,
  { offered, flow }: Ready,
  known: readonly Observation[],
  count: number,
): Promise<boolean> {
  const { operations } = sender.context.contract;
  const reads = offered.flatMap((read): readonly Reading[] => {
    const operation = operations.find(({ id }) => id === read.operation);
    return operation ? read.customers.slice(0, 2).map(({ id }) => ({ operation, customer: id })) : [];
  });
  if (reads.length === 0) return true;
  const each = Math.max(2, Math.ceil(count / reads.length));
  // Each read a few times on end, so that a value that alternates is seen.
  const planned = reads.flatMap((reading) =>
    Array.from(
      { length: each },
      (): PlannedRequest => ({ ...reading, flow, valid: true, probe: { note: 'a few reads at once' } }),
    ),
  );
  const exchanges = await sender.together(planned);
  const told = new Map<string, string>();
  const isNew = ({ request: { target }, ending }: Exchange, operation: Operation | undefined): boolean => {
    if (ending.kind !== 'answered' || !isSuccess(ending.answer) || !operation) return true;
    const value = valueToldBy(ending.answer, operation);
    const before = told.get(target) ?? value;
    told.set(target, before);
    return before !== value;
  };
  for (const { exchange, operation } of known) isNew(exchange, operation);
  return exchanges.every(
    (exchange, turn) =>
      exchange.ending.kind === 'answered' &&
      isSuccess(exchange.ending.answer) &&
      !isNew(exchange, planned[turn]?.operation) &&
      !hasIdOfAnother(exchange, exchanges),
  );
}

/** A read of a customer. */
type Reading = Pick<PlannedRequest, 'operation' | 'customer'>;

function hasIdOfAnother(own: Exchange, exchanges: readonly Exchange[]): boolean {
  const { ending, request } = own;
  if (ending.kind !== 'answered') return false;
  return idHeaders.some((name) => {
    const echoed = headerValue(ending.answer.headers, name)?.toLowerCase();
    const sent = (one: Exchange) => headerValue(one.request.headers, name)?.toLowerCase();
    return (
      echoed !== undefined &&
      echoed !== headerValue(request.headers, name)?.toLowerCase() &&
      exchanges.some((one) => one !== own && sent(one) === echoed)
    );
  });
}
