import { type Contract, matchOperation } from '../contract/contract.js';
import { answering, type Behaviour } from '../mock/behaviour.js';
import { type Call, callPath } from '../mock/call.js';
import { success } from '../mock/middleware.js';
import { type Reply, textOfReply, withJson } from '../mock/reply.js';

/** An item of a list as the healthy mock answers it. */
type ListItem = Readonly<Record<string, unknown>>;

/** Whether a call asks for the list of qualifications. */
export function isList(call: Call, contract: Contract): boolean {
  return matchOperation(contract, call.method, callPath(call))?.operation.id === 'getCustomerQualifications';
}

/** A behaviour as a row: lists are answered otherwise, and nothing else is. */
export function onList(
  name: string,
  requirements: readonly string[],
  summary: string,
  change: (reply: Reply) => Reply,
): Behaviour {
  return answering(
    name,
    requirements,
    summary,
    (reply, call, context) => success(reply, call, context) && isList(call, context.contract),
    change,
  );
}

/** A behaviour as a row: another JSON value stands in the place of the list. */
export function listing(
  name: string,
  requirements: readonly string[],
  summary: string,
  change: (items: readonly ListItem[]) => unknown,
): Behaviour {
  return onList(name, requirements, summary, (reply) =>
    withJson(reply, change(JSON.parse(textOfReply(reply)))),
  );
}

/** A behaviour as a row: every item of the list is another one. */
export function changingItems(
  name: string,
  requirements: readonly string[],
  summary: string,
  change: (item: ListItem) => unknown,
): Behaviour {
  return listing(name, requirements, summary, (items) => items.map(change));
}
