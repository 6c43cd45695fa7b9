import { randomUUID } from 'node:crypto';
import { isGuid } from '../../http/guid.js';
import { idHeaders } from '../../http/id-headers.js';
import { answering, type Behaviour, behaviour } from '../behaviour.js';
import { type Call, callHeader } from '../call.js';
import { withError, withMembers } from '../error-reply.js';
import { ofOperation, refusal, status, success } from '../middleware.js';
import { withRawResponse } from '../raw-response.js';
import {
  type Reply,
  replyHeader,
  withBody,
  withField,
  withHeader,
  withJson,
  withOtherValue,
  withStatus,
} from '../reply.js';

/** A service that refuses calls of which the test holds. */
function refusing(
  name: string,
  requirement: string,
  summary: string,
  refused: { readonly status: number; readonly code: number },
  test: (call: Call) => boolean,
): Behaviour {
  return answering(
    name,
    [requirement],
    summary,
    (reply, call, context) => success(reply, call, context) && test(call),
    (reply) => withError(reply, refused.status, refused.code, 'Refused.'),
  );
}

const badRequest = { status: 400, code: 800002 };
const forbidden = { status: 403, code: 2032 };
const failed = { status: 500, code: 800003 };

function mapIds(reply: Reply, map: (id: string) => string | undefined): Reply {
  return idHeaders.reduce(
    (changed, name) => withHeader(changed, name, map(replyHeader(changed, name) ?? '')),
    reply,
  );
}

