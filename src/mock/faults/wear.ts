import { type Behaviour, behaviour } from '../behaviour.js';
import { callHeader } from '../call.js';
import { authorized } from '../customer-call.js';
import { counting, success } from '../middleware.js';
import { withOtherValue } from '../reply.js';

/** Of a run over one operation, which makes more requests than this. */
const most = 250;

export const wearFaults: readonly Behaviour[] = [
  behaviour(
    'values-wear-out',
    ['WEA-001'],
    `answers all reads after ${most} successes with another value`,
    counting((count) => count > most, withOtherValue, success),
  ),
  behaviour('authorization-wears-out', ['WEA-001'], `asks for no token after ${most} calls`, (context) => {
    let calls = 0;
    return async (call, next) => {
      calls += 1;
      const open = calls > most && callHeader(call, 'authorization') === undefined;
      return next(open ? await authorized(call, context) : call);
    };
  }),
];
