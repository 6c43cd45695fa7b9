import { methodsOf, readsOf } from '../../contract/contract.js';
import type { Behaviour } from '../behaviour.js';
import { callPath } from '../call.js';
import { change, forCustomer, refusal, segmentOf, status, success } from '../middleware.js';
import { withHeader, withJson, withStatus } from '../reply.js';

export const routingFaults: readonly Behaviour[] = [
  {
    name: 'reads-answer-201',
    summary: 'answers reads with 201',
    requirements: ['RTE-001'],
    start: () => change(success, (reply) => withStatus(reply, 201)),
  },
  {
    name: 'undocumented-refusal',
    summary: 'refuses unknown customers with 422',
    requirements: ['RTE-002'],
    start: () => change(status(404), (reply) => withStatus(reply, 422)),
  },
  {
    name: 'redirects-unknown-customers',
    summary: 'answers reads of unknown customers with a redirect to a sign-in page',
    requirements: ['RTE-002'],
    start: ({ contract }) =>
      change(status(404), (reply, call) =>
        methodsOf(contract, callPath(call)).length > 0
          ? withHeader(withStatus(reply, 302), 'Location', '/signin')
          : reply,
      ),
  },
  {
    name: 'method-ignored',
    summary: 'answers every method like GET',
    requirements: ['RTE-003'],
    start: () => (call, next) => next(call.method === 'HEAD' ? call : { ...call, method: 'GET' }),
  },
  {
    name: 'delete-succeeds',
    summary: 'answers DELETE with 204',
    requirements: ['RTE-003'],
    start: () => async (call, next) => {
      const reply = await next(call);
      return call.method === 'DELETE' && reply.status === 405
        ? { ...reply, status: 204, body: new Uint8Array() }
        : reply;
    },
  },
  {
    name: 'allow-missing',
    summary: 'answers 405 without Allow',
    requirements: ['RTE-004'],
    start: () => change(status(405), (reply) => withHeader(reply, 'Allow', undefined)),
  },
  {
    name: 'allow-without-get',
    summary: 'lists OPTIONS alone in Allow',
    requirements: ['RTE-004'],
    start: () => change(status(405), (reply) => withHeader(reply, 'Allow', 'OPTIONS')),
  },
  {
    name: 'methods-not-found',
    summary: 'answers unknown methods with 404',
    requirements: ['RTE-005'],
    start: () => change(status(405), (reply) => withStatus(withHeader(reply, 'Allow', undefined), 404)),
  },
  {
    name: 'head-fails',
    summary: 'answers HEAD with 500',
    requirements: ['RTE-006'],
    start: () =>
      change(
        (_, call) => call.method === 'HEAD',
        (reply) => withStatus(reply, 500),
      ),
  },
  {
    name: 'prefix-routed',
    summary: 'takes every path that begins with the resource for the resource',
    requirements: ['RTE-007'],
    start:
      ({ contract }) =>
      (call, next) => {
        const parent = call.target.replace(/\/[^/]*$/, '');
        return next(methodsOf(contract, parent).length > 0 ? { ...call, target: parent } : call);
      },
  },
  {
    name: 'version-ignored',
    summary: 'takes any version segment for the documented one',
    requirements: ['RTE-008'],
    start: ({ contract }) => {
      const documented = readsOf(contract)[0]?.template.split('/')[1] ?? 'v1';
      return (call, next) => next({ ...call, target: call.target.replace(/^\/[^/]+/, `/${documented}`) });
    },
  },
  {
    name: 'other-case-other-value',
    summary: 'answers paths in another letter case with a default value',
    requirements: ['RTE-009'],
    start:
      ({ contract }) =>
      async (call, next) => {
        const lower = { ...call, target: call.target.toLowerCase() };
        const path = callPath(call);
        if (methodsOf(contract, path).length > 0 || methodsOf(contract, path.toLowerCase()).length === 0)
          return next(call);
        const reply = await next(lower);
        return success(reply, call) ? withJson(reply, reply.body.length === 6 ? 'education' : 'none') : reply;
      },
  },
  {
    name: 'query-changes-value',
    summary: 'answers with the qualification that a query parameter names',
    requirements: ['RTE-010'],
    start: () =>
      change(success, (reply, call) => {
        const wanted = new URLSearchParams(call.target.slice(callPath(call).length)).get('qualification');
        return wanted === null ? reply : withJson(reply, wanted);
      }),
  },
  {
    name: 'query-changes-customer',
    summary: 'reads the customer that a query parameter names',
    requirements: ['RTE-010'],
    start: (context) => (call, next) => {
      const other = [...new URLSearchParams(call.target.slice(callPath(call).length)).values()].find(
        (value) => context.customers.some(({ id }) => id === value),
      );
      return next(
        other === undefined || segmentOf(call, context) === undefined
          ? call
          : forCustomer(call, context, other),
      );
    },
  },
  {
    name: 'trailing-slash-redirected',
    summary: 'redirects a path with a trailing slash',
    requirements: ['RTE-011'],
    start: () =>
      change(refusal, (reply, call) =>
        callPath(call).endsWith('/')
          ? withHeader(withStatus(reply, 301), 'Location', call.target.slice(0, -1))
          : reply,
      ),
  },
];
