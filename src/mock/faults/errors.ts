import { answering, type Behaviour } from '../behaviour.js';
import { withMembers } from '../error-reply.js';
import { refusal, status } from '../middleware.js';
import { type Reply, withBody, withHeader, withJson } from '../reply.js';

/** A service whose errors look otherwise. */
function error(
  name: string,
  requirement: string,
  summary: string,
  change: (reply: Reply) => Reply,
): Behaviour {
  return answering(name, [requirement], summary, refusal, change);
}

export const errorsFaults: readonly Behaviour[] = [
  error('errors-type-text', 'ERR-001', 'calls errors text/plain', (reply) =>
    withHeader(reply, 'Content-Type', 'text/plain'),
  ),
  error('errors-html', 'ERR-002', 'sends errors as HTML', (reply) =>
    withHeader(
      withBody(reply, `<html><body><h1>Error ${reply.status}</h1></body></html>`),
      'Content-Type',
      'text/html',
    ),
  ),
  error('errors-empty', 'ERR-002', 'sends errors without content', (reply) => withBody(reply, '')),
  error('errors-array', 'ERR-002', 'sends errors as an array', (reply) => withJson(reply, ['not found'])),
  error('errors-plain-words', 'ERR-002', 'sends errors as words without quotes', (reply) =>
    withBody(reply, 'Not Found'),
  ),
  error('errors-without-source', 'ERR-003', 'leaves source out', (reply) =>
    withMembers(reply, { source: undefined }),
  ),
  error('errors-without-code', 'ERR-003', 'leaves code out', (reply) =>
    withMembers(reply, { code: undefined }),
  ),
  error('errors-code-null', 'ERR-003', 'sends null as code', (reply) => withMembers(reply, { code: null })),
  error('errors-description-empty', 'ERR-003', 'sends an empty description', (reply) =>
    withMembers(reply, { description: '' }),
  ),
  error('errors-description-long', 'ERR-003', 'sends a description of 1025 characters', (reply) =>
    withMembers(reply, { description: 'x'.repeat(1025) }),
  ),
  error('errors-data-object', 'ERR-003', 'sends an object as data', (reply) =>
    withMembers(reply, { data: {} }),
  ),
  error(
    'errors-other-form',
    'ERR-003',
    'sends { error, message } instead of the documented members',
    (reply) => withJson(reply, { error: 'not_found', message: 'There is none.' }),
  ),
  answering(
    'error-code-of-other-status',
    ['ERR-004'],
    'sends the code of a missing tenant with 401',
    status(401),
    (reply) => withMembers(reply, { code: 60003 }),
  ),
  error('errors-with-stack-trace', 'ERR-005', 'puts a .NET stack trace into the description', (reply) =>
    withMembers(reply, {
      description:
        'System.FormatException: Guid.\r\n   at System.Guid.Parse(String input)\r\n   at Api.Qualification.Get(String id) in C:\\src\\Api\\Qualification.cs:line 42',
    }),
  ),
  error('errors-with-node-stack', 'ERR-005', 'adds a JavaScript stack', (reply) =>
    withMembers(reply, {
      stack:
        'Error: no such customer\n    at lookup (/srv/api/customers.js:31:11)\n    at node:internal/process/task_queues:95:5',
    }),
  ),
];
