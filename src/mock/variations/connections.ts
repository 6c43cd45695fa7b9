import { answering, type Behaviour, behaviour } from '../behaviour.js';
import { anyReply, counting, status } from '../middleware.js';
import { withHeader } from '../reply.js';

export const connectionsVariations: readonly Behaviour[] = [
  behaviour(
    'connections-ended-now-and-then',
    ['KEP-001', 'KEP-002', 'KEP-003', 'KEP-004'],
    'closes the connection behind every third answer, and says so',
    counting(
      (count) => count % 3 === 0,
      (reply) => withHeader(reply, 'Connection', 'close'),
      anyReply,
    ),
  ),
  answering(
    'connections-ended-by-refusals',
    ['KEP-001', 'KEP-003', 'KEP-004'],
    'closes the connection behind a 401, and says so',
    status(401),
    (reply) => withHeader(reply, 'Connection', 'close'),
  ),
];
