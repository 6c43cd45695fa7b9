import { setTimeout as pause } from 'node:timers/promises';
import type { Behaviour, Middleware } from '../behaviour.js';
import type { Call } from '../call.js';
import { success, withIdsOf } from '../middleware.js';
import { type Reply, withJson, withStatus } from '../reply.js';

/** A service that treats a call otherwise when another one is under way. Calls take a moment, so that they can meet. */
function whenTogether(
  alter: (reply: Reply, call: Call, other: { call: Call; reply: Reply | undefined }) => Reply,
): () => Middleware {
  return () => {
    const underWay: { call: Call; reply: Reply | undefined }[] = [];
    return async (call, next) => {
      const own: { call: Call; reply: Reply | undefined } = { call, reply: undefined };
      const [other] = underWay;
      underWay.push(own);
      const reply = await next(call);
      own.reply = reply;
      await pause(3);
      underWay.splice(underWay.indexOf(own), 1);
      return other && success(reply, call) ? alter(reply, call, other) : reply;
    };
  };
}

export const concurrencyFaults: readonly Behaviour[] = [
  {
    name: 'ids-crossed',
    summary: 'keeps the ids of the current request in shared state',
    requirements: ['CON-001'],
    start: whenTogether((reply, _, other) => withIdsOf(reply, other.call)),
  },
  {
    name: 'bodies-crossed',
    summary: 'keeps the current customer in shared state',
    requirements: ['CON-002'],
    start: whenTogether((reply, _, other) => ({
      ...reply,
      body: other.reply?.body ?? reply.body,
      delivery: { kind: 'chunked' },
    })),
  },
  {
    name: 'fails-together',
    summary: 'answers 500 while another read is under way',
    requirements: ['CON-003'],
    start: whenTogether((reply) =>
      withJson(withStatus(reply, 500), {
        code: 800003,
        description: 'Unexpected service error.',
        data: [],
        source: 'PartnerFD',
      }),
    ),
  },
];
