import { randomUUID } from 'node:crypto';
import { isGuid } from '../../http/guid.js';
import { idHeaders } from '../../http/id-headers.js';
import type { Behaviour, Middleware } from '../behaviour.js';
import { type Call, callHeader } from '../call.js';
import { change, refusal, status, success, withMembers } from '../middleware.js';
import { type Reply, replyHeader, withField, withHeader, withJson, withStatus } from '../reply.js';
import { operationOf } from '../respond.js';

/** Answers calls of which the test holds with a status. */
function refuseWhen(test: (call: Call) => boolean, to: number, code: number): () => Middleware {
  return () =>
    change(success, (reply, call) =>
      test(call)
        ? withJson(withStatus(reply, to), { code, description: 'Refused.', data: [], source: 'PartnerFD' })
        : reply,
    );
}

function mapIds(reply: Reply, map: (id: string) => string | undefined): Reply {
  return idHeaders.reduce(
    (changed, name) => withHeader(changed, name, map(replyHeader(changed, name) ?? '')),
    reply,
  );
}

export const headersFaults: readonly Behaviour[] = [
  {
    name: 'request-id-lost',
    summary: 'answers successes without MS-RequestId',
    requirements: ['HDR-001'],
    start: () => change(success, (reply) => withHeader(reply, 'MS-RequestId', undefined)),
  },
  {
    name: 'request-id-renewed',
    summary: 'answers with a new MS-RequestId',
    requirements: ['HDR-001'],
    start: () => change(success, (reply) => withHeader(reply, 'MS-RequestId', randomUUID())),
  },
  {
    name: 'correlation-id-lost',
    summary: 'answers successes without MS-CorrelationId',
    requirements: ['HDR-002'],
    start: () => change(success, (reply) => withHeader(reply, 'MS-CorrelationId', undefined)),
  },
  {
    name: 'ids-exchanged',
    summary: 'answers with the two ids in each other’s header',
    requirements: ['HDR-001', 'HDR-002'],
    start: () =>
      change(success, (reply, call) =>
        withHeader(
          withHeader(reply, 'MS-RequestId', callHeader(call, 'MS-CorrelationId')),
          'MS-CorrelationId',
          callHeader(call, 'MS-RequestId'),
        ),
      ),
  },
  {
    name: 'ids-lost-on-errors',
    summary: 'answers errors without ids',
    requirements: ['HDR-003'],
    start: () => change(refusal, (reply) => mapIds(reply, () => undefined)),
  },
  {
    name: 'ids-doubled',
    summary: 'sends each id header twice',
    requirements: ['HDR-004'],
    start: () =>
      change(success, (reply) =>
        idHeaders.reduce((doubled, name) => withField(doubled, name, replyHeader(reply, name) ?? ''), reply),
      ),
  },
  {
    name: 'ids-joined',
    summary: 'sends each id twice in one header',
    requirements: ['HDR-004'],
    start: () => change(success, (reply) => mapIds(reply, (id) => `${id}, ${id}`)),
  },
  {
    name: 'upper-case-ids-refused',
    summary: 'refuses request ids in upper case',
    requirements: ['HDR-005'],
    start: refuseWhen((call) => /[A-F]/.test(callHeader(call, 'MS-RequestId') ?? ''), 400, 800002),
  },
  {
    name: 'absent-ids-fail',
    summary: 'answers 500 when the request has no MS-CorrelationId',
    requirements: ['HDR-006'],
    start: refuseWhen((call) => callHeader(call, 'MS-CorrelationId') === undefined, 500, 800003),
  },
  {
    name: 'absent-ids-answered-with-words',
    summary: 'answers "unknown" as the id when the request has none',
    requirements: ['HDR-006'],
    start: () =>
      change(success, (reply, call) =>
        idHeaders.reduce(
          (changed, name) =>
            callHeader(call, name) === undefined ? withHeader(changed, name, 'unknown') : changed,
          reply,
        ),
      ),
  },
  {
    name: 'malformed-ids-fail',
    summary: 'answers a malformed id with 500',
    requirements: ['HDR-007'],
    start: () =>
      change(status(400), (reply, call) =>
        idHeaders.some((name) => !isGuid(callHeader(call, name) ?? randomUUID()))
          ? withStatus(reply, 500)
          : reply,
      ),
  },
  {
    name: 'repeated-ids-refused',
    summary: 'answers a request id it has seen before with 409',
    requirements: ['HDR-008'],
    start: ({ contract }) => {
      const seen = new Set<string>();
      return change(success, (reply, call) => {
        const id = callHeader(call, 'MS-RequestId');
        if (id === undefined || !operationOf(contract, call)) return reply;
        if (seen.has(id))
          return withJson(withStatus(reply, 409), {
            code: '409',
            description: 'Seen before.',
            data: [],
            source: 'PartnerFD',
          });
        seen.add(id);
        return reply;
      });
    },
  },
  {
    name: 'locale-changes-value',
    summary: 'translates the value for French callers',
    requirements: ['HDR-009'],
    start: () =>
      change(success, (reply, call) =>
        callHeader(call, 'X-Locale') === 'fr-FR' ? withJson(reply, 'éducation') : reply,
      ),
  },
  {
    name: 'application-refused',
    summary: 'refuses applications it does not know',
    requirements: ['HDR-009'],
    start: refuseWhen((call) => callHeader(call, 'MS-PartnerCenter-Application') !== undefined, 403, 2032),
  },
  {
    name: 'version-absent-forbidden',
    summary: 'answers 403 without MS-Contract-Version',
    requirements: ['HDR-010'],
    start: refuseWhen((call) => callHeader(call, 'MS-Contract-Version') === undefined, 403, 2032),
  },
  {
    name: 'version-wording-fails',
    summary: 'answers 500 for "api-version: v1"',
    requirements: ['HDR-011'],
    start: refuseWhen((call) => callHeader(call, 'MS-Contract-Version') === 'api-version: v1', 500, 800003),
  },
  {
    name: 'wildcard-accept-refused',
    summary: 'compares Accept as text',
    requirements: ['HDR-012'],
    start: refuseWhen(
      (call) => !(callHeader(call, 'Accept') ?? 'application/json').startsWith('application/json'),
      406,
      406,
    ),
  },
  {
    name: 'accept-demanded',
    summary: 'refuses requests without Accept',
    requirements: ['HDR-012'],
    start: refuseWhen((call) => callHeader(call, 'Accept') === undefined, 400, 800002),
  },
  {
    name: 'unacceptable-fails',
    summary: 'answers 500 when Accept leaves JSON out',
    requirements: ['HDR-013'],
    start: () => change(status(406), (reply) => withStatus(withMembers(reply, { code: 800003 }), 500)),
  },
  {
    name: 'authorization-checked-late',
    summary: 'answers 404 instead of 401 without Authorization',
    requirements: ['HDR-014'],
    start: () =>
      change(status(401), (reply, call) =>
        callHeader(call, 'authorization') === undefined
          ? withStatus(withMembers(reply, { code: 1000 }), 404)
          : reply,
      ),
  },
];
