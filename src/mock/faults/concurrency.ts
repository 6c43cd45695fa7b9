import { setTimeout as pause } from 'node:timers/promises';
import { idHeaders } from '../../http/id-headers.js';
import { type Behaviour, behaviour } from '../behaviour.js';
import { type Call, callHeader } from '../call.js';
import { withError } from '../error-reply.js';
import { success } from '../middleware.js';
import { type Reply, withHeader } from '../reply.js';

/** A call that is not over yet, and its reply as soon as that is decided. */
interface UnderWay {
  readonly call: Call;
  reply: Reply | undefined;
}

/** A service that treats a read otherwise when another call is under way. Calls take a moment, so that they can meet. */
function together(
  name: string,
  requirement: string,
  summary: string,
  change: (reply: Reply, other: UnderWay) => Reply,
): Behaviour {
  return behaviour(name, [requirement], summary, (context) => {
    const underWay: UnderWay[] = [];
    return async (call, next) => {
      const own: UnderWay = { call, reply: undefined };
      const [other] = underWay;
      underWay.push(own);
      const reply = await next(call);
      own.reply = reply;
      await pause(3);
      underWay.splice(underWay.indexOf(own), 1);
      return other && success(reply, call, context) ? change(reply, other) : reply;
    };
  });
}

export const concurrencyFaults: readonly Behaviour[] = [
  together('ids-crossed', 'CON-001', 'keeps the ids of the current request in shared state', (reply, other) =>
    idHeaders.reduce((changed, name) => withHeader(changed, name, callHeader(other.call, name)), reply),
  ),
  together('bodies-crossed', 'CON-002', 'keeps the current customer in shared state', (reply, other) => ({
    ...reply,
    body: other.reply?.body ?? reply.body,
    delivery: { kind: 'chunked' },
  })),
  together('fails-together', 'CON-003', 'answers 500 while another read is under way', (reply) =>
    withError(reply, 500, 800003, 'Unexpected service error.'),
  ),
];
