import { answering, type Behaviour, behaviour } from '../../mock/behaviour.js';
import { status } from '../../mock/middleware.js';
import { withHeader, withJson, withStatus } from '../../mock/reply.js';

const refusals = ['UPD-003', 'UPD-004', 'UPD-007', 'UPD-009', 'UPD-010', 'UPD-011'];

/** Services whose update differs from the mock's in ways that documents allow. */
export const variations: readonly Behaviour[] = [
  behaviour(
    'update-by-string-alone',
    ['UPD-001', 'UPD-002', 'UPD-005', 'UPD-006', 'UPD-008', 'UPD-012', 'UPD-013'],
    'takes the value as a string alone',
    () => (call, next) =>
      call.method === 'PUT' && /^\d+$/.test(Buffer.from(call.body).toString())
        ? next({ ...call, body: Buffer.from('[]') })
        : next(call),
  ),
  answering(
    'tagging-denied',
    [...refusals, 'ERR-002'],
    'refuses with the bare string "Customer tagging denied."',
    status(409),
    (reply) => withJson(withStatus(reply, 403), 'Customer tagging denied.'),
  ),
  answering(
    'app-only-unauthorized',
    ['UPD-007', 'CRT-007'],
    'answers an app-only token with 401',
    status(403),
    (reply) => {
      const error = { code: '900420', description: 'A user is needed.', data: [], source: 'PartnerFD' };
      return withHeader(withStatus(withJson(reply, error), 401), 'WWW-Authenticate', 'Bearer');
    },
  ),
];
