import { answering, type Behaviour } from '../behaviour.js';
import { withMembers } from '../error-reply.js';
import { refusal } from '../middleware.js';
import { type Reply, textOfReply, withJson } from '../reply.js';

function codeIn(reply: Reply): unknown {
  return JSON.parse(textOfReply(reply)).code;
}

export const errorsVariations: readonly Behaviour[] = [
  answering(
    'error-code-string',
    ['ERR-002', 'ERR-003', 'ERR-004', 'AUT-012'],
    'writes error codes as strings, adds members, and leaves data out',
    refusal,
    (reply) => {
      const further = { isRetryable: false, parameters: { none: 'none' } };
      return withMembers(reply, { code: String(codeIn(reply)), data: undefined, ...further });
    },
  ),
  answering(
    'error-code-number',
    ['ERR-003', 'ERR-004', 'ERR-005'],
    'writes error codes as numbers, one of which is in no table',
    refusal,
    (reply) => {
      const code = reply.status === 404 ? 1002 : Number(codeIn(reply));
      return withMembers(reply, { code, data: ['Resource: test'] });
    },
  ),
  answering(
    'errors-bare-string',
    ['ERR-001', 'ERR-002', 'ERR-003', 'AUT-012'],
    'refuses with a bare JSON string, as the update was recorded to',
    refusal,
    (reply) => withJson(reply, 'Customer tagging denied.'),
  ),
];
