import { type Behaviour, behaviour } from '../behaviour.js';
import { withError } from '../error-reply.js';
import { counting, everyNth } from '../middleware.js';
import { withRawResponse } from '../raw-response.js';
import { type Delivery, type Reply, withDelivery } from '../reply.js';

/** A service that now and then does something else to the connection than answering. */
function breaking(name: string, summary: string, delivery: Delivery): Behaviour {
  return behaviour(
    name,
    ['AVL-001'],
    summary,
    everyNth(50, (reply) => withDelivery(reply, delivery)),
  );
}

/** A service that fails at every n-th call. */
function failing(name: string, requirement: string, summary: string, n: number, status: number): Behaviour {
  const code = status === 503 ? '503' : 800003;
  return behaviour(
    name,
    [requirement],
    summary,
    everyNth(n, (reply) => withError(reply, status, code, 'The service failed.')),
  );
}

const hang = (reply: Reply) => withDelivery(reply, { kind: 'hang' });

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
  behaviour(
    'sometimes-malforms-a-field',
    ['AVL-001'],
    'answers some requests with white space before the colon of a field',
    everyNth(50, (reply) =>
      withRawResponse(reply, `X-Node : 7\r\nContent-Length: ${reply.body.length}`, reply.body),
    ),
  ),
  behaviour(
    'stops-answering',
    ['AVL-001'],
    'answers fifty requests and none after that',
    counting((count) => count > 50, hang),
  ),
  behaviour('always-hangs', ['AVL-001'], 'never answers', everyNth(1, hang)),
  failing('sometimes-fails', 'AVL-002', 'answers every tenth request with 500', 10, 500),
  failing('always-fails', 'AVL-002', 'answers every request with 500', 1, 500),
  failing('sometimes-unavailable', 'AVL-003', 'answers every tenth request with 503', 10, 503),
];
