import { answering, type Behaviour, behaviour } from '../behaviour.js';
import { anyReply, delaying, everyNth, success } from '../middleware.js';
import { withRawResponse } from '../raw-response.js';
import { withDelivery } from '../reply.js';

export const availabilityVariations: readonly Behaviour[] = [
  answering('chunked', ['AVL-001', 'BDY-003', 'BDY-005'], 'sends every byte as a chunk', anyReply, (reply) =>
    withDelivery(reply, { kind: 'chunked' }),
  ),
  answering(
    'ended-by-close',
    ['AVL-001', 'BDY-005'],
    'sends neither a length nor chunks and closes the connection behind the content',
    success,
    (reply) => withRawResponse(reply, 'Connection: close', reply.body),
  ),
  behaviour(
    'slow',
    [
      ...['WEA-001', 'AVL-001', 'AVL-002', 'AVL-003', 'RTE-001', 'RTE-002', 'CON-001', 'CON-002', 'CON-003'],
      ...['BDY-011', 'AUT-009', 'AUT-010', 'HDR-008', 'CID-001'],
    ],
    'takes a moment for every answer',
    delaying(8),
  ),
  behaviour(
    'drips-to-the-end',
    ['AVL-001'],
    'sends the content of some answers a byte at a time',
    everyNth(40, (reply) => withDelivery(reply, { kind: 'drip', pauseMs: 5, endless: false })),
  ),
];
