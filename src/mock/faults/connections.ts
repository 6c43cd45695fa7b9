import { setTimeout as pause } from 'node:timers/promises';
import { idHeaders } from '../../http/id-headers.js';
import { type Behaviour, behaviour } from '../behaviour.js';
import { type Call, callHeader } from '../call.js';
import { authorized, forCustomer, segmentOf } from '../customer-call.js';
import { withError } from '../error-reply.js';
import { success } from '../middleware.js';
import { type Reply, withField, withHeader } from '../reply.js';

function withIdsOf(reply: Reply, call: Call): Reply {
  return idHeaders.reduce((changed, name) => withHeader(changed, name, callHeader(call, name)), reply);
}

export const connectionsFaults: readonly Behaviour[] = [
  behaviour(
    'authorization-sticks',
    ['KEP-001'],
    'asks for no token on a connection that had a good one',
    (context) => {
      const trusted = new Set<number>();
      return async (call, next) => {
        const known = trusted.has(call.connection);
        const reply = await next(known ? await authorized(call, context) : call);
        if (success(reply, call, context)) trusted.add(call.connection);
        return reply;
      };
    },
  ),
  behaviour('refusal-sticks', ['KEP-002'], 'refuses everything on a connection that had a bad token', () => {
    const banned = new Set<number>();
    return async (call, next) => {
      const reply = await next(call);
      if (reply.status === 401) banned.add(call.connection);
      if (reply.status === 401 || !banned.has(call.connection)) return reply;
      return withField(withError(reply, 401, 800001, 'Refused.'), 'WWW-Authenticate', 'Bearer');
    };
  }),
  behaviour(
    'ids-of-the-connection',
    ['KEP-003'],
    'answers every request of a connection with the ids of the first one',
    () => {
      const firsts = new Map<number, Call>();
      return async (call, next) => {
        const first = firsts.get(call.connection) ?? call;
        firsts.set(call.connection, first);
        return withIdsOf(await next(call), first);
      };
    },
  ),
  behaviour(
    'customer-of-the-connection',
    ['KEP-003'],
    'answers every read of a connection for the customer of the first one',
    (context) => {
      const customers = new Map<number, string>();
      return async (call, next) => {
        const first = customers.get(call.connection);
        const reply = await next(first === undefined ? call : forCustomer(call, context, first));
        const segment = segmentOf(call, context);
        if (first === undefined && segment !== undefined && success(reply, call, context))
          customers.set(call.connection, segment);
        return reply;
      };
    },
  ),
  behaviour(
    'pipelined-crossed',
    ['KEP-004'],
    'answers a request that came before the answer to another one with the content of that one',
    () => {
      const underWay: { readonly call: Call; reply?: Reply }[] = [];
      return async (call, next) => {
        const other = underWay.find((one) => one.call.connection === call.connection);
        const own: { readonly call: Call; reply?: Reply } = { call };
        underWay.push(own);
        const reply = await next(call);
        own.reply = reply;
        await pause(3);
        underWay.splice(underWay.indexOf(own), 1);
        return other?.reply ? withIdsOf(other.reply, call) : reply;
      };
    },
  ),
];
