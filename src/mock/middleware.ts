import { setTimeout as pause } from 'node:timers/promises';
import { matchOperation } from '../contract/contract.js';
import { type ChangeReply, changing, type MockContext, type ReplyTest, type Start } from './behaviour.js';
import { type Call, callPath } from './call.js';

export const anyReply: ReplyTest = () => true;
export const success: ReplyTest = (reply) => reply.status >= 200 && reply.status < 300;
export const refusal: ReplyTest = (reply) => reply.status >= 400;

/** Successes whose content is a JSON string alone. */
export const bareString: ReplyTest = (reply, call, context) =>
  success(reply, call, context) && reply.body[0] === 0x22;

/** Replies with this status. */
export function status(wanted: number): ReplyTest {
  return (reply) => reply.status === wanted;
}

/** Replies to calls that name a documented operation. */
export const ofOperation: ReplyTest = (_, call, { contract }) =>
  matchOperation(contract, call.method, callPath(call)) !== undefined;

/** Lets the healthy mock answer another call than the one that was received. */
export function receiving(change: (call: Call, context: MockContext) => Call | Promise<Call>): Start {
  return (context) => async (call, next) => next(await change(call, context));
}

/** Numbers the replies that count, from 1 on for each mock, and changes those whose number passes the test. */
export function counting(
  test: (count: number) => boolean,
  change: ChangeReply,
  counts: ReplyTest = ofOperation,
): Start {
  return (context) => {
    let count = 0;
    return async (call, next) => {
      const reply = await next(call);
      if (!counts(reply, call, context)) return reply;
      count += 1;
      return test(count) ? change(reply, call, context) : reply;
    };
  };
}

/** Every n-th call of a documented operation is answered otherwise; each one where whoever runs it draws the calls. */
export function everyNth(n: number, change: ChangeReply): Start {
  const nth = counting((count) => count % n === 0, change);
  const each = changing(ofOperation, change);
  return (context) => (context.draws ? each : nth)(context);
}

/** Calls take this long. */
export function delaying(ms: number): Start {
  return () => async (call, next) => {
    await pause(ms);
    return next(call);
  };
}

/** Answers as the healthy mock does. */
export const healthily: Start = () => (call, next) => next(call);
