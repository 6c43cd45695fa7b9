import type { Behaviour } from '../behaviour.js';
import { everyNth } from '../middleware.js';
import { type Delivery, type Reply, withDelivery, withJson, withStatus } from '../reply.js';

/** A service that now and then does something else to the connection than answering. */
function breaking(name: string, summary: string, delivery: Delivery): Behaviour {
  return {
    name,
    summary,
    requirements: ['AVL-001'],
    start: (context) => everyNth(50, context, (reply) => withDelivery(reply, delivery)),
  };
}

function failure(reply: Reply, status: number, code: number | string): Reply {
  return withJson(withStatus(reply, status), {
    code,
    description: 'The service failed.',
    data: [],
    source: 'PartnerFD',
  });
}

export const availabilityFaults: readonly Behaviour[] = [
  breaking('sometimes-resets', 'resets some connections', { kind: 'reset' }),
  breaking('sometimes-hangs-up', 'closes some connections without a response', { kind: 'close' }),
  breaking('sometimes-hangs', 'never answers some requests', { kind: 'hang' }),
  breaking('sometimes-cuts', 'ends some responses in the middle', { kind: 'cut', bytes: 5 }),
  breaking('sometimes-drips', 'sends some responses without end, a byte at a time', {
    kind: 'drip',
    pauseMs: 50,
    endless: true,
  }),
  breaking('sometimes-garbles', 'answers some requests with bytes that are no HTTP', {
    kind: 'raw',
    bytes: Buffer.from('ERROR busy\r\n\r\n'),
  }),
  {
    name: 'stops-answering',
    summary: 'answers fifty requests and none after that',
    requirements: ['AVL-001'],
    start: (context) => {
      let count = 0;
      return everyNth(1, context, (reply) => {
        count += 1;
        return count > 50 ? withDelivery(reply, { kind: 'hang' }) : reply;
      });
    },
  },
  {
    name: 'always-hangs',
    summary: 'never answers',
    requirements: ['AVL-001'],
    start: (context) => everyNth(1, context, (reply) => withDelivery(reply, { kind: 'hang' })),
  },
  {
    name: 'sometimes-fails',
    summary: 'answers every tenth request with 500',
    requirements: ['AVL-002'],
    start: (context) => everyNth(10, context, (reply) => failure(reply, 500, 800003)),
  },
  {
    name: 'always-fails',
    summary: 'answers every request with 500',
    requirements: ['AVL-002'],
    start: (context) => everyNth(1, context, (reply) => failure(reply, 500, 800003)),
  },
  {
    name: 'sometimes-unavailable',
    summary: 'answers every tenth request with 503',
    requirements: ['AVL-003'],
    start: (context) => everyNth(10, context, (reply) => failure(reply, 503, '503')),
  },
];
