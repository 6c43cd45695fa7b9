import { type Behaviour, behaviour } from '../behaviour.js';
import { throttled, withError } from '../error-reply.js';
import { everyNth } from '../middleware.js';
import { withHeader } from '../reply.js';

export const throttlingVariations: readonly Behaviour[] = [
  behaviour(
    'throttles-in-seconds',
    ['THR-001', 'THR-002', 'THR-003', 'RTE-001', 'CON-003', 'HDR-003', 'ERR-003'],
    'throttles every fifteenth request without MS-* headers',
    everyNth(15, (reply) => throttled(reply, 0)),
  ),
  behaviour(
    'throttles-by-date',
    ['THR-001', 'THR-002', 'THR-003', 'BDY-011'],
    'throttles every fortieth request, gives a date, and uses the form of other errors',
    everyNth(40, (reply) => {
      const dated = withHeader(throttled(reply, 0), 'Retry-After', new Date().toUTCString());
      return withError(dated, 429, '429', 'Too many requests.');
    }),
  ),
];
