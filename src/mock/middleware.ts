import { setTimeout as pause } from 'node:timers/promises';
import { idHeaders } from '../http/id-headers.js';
import { decodeSegment } from '../http/path-segment.js';
import type { Middleware, MockContext } from './behaviour.js';
import { type Call, callHeader, callPath, withCallHeader } from './call.js';
import { type Reply, replyHeader, withHeader, withJson } from './reply.js';
import { operationOf } from './respond.js';

/** Which replies a behaviour is about. */
export type Pick = (reply: Reply, call: Call) => boolean;

export const anyReply: Pick = () => true;
export const success: Pick = (reply) => reply.status >= 200 && reply.status < 300;
export const refusal: Pick = (reply) => reply.status >= 400;

export function status(...statuses: readonly number[]): Pick {
  return (reply) => statuses.includes(reply.status);
}

/** Lets the healthy mock answer, and changes the replies that are picked. */
export function change(pick: Pick, alter: (reply: Reply, call: Call) => Reply | Promise<Reply>): Middleware {
  return async (call, next) => {
    const reply = await next(call);
    return pick(reply, call) ? alter(reply, call) : reply;
  };
}

/** Every n-th call of a documented operation is answered otherwise. */
export function everyNth(
  n: number,
  context: MockContext,
  alter: (reply: Reply, call: Call) => Reply,
): Middleware {
  let count = 0;
  return async (call, next) => {
    const reply = await next(call);
    if (!operationOf(context.contract, call)) return reply;
    count += 1;
    return count % n === 0 ? alter(reply, call) : reply;
  };
}

/** Calls take this long. */
export function delay(ms: number): Middleware {
  return async (call, next) => {
    await pause(ms);
    return next(call);
  };
}

/** The customer id's segment as sent, for paths of a documented form. */
export function segmentOf(call: Call, context: MockContext): string | undefined {
  const match = context.contract.operations
    .map((operation) => operation.matchPath(callPath(call)))
    .find((found) => found !== undefined);
  return match && [...match.values()][0];
}

/** The segment with its percent-encoding undone, as far as it can be. */
export function plainSegmentOf(call: Call, context: MockContext): string | undefined {
  const segment = segmentOf(call, context);
  return segment === undefined ? undefined : decodeSegment(segment);
}

/** The call for another customer. */
export function forCustomer(call: Call, context: MockContext, id: string): Call {
  const segment = segmentOf(call, context);
  return segment === undefined ? call : { ...call, target: call.target.replace(`/${segment}/`, `/${id}/`) };
}

/** The call with a good token in place of whatever it brought. */
export async function authorized(call: Call, context: MockContext): Promise<Call> {
  return withCallHeader(call, 'Authorization', `Bearer ${await context.authority.mint('app')}`);
}

/** The reply's ids replaced by those of another call. */
export function withIdsOf(reply: Reply, call: Call): Reply {
  return idHeaders.reduce((changed, name) => withHeader(changed, name, callHeader(call, name)), reply);
}

/** A JSON object in a reply, with some members changed; undefined takes a member away. */
export function withMembers(reply: Reply, members: Readonly<Record<string, unknown>>): Reply {
  const value =
    reply.body.length > 0 && replyHeader(reply, 'content-type')?.includes('json')
      ? JSON.parse(Buffer.from(reply.body).toString())
      : {};
  return typeof value === 'object' && value !== null ? withJson(reply, { ...value, ...members }) : reply;
}
