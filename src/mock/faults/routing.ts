import { methodsOf, readsOf } from '../../contract/contract.js';
import { answering, type Behaviour, behaviour } from '../behaviour.js';
import { type Call, callPath } from '../call.js';
import { forCustomer, segmentOf } from '../customer-call.js';
import { receiving, refusal, status, success } from '../middleware.js';
import { withBody, withHeader, withJson, withOtherValue, withStatus } from '../reply.js';

function queryOf(call: Call): URLSearchParams {
  return new URLSearchParams(call.target.slice(callPath(call).length));
}

export const routingFaults: readonly Behaviour[] = [
  answering('reads-answer-201', ['RTE-001'], 'answers reads with 201', success, (reply) =>
    withStatus(reply, 201),
  ),
  answering('undocumented-refusal', ['RTE-002'], 'refuses unknown customers with 422', status(404), (reply) =>
    withStatus(reply, 422),
  ),
  answering(
    'redirects-unknown-customers',
    ['RTE-002'],
    'answers reads of unknown customers with a redirect to a sign-in page',
    status(404),
    (reply, call, { contract }) =>
      methodsOf(contract, callPath(call)).length > 0
        ? withHeader(withStatus(reply, 302), 'Location', '/signin')
        : reply,
  ),
  behaviour(
    'method-ignored',
    ['RTE-003'],
    'answers every method like GET',
    receiving((call) => (call.method === 'HEAD' ? call : { ...call, method: 'GET' })),
  ),
  answering('delete-succeeds', ['RTE-003'], 'answers DELETE with 204', status(405), (reply, call) =>
    call.method === 'DELETE' ? { ...reply, status: 204, body: new Uint8Array() } : reply,
  ),
  answering('allow-missing', ['RTE-004'], 'answers 405 without Allow', status(405), (reply) =>
    withHeader(reply, 'Allow', undefined),
  ),
  answering('allow-without-get', ['RTE-004'], 'lists OPTIONS alone in Allow', status(405), (reply) =>
    withHeader(reply, 'Allow', 'OPTIONS'),
  ),
  answering('methods-not-found', ['RTE-005'], 'answers unknown methods with 404', status(405), (reply) =>
    withStatus(withHeader(reply, 'Allow', undefined), 404),
  ),
  answering(
    'head-fails',
    ['RTE-006'],
    'answers HEAD with 500',
    (_, call) => call.method === 'HEAD',
    (reply) => withStatus(reply, 500),
  ),
  answering(
    'options-fails',
    ['RTE-012'],
    'answers OPTIONS with 500',
    (_, call) => call.method === 'OPTIONS',
    (reply) => withStatus(reply, 500),
  ),
  behaviour(
    'search-like-get',
    ['RTE-012'],
    'answers SEARCH like GET',
    receiving((call) => (call.method === 'SEARCH' ? { ...call, method: 'GET' } : call)),
  ),
  answering(
    'trace-echoes',
    ['RTE-013', 'AUT-013'],
    'answers TRACE with all that was sent',
    (_, call) => call.method === 'TRACE',
    (reply, call) => {
      const lines = call.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      const echo = withBody(withStatus(reply, 200), `TRACE ${call.target} HTTP/1.1\r\n${lines}\r\n`);
      return withHeader(echo, 'Content-Type', 'message/http');
    },
  ),
  behaviour(
    'prefix-routed',
    ['RTE-007'],
    'takes every path that begins with the resource for the resource',
    receiving((call, { contract }) => {
      const parent = call.target.replace(/\/[^/]*$/, '');
      return methodsOf(contract, parent).length > 0 ? { ...call, target: parent } : call;
    }),
  ),
  behaviour(
    'version-ignored',
    ['RTE-008'],
    'takes any version segment for the documented one',
    receiving((call, { contract }) => {
      const documented = readsOf(contract)[0]?.template.split('/')[1] ?? 'v1';
      return { ...call, target: call.target.replace(/^\/[^/]+/, `/${documented}`) };
    }),
  ),
  behaviour(
    'other-case-other-value',
    ['RTE-009'],
    'answers paths in another letter case with a default value',
    (context) => async (call, next) => {
      const known = (path: string) => methodsOf(context.contract, path).length > 0;
      const path = callPath(call);
      if (known(path) || !known(path.toLowerCase())) return next(call);
      const reply = await next({ ...call, target: call.target.toLowerCase() });
      return success(reply, call, context) ? withOtherValue(reply) : reply;
    },
  ),
  answering(
    'query-changes-value',
    ['RTE-010'],
    'answers with the qualification that a query parameter names',
    success,
    (reply, call) => {
      const wanted = queryOf(call).get('qualification');
      return wanted === null ? reply : withJson(reply, wanted);
    },
  ),
  behaviour(
    'query-changes-customer',
    ['RTE-010'],
    'reads the customer that a query parameter names',
    receiving((call, context) => {
      const other = [...queryOf(call).values()].find((value) =>
        context.customers.some(({ id }) => id === value),
      );
      return other === undefined || segmentOf(call, context) === undefined
        ? call
        : forCustomer(call, context, other);
    }),
  ),
  answering(
    'trailing-slash-redirected',
    ['RTE-011'],
    'redirects a path with a trailing slash',
    refusal,
    (reply, call) =>
      callPath(call).endsWith('/')
        ? withHeader(withStatus(reply, 301), 'Location', call.target.slice(0, -1))
        : reply,
  ),
];
