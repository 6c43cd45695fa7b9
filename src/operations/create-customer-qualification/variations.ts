import { answering, type Behaviour, behaviour } from '../../mock/behaviour.js';
import { withMembers } from '../../mock/error-reply.js';
import { status } from '../../mock/middleware.js';
import { textOfReply, withJson, withStatus } from '../../mock/reply.js';

const success = ['CRT-001', 'CRT-002', 'CRT-014'];

/** Services whose request for a qualification differs from the mock's in ways that documents allow. */
export const variations: readonly Behaviour[] = [
  answering(
    'create-answers-200',
    success,
    'answers 200 with the list in its envelope',
    status(201),
    (reply) => withStatus(withJson(reply, { qualifications: [JSON.parse(textOfReply(reply))] }), 200),
  ),
  answering('create-answers-list', success, 'answers 201 with a list', status(201), (reply) =>
    withJson(reply, [JSON.parse(textOfReply(reply))]),
  ),
  answering('create-approves', success, 'approves every request at once', status(201), (reply) =>
    withMembers(reply, { vettingStatus: 'Approved' }),
  ),
  answering(
    'create-without-status',
    ['CRT-001', 'CRT-002'],
    'answers a success without the status of vetting',
    status(201),
    (reply) => withMembers(reply, { vettingStatus: undefined, vettingCreateDate: undefined }),
  ),
  behaviour(
    'create-by-capital-key',
    [
      ...success,
      ...['CRT-003', 'CRT-004', 'CRT-005', 'CRT-006', 'CRT-008', 'CRT-009'],
      ...['CRT-010', 'CRT-011', 'CRT-012', 'CRT-013'],
    ],
    'knows the member Qualification alone',
    () => (call, next) =>
      call.method === 'POST' && Buffer.from(call.body).toString().includes('"qualification"')
        ? next({ ...call, body: Buffer.from('{}') })
        : next(call),
  ),
];
