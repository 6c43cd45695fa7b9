import { methodsOf } from '../../contract/contract.js';
import { answering, type Behaviour, behaviour } from '../behaviour.js';
import { callPath } from '../call.js';
import { withError } from '../error-reply.js';
import { anyReply, receiving, refusal, status, success } from '../middleware.js';
import { withBody, withHeader, withStatus } from '../reply.js';

export const routingVariations: readonly Behaviour[] = [
  behaviour(
    'head-like-get',
    ['RTE-003', 'RTE-005', 'RTE-006', 'RTE-012', 'RTE-013', 'AUT-023'],
    'answers HEAD like GET without content, and unknown methods with 501',
    () => async (call, next) => {
      if (call.method === 'HEAD') return next({ ...call, method: 'GET' });
      const reply = await next(call);
      return reply.status === 405 && !['POST', 'PATCH', 'DELETE'].includes(call.method)
        ? withStatus(withHeader(reply, 'Allow', undefined), 501)
        : reply;
    },
  ),
  behaviour(
    'options-and-trace-answered',
    ['RTE-012', 'RTE-013', 'AUT-013'],
    'answers OPTIONS with 204 and Allow, and TRACE with the request line',
    () => async (call, next) => {
      const reply = await next(call);
      if (call.method === 'OPTIONS')
        return withHeader(withStatus(withBody(reply, ''), 204), 'Content-Type', undefined);
      if (call.method !== 'TRACE') return reply;
      const echo = withBody(withStatus(reply, 200), `TRACE ${call.target} HTTP/1.1\r\n\r\n`);
      return withHeader(echo, 'Content-Type', 'message/http');
    },
  ),
  answering('allow-longer', ['RTE-004', 'RTE-005'], 'lists further methods in Allow', status(405), (reply) =>
    withHeader(reply, 'Allow', 'HEAD,GET, OPTIONS'),
  ),
  behaviour(
    'paths-folded',
    ['RTE-009', 'RTE-011', 'CID-001'],
    'reads paths in any letter case, with or without a slash at the end',
    receiving((call, { contract }) => {
      const path = callPath(call).toLowerCase().replace(/\/$/, '');
      const query = call.target.slice(callPath(call).length);
      return methodsOf(contract, path).length > 0 ? { ...call, target: path + query } : call;
    }),
  ),
  answering(
    'queries-refused',
    ['RTE-010', 'AUT-008'],
    'refuses query parameters with 400',
    success,
    (reply, call) =>
      call.target.includes('?') ? withError(reply, 400, 800002, 'No such parameter.') : reply,
  ),
  answering(
    'long-targets-refused',
    ['AUT-008', 'CID-007', 'RTE-002', 'HDR-003', 'ERR-001'],
    'answers request targets over 400 characters with a page of HTML and 414',
    anyReply,
    (reply, call) =>
      call.target.length > 400
        ? withBody(
            { ...reply, status: 414, headers: [['Content-Type', 'text/html']] },
            '<html><body>Too long</body></html>',
          )
        : reply,
  ),
  answering(
    'front-end-refuses',
    ['RTE-007', 'RTE-008', 'CID-006', 'CID-007', 'CID-008', 'ERR-001', 'HDR-003'],
    'answers whatever is not a documented path with a page of HTML and 404',
    refusal,
    (reply, call, { contract }) => {
      const path = callPath(call);
      const known = methodsOf(contract, path).length > 0 && !/%(2f|5c|2e|00|0a|0d|22|27|3c)/i.test(path);
      if (known) return reply;
      return withBody(
        { ...reply, status: 404, headers: [['Content-Type', 'text/html']] },
        '<html><body>Bad Request - Invalid URL</body></html>',
      );
    },
  ),
];
