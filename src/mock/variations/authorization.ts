import { answering, type Behaviour, behaviour } from '../behaviour.js';
import { bearerOf, callHeader, withCallHeader } from '../call.js';
import { authorized } from '../customer-call.js';
import { withMembers } from '../error-reply.js';
import { receiving, status } from '../middleware.js';
import { withBody, withHeader, withStatus } from '../reply.js';

export const authorizationVariations: readonly Behaviour[] = [
  answering(
    'unauthorized-empty',
    ['ERR-002', 'AUT-001', 'AUT-011', 'AUT-014'],
    'answers 401 without content, as a front end was recorded to, with the challenge that an error page prints',
    status(401),
    (reply) => {
      const empty = withHeader(withBody(reply, ''), 'Content-Type', undefined);
      return withHeader(empty, 'WWW-Authenticate', 'OAuth realm=urn:cpsvc:cpid:1');
    },
  ),
  answering(
    'bad-credentials-400',
    [
      ...['AUT-015', 'AUT-016', 'AUT-017', 'AUT-018', 'AUT-002', 'AUT-003', 'AUT-004', 'AUT-005'],
      ...['AUT-006', 'AUT-007', 'AUT-008', 'AUT-019', 'AUT-020', 'AUT-021', 'AUT-022'],
    ],
    'answers credentials it cannot read with 400',
    status(401),
    (reply, call) =>
      callHeader(call, 'authorization') === undefined
        ? reply
        : withStatus(withMembers(reply, { code: 800002 }), 400),
  ),
  behaviour(
    'first-credentials-count',
    ['AUT-021', 'AUT-022'],
    'looks at the first of two Authorization fields, as the server of Node does',
    receiving((call) => withCallHeader(call, 'Authorization', callHeader(call, 'authorization'))),
  ),
  behaviour(
    'scheme-in-any-case',
    ['AUT-003', 'AUT-004', 'AUT-009'],
    'reads the scheme in any letter case and takes extra spaces',
    receiving(async (call, context) => {
      const token = bearerOf(call);
      const good = token !== undefined && (await context.authority.accepts(token));
      return good ? authorized(call, context) : call;
    }),
  ),
];