export const headersFaults: readonly Behaviour[] = [
  answering('request-id-lost', ['HDR-001'], 'answers successes without MS-RequestId', success, (reply) =>
    withHeader(reply, 'MS-RequestId', undefined),
  ),
  answering('request-id-renewed', ['HDR-001'], 'answers with a new MS-RequestId', success, (reply) =>
    withHeader(reply, 'MS-RequestId', randomUUID()),
  ),
  answering(
    'correlation-id-lost',
    ['HDR-002'],
    'answers successes without MS-CorrelationId',
    success,
    (reply) => withHeader(reply, 'MS-CorrelationId', undefined),
  ),
  answering(
    'ids-exchanged',
    ['HDR-001', 'HDR-002'],
    'answers with the two ids in each other’s header',
    success,
    (reply, call) => {
      const [requestId, correlationId] = idHeaders.map((name) => callHeader(call, name));
      return withHeader(withHeader(reply, 'MS-RequestId', correlationId), 'MS-CorrelationId', requestId);
    },
  ),
  answering('ids-lost-on-errors', ['HDR-003'], 'answers errors without ids', refusal, (reply) =>
    mapIds(reply, () => undefined),
  ),
  answering('ids-doubled', ['HDR-004'], 'sends each id header twice', success, (reply) =>
    idHeaders.reduce((doubled, name) => withField(doubled, name, replyHeader(reply, name) ?? ''), reply),
  ),
  answering('ids-joined', ['HDR-004'], 'sends each id twice in one header', success, (reply) =>
    mapIds(reply, (id) => `${id}, ${id}`),
  ),
  refusing('upper-case-ids-refused', 'HDR-005', 'refuses request ids in upper case', badRequest, (call) =>
    /[A-F]/.test(callHeader(call, 'MS-RequestId') ?? ''),
  ),
  refusing(
    'absent-ids-fail',
    'HDR-006',
    'answers 500 when the request has no MS-CorrelationId',
    failed,
    (call) => callHeader(call, 'MS-CorrelationId') === undefined,
  ),
  answering(
    'absent-ids-answered-with-words',
    ['HDR-006'],
    'answers "unknown" as the id when the request has none',
    success,
    (reply, call) =>
      idHeaders
        .filter((name) => callHeader(call, name) === undefined)
        .reduce((changed, name) => withHeader(changed, name, 'unknown'), reply),
  ),
  answering(
    'malformed-ids-fail',
    ['HDR-007'],
    'answers a malformed id with 500',
    status(400),
    (reply, call) =>
      idHeaders.some((name) => !isGuid(callHeader(call, name) ?? randomUUID()))
        ? withStatus(reply, 500)
        : reply,
  ),
  behaviour(
    'repeated-ids-refused',
    ['HDR-008'],
    'answers a request id it has seen before with 409',
    (context) => {
      const seen = new Set<string>();
      return async (call, next) => {
        const reply = await next(call);
        const id = callHeader(call, 'MS-RequestId');
        const counts = success(reply, call, context) && ofOperation(reply, call, context);
        if (!counts || id === undefined) return reply;
        if (seen.has(id)) return withError(reply, 409, '409', 'Seen before.');
        seen.add(id);
        return reply;
      };
    },
  ),
  answering(
    'locale-changes-value',
    ['HDR-009'],
    'translates the value for French callers',
    success,
    (reply, call) => (callHeader(call, 'X-Locale') === 'fr-FR' ? withJson(reply, 'éducation') : reply),
  ),
  refusing(
    'application-refused',
    'HDR-009',
    'refuses applications it does not know',
    forbidden,
    (call) => callHeader(call, 'MS-PartnerCenter-Application') !== undefined,
  ),
  refusing(
    'version-absent-forbidden',
    'HDR-010',
    'answers 403 without MS-Contract-Version',
    forbidden,
    (call) => callHeader(call, 'MS-Contract-Version') === undefined,
  ),
  refusing(
    'version-wording-fails',
    'HDR-011',
    'answers 500 for "api-version: v1"',
    failed,
    (call) => callHeader(call, 'MS-Contract-Version') === 'api-version: v1',
  ),
  refusing(
    'wildcard-accept-refused',
    'HDR-012',
    'compares Accept as text',
    { status: 406, code: 406 },
    (call) => !(callHeader(call, 'Accept') ?? 'application/json').startsWith('application/json'),
  ),
  refusing(
    'accept-demanded',
    'HDR-012',
    'refuses requests without Accept',
    badRequest,
    (call) => callHeader(call, 'Accept') === undefined,
  ),
  answering(
    'unacceptable-fails',
    ['HDR-013'],
    'answers 500 when Accept leaves JSON out',
    status(406),
    (reply) => withStatus(withMembers(reply, { code: 800003 }), 500),
  ),
  answering(
    'ids-lost-on-405',
    ['HDR-003'],
    'answers methods that it does not have without ids',
    status(405),
    (reply) => mapIds(reply, () => undefined),
  ),
  answering(
    'ids-lost-on-406',
    ['HDR-003'],
    'answers without ids when Accept leaves JSON out',
    status(406),
    (reply) => mapIds(reply, () => undefined),
  ),
  answering(
    'unknown-locale-fails',
    ['HDR-015'],
    'answers a language it does not know with 500',
    ofOperation,
    (reply, call) =>
      callHeader(call, 'X-Locale') === 'zz' ? withError(reply, failed.status, failed.code, 'Failed.') : reply,
  ),
  answering(
    'application-selects-value',
    ['HDR-015'],
    'answers applications with a long name with a default value',
    success,
    (reply, call) =>
      (callHeader(call, 'MS-PartnerCenter-Application') ?? '').length > 1024 ? withOtherValue(reply) : reply,
  ),
  answering(
    'weighted-accept-fails',
    ['HDR-016'],
    'answers 500 when Accept has a weight and nothing else',
    success,
    (reply, call) =>
      /^[^,]*;q=/.test(callHeader(call, 'Accept') ?? '')
        ? withError(reply, failed.status, failed.code, 'Failed.')
        : reply,
  ),
  answering('field-folded', ['HDR-018'], 'folds a field of each success over two lines', success, (reply) =>
    withRawResponse(reply, `X-Folded: one\r\n two\r\nContent-Length: ${reply.body.length}`, reply.body),
  ),
  answering('browsers-get-a-page', ['HDR-017'], 'answers browsers with a page', success, (reply, call) =>
    callHeader(call, 'User-Agent')?.startsWith('Mozilla/')
      ? withHeader(withBody(reply, '<html><body>Partner Center</body></html>'), 'Content-Type', 'text/html')
      : reply,
  ),
  answering(
    'authorization-checked-late',
    ['HDR-014'],
    'answers 404 instead of 401 without Authorization',
    status(401),
    (reply, call) =>
      callHeader(call, 'authorization') === undefined
        ? withStatus(withMembers(reply, { code: 1000 }), 404)
        : reply,
  ),
];
