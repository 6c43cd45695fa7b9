import { gzipSync } from 'node:zlib';
import { methodsOf } from '../contract/contract.js';
import { wordsOf } from '../contract/qualification.js';
import { isGuid } from '../http/guid.js';
import { idHeaders } from '../http/id-headers.js';
import type { Behaviour } from './behaviour.js';
import { bearerOf, callHeader, callPath, withCallHeader } from './call.js';
import { throttled } from './faults/throttling.js';
import {
  anyReply,
  authorized,
  change,
  delay,
  everyNth,
  forCustomer,
  refusal,
  segmentOf,
  status,
  success,
  withMembers,
} from './middleware.js';
import {
  type Reply,
  replyHeader,
  textOfReply,
  withBody,
  withDelivery,
  withField,
  withHeader,
  withJson,
  withStatus,
} from './reply.js';

function readValue(reply: Reply): string {
  return JSON.parse(textOfReply(reply));
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Successes with the words of their value joined in another style. */
function respelled(style: (words: readonly string[]) => string): Behaviour['start'] {
  return ({ contract }) =>
    change(success, (reply) => withJson(reply, style(wordsOf(contract, readValue(reply)))));
}

/** Whether an Accept-Encoding field allows gzip, by name and not with q=0. */
function offersGzip(field: string | undefined): boolean {
  const offered = field?.split(',').map((part) => part.trim().toLowerCase()) ?? [];
  return offered.some((part) => /^(x-)?gzip\s*(;|$)/.test(part) && !/;\s*q=0(\.0*)?$/.test(part));
}

const nobody = '00000000-0000-0000-0000-000000000000';
const malformed = ['CID-002', 'CID-003', 'CID-004', 'CID-005', 'CID-006', 'CID-007'];
const badTokens = [
  'AUT-015',
  'AUT-016',
  'AUT-017',
  'AUT-018',
  'AUT-002',
  'AUT-003',
  'AUT-004',
  'AUT-005',
  'AUT-006',
  'AUT-007',
  'AUT-008',
];

/** Services that differ from the mock in ways that documents and standards allow; no requirement may turn red for one. */
export const variations: readonly Behaviour[] = [
  {
    name: 'white-space-around-text',
    summary: 'indents the JSON text and ends it with a line end, as the example is printed',
    requirements: ['BDY-004', 'BDY-005', 'BDY-006', 'BDY-008'],
    start: () => change(success, (reply) => withBody(reply, `    ${textOfReply(reply)}\r\n`)),
  },
  {
    name: 'characters-escaped',
    summary: 'writes the first letter of the value as an escape',
    requirements: ['BDY-005', 'BDY-007', 'BDY-009', 'BDY-010'],
    start: () =>
      change(success, (reply) =>
        withBody(
          reply,
          textOfReply(reply).replace(/[a-z]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`),
        ),
      ),
  },
  {
    name: 'charset-absent',
    summary: 'names no charset',
    requirements: ['BDY-002', 'BDY-003', 'ERR-001'],
    start: () => change(anyReply, (reply) => withHeader(reply, 'Content-Type', 'application/json')),
  },
  {
    name: 'charset-quoted',
    summary: 'writes the charset in quotes and upper case, without a space',
    requirements: ['BDY-002', 'ERR-001'],
    start: () =>
      change(anyReply, (reply) => withHeader(reply, 'Content-Type', 'Application/JSON;charset="UTF-8"')),
  },
  {
    name: 'chunked',
    summary: 'sends every byte as a chunk',
    requirements: ['AVL-001', 'BDY-003', 'BDY-005'],
    start: () => change(anyReply, (reply) => withDelivery(reply, { kind: 'chunked' })),
  },
  {
    name: 'ended-by-close',
    summary: 'sends neither a length nor chunks and closes the connection behind the content',
    requirements: ['AVL-001', 'BDY-005'],
    start: () =>
      change(success, (reply) => {
        const lines = reply.headers
          .filter(([name]) => name !== 'Content-Length')
          .map(([name, value]) => `${name}: ${value}`);
        const head = [`HTTP/1.1 ${reply.status} OK`, ...lines, 'Connection: close', '', ''].join('\r\n');
        return withDelivery(reply, { kind: 'raw', bytes: Buffer.concat([Buffer.from(head), reply.body]) });
      }),
  },
  {
    name: 'gzip-always',
    summary: 'compresses everything, as callers that say nothing of codings allow',
    requirements: ['BDY-001', 'BDY-003', 'BDY-012', 'ERR-002', 'ERR-005'],
    start: () =>
      change(
        (reply) => reply.body.length > 0,
        (reply) => withField(withBody(reply, gzipSync(reply.body)), 'Content-Encoding', 'gzip'),
      ),
  },
  {
    name: 'gzip-when-offered',
    summary: 'compresses when the caller offers gzip',
    requirements: ['BDY-001', 'BDY-012'],
    start: () =>
      change(success, (reply, call) =>
        offersGzip(callHeader(call, 'accept-encoding'))
          ? withField(
              withField(withBody(reply, gzipSync(reply.body)), 'Content-Encoding', 'gzip'),
              'Vary',
              'Accept-Encoding',
            )
          : reply,
      ),
  },
  {
    name: 'values-pascal-case',
    summary: 'writes values as the page of the successor does',
    requirements: ['BDY-009', 'BDY-010', 'BDY-011', 'CON-002'],
    start: respelled((words) => words.map(capital).join('')),
  },
  {
    name: 'values-snake-case',
    summary: 'joins the words of values with underscores',
    requirements: ['BDY-009', 'BDY-010'],
    start: respelled((words) => words.join('_')),
  },
  {
    name: 'values-camel-case',
    summary: 'joins the words of values by capitals',
    requirements: ['BDY-009', 'BDY-010'],
    start: respelled(([first = '', ...rest]) => first + rest.map(capital).join('')),
  },
  {
    name: 'ids-answered-in-upper-case',
    summary: 'repeats ids in upper case',
    requirements: ['HDR-001', 'HDR-002', 'HDR-003', 'HDR-005', 'CON-001'],
    start: () =>
      change(anyReply, (reply) =>
        idHeaders.reduce(
          (changed, name) => withHeader(changed, name, replyHeader(reply, name)?.toUpperCase()),
          reply,
        ),
      ),
  },
  {
    name: 'header-names-in-lower-case',
    summary: 'writes all header names in lower case',
    requirements: ['HDR-001', 'HDR-002', 'HDR-003', 'BDY-002', 'AUT-014', 'RTE-004'],
    start: () =>
      change(anyReply, (reply) => ({
        ...reply,
        headers: reply.headers.map(([name, value]) => [name.toLowerCase(), value]),
      })),
  },
  {
    name: 'further-headers',
    summary: 'adds the headers that recordings and front ends show',
    requirements: ['HDR-004', 'AUT-013', 'RTE-001'],
    start: () =>
      change(anyReply, (reply) =>
        [
          ['X-Locale', 'en-US,en-US'],
          ['Strict-Transport-Security', 'max-age=31536000'],
          ['X-Cache', 'CONFIG_NOCACHE'],
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
          ['Vary', 'Accept'],
        ].reduce((changed, [name = '', value = '']) => withField(changed, name, value), reply),
      ),
  },
  {
    name: 'error-code-string',
    summary: 'writes error codes as strings, adds members, and leaves data out',
    requirements: ['ERR-002', 'ERR-003', 'ERR-004', 'AUT-012'],
    start: () =>
      change(refusal, (reply) =>
        withMembers(reply, {
          code: String(JSON.parse(textOfReply(reply)).code),
          data: undefined,
          isRetryable: false,
          parameters: { none: 'none' },
        }),
      ),
  },
  {
    name: 'error-code-number',
    summary: 'writes error codes as numbers, one of which is in no table',
    requirements: ['ERR-003', 'ERR-004', 'ERR-005'],
    start: () =>
      change(refusal, (reply) =>
        withMembers(reply, {
          code: reply.status === 404 ? 1002 : Number(JSON.parse(textOfReply(reply)).code),
          data: ['Resource: test'],
        }),
      ),
  },
  {
    name: 'errors-bare-string',
    summary: 'refuses with a bare JSON string, as the update was recorded to',
    requirements: ['ERR-001', 'ERR-002', 'ERR-003', 'AUT-012'],
    start: () => change(refusal, (reply) => withJson(reply, 'Customer tagging denied.')),
  },
  {
    name: 'unauthorized-empty',
    summary:
      'answers 401 without content, as a front end was recorded to, with the challenge that an error page prints',
    requirements: ['ERR-002', 'AUT-001', 'AUT-011', 'AUT-014'],
    start: () =>
      change(status(401), (reply) =>
        withHeader(
          withHeader(withBody(reply, ''), 'Content-Type', undefined),
          'WWW-Authenticate',
          'OAuth realm=urn:cpsvc:cpid:1',
        ),
      ),
  },
  {
    name: 'malformed-not-found',
    summary: 'answers malformed ids with 404',
    requirements: malformed,
    start: (context) =>
      change(status(400), (reply, call) =>
        isGuid(segmentOf(call, context) ?? nobody)
          ? reply
          : withStatus(withMembers(reply, { code: 1000 }), 404),
      ),
  },
  {
    name: 'unknown-forbidden',
    summary: 'answers unknown customers with 403',
    requirements: ['CID-008', 'CID-009', 'CID-010', 'AUT-012'],
    start: (context) =>
      change(status(404), (reply, call) =>
        segmentOf(call, context) === undefined ? reply : withStatus(withMembers(reply, { code: 20002 }), 403),
      ),
  },
  {
    name: 'unknown-bad-request',
    summary: 'answers unknown customers with 400',
    requirements: ['CID-009', 'CID-010'],
    start: (context) =>
      change(status(404), (reply, call) =>
        segmentOf(call, context) === undefined
          ? reply
          : withStatus(withMembers(reply, { code: 900118 }), 400),
      ),
  },
  {
    name: 'bad-credentials-400',
    summary: 'answers credentials it cannot read with 400',
    requirements: badTokens,
    start: () =>
      change(status(401), (reply, call) =>
        callHeader(call, 'authorization') === undefined
          ? reply
          : withStatus(withMembers(reply, { code: 800002 }), 400),
      ),
  },
  {
    name: 'throttles-in-seconds',
    summary: 'throttles every fifteenth request without MS-* headers',
    requirements: ['THR-001', 'THR-002', 'THR-003', 'RTE-001', 'CON-003', 'HDR-003', 'ERR-003'],
    start: (context) => everyNth(15, context, (reply) => throttled(reply, 0)),
  },
  {
    name: 'throttles-by-date',
    summary: 'throttles every fortieth request, gives a date, and uses the form of other errors',
    requirements: ['THR-001', 'THR-002', 'THR-003', 'BDY-011'],
    start: (context) =>
      everyNth(40, context, (reply) =>
        withJson(withHeader(throttled(reply, 0), 'Retry-After', new Date(Date.now()).toUTCString()), {
          code: '429',
          description: 'Too many requests.',
          source: 'PartnerFD',
        }),
      ),
  },
  {
    name: 'slow',
    summary: 'takes a moment for every answer',
    requirements: [
      'AVL-001',
      'AVL-002',
      'AVL-003',
      'RTE-001',
      'RTE-002',
      'CON-001',
      'CON-002',
      'CON-003',
      'BDY-011',
      'AUT-009',
      'AUT-010',
      'HDR-008',
      'CID-001',
    ],
    start: () => delay(8),
  },
  {
    name: 'drips-to-the-end',
    summary: 'sends the content of some answers a byte at a time',
    requirements: ['AVL-001'],
    start: (context) =>
      everyNth(40, context, (reply) => withDelivery(reply, { kind: 'drip', pauseMs: 5, endless: false })),
  },
  {
    name: 'contract-version-required',
    summary: 'refuses requests without MS-Contract-Version, and any wording but v1',
    requirements: ['HDR-009', 'HDR-010', 'HDR-011', 'HDR-014'],
    start: () =>
      change(success, (reply, call) =>
        callHeader(call, 'MS-Contract-Version') === 'v1'
          ? reply
          : withJson(withStatus(reply, 400), {
              code: 800002,
              description: 'MS-Contract-Version is v1.',
              data: [],
              source: 'PartnerFD',
            }),
      ),
  },
  {
    name: 'ids-required',
    summary: 'refuses requests without ids',
    requirements: ['HDR-006'],
    start: () =>
      change(success, (reply, call) =>
        callHeader(call, 'MS-RequestId') && callHeader(call, 'MS-CorrelationId')
          ? reply
          : withJson(withStatus(reply, 400), {
              code: 800002,
              description: 'An id is missing.',
              data: [],
              source: 'PartnerFD',
            }),
      ),
  },
  {
    name: 'malformed-ids-answered',
    summary: 'answers requests whose ids are malformed, with ids of its own',
    requirements: ['HDR-007', 'HDR-004'],
    start: () => async (call, next) =>
      next(
        idHeaders.reduce(
          (changed, name) =>
            isGuid(callHeader(call, name) ?? '') ? changed : withCallHeader(changed, name, undefined),
          call,
        ),
      ),
  },
  {
    name: 'accept-disregarded',
    summary: 'answers JSON whatever Accept says',
    requirements: ['HDR-012', 'HDR-013'],
    start: () => (call, next) => next(withCallHeader(call, 'Accept', 'application/json')),
  },
  {
    name: 'head-like-get',
    summary: 'answers HEAD like GET without content, and unknown methods with 501',
    requirements: ['RTE-003', 'RTE-005', 'RTE-006'],
    start: () => async (call, next) => {
      if (call.method === 'HEAD') return next({ ...call, method: 'GET' });
      const reply = await next(call);
      return reply.status === 405 && !['POST', 'PATCH', 'DELETE'].includes(call.method)
        ? withStatus(withHeader(reply, 'Allow', undefined), 501)
        : reply;
    },
  },
  {
    name: 'allow-longer',
    summary: 'lists further methods in Allow',
    requirements: ['RTE-004', 'RTE-005'],
    start: () => change(status(405), (reply) => withHeader(reply, 'Allow', 'HEAD,GET, OPTIONS')),
  },
  {
    name: 'paths-folded',
    summary: 'reads paths in any letter case, with or without a slash at the end',
    requirements: ['RTE-009', 'RTE-011', 'CID-001'],
    start:
      ({ contract }) =>
      (call, next) => {
        const path = callPath(call).toLowerCase().replace(/\/$/, '');
        return next(
          methodsOf(contract, path).length > 0
            ? { ...call, target: path + call.target.slice(callPath(call).length) }
            : call,
        );
      },
  },
  {
    name: 'queries-refused',
    summary: 'refuses query parameters with 400',
    requirements: ['RTE-010', 'AUT-008'],
    start: () =>
      change(success, (reply, call) =>
        call.target.includes('?')
          ? withJson(withStatus(reply, 400), {
              code: 800002,
              description: 'No such parameter.',
              data: [],
              source: 'PartnerFD',
            })
          : reply,
      ),
  },
  {
    name: 'front-end-refuses',
    summary: 'answers whatever is not a documented path with a page of HTML and 404',
    requirements: ['RTE-007', 'RTE-008', 'CID-006', 'CID-007', 'CID-008', 'ERR-001', 'HDR-003'],
    start: ({ contract }) =>
      change(refusal, (reply, call) => {
        const path = callPath(call);
        const known = methodsOf(contract, path).length > 0 && !/%(2f|5c|2e|00|0a|0d|22|27|3c)/i.test(path);
        if (known) return reply;
        return withBody(
          { ...reply, status: 404, headers: [['Content-Type', 'text/html']] },
          '<html><body>Bad Request - Invalid URL</body></html>',
        );
      }),
  },
  {
    name: 'scheme-in-any-case',
    summary: 'reads the scheme in any letter case and takes extra spaces',
    requirements: ['AUT-003', 'AUT-004', 'AUT-009'],
    start: (context) => async (call, next) => {
      const token = bearerOf(call);
      const good = token !== undefined && (await context.authority.accepts(token));
      return next(good ? await authorized(call, context) : call);
    },
  },
  {
    name: 'customer-ids-upper-case-inside',
    summary: 'stores customer ids in upper case',
    requirements: ['CID-001', 'BDY-010'],
    start: (context) => (call, next) => {
      const segment = segmentOf(call, context);
      return next(segment === undefined ? call : forCustomer(call, context, segment.toUpperCase()));
    },
  },
  {
    name: 'tls-1-2-alone',
    summary: 'speaks TLS 1.2 and nothing else',
    requirements: ['TLS-001', 'TLS-002'],
    tls: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' },
    start: () => (call, next) => next(call),
  },
  {
    name: 'tls-1-3-alone',
    summary: 'speaks TLS 1.3 and nothing else',
    requirements: ['TLS-001', 'TLS-002'],
    tls: { minVersion: 'TLSv1.3' },
    start: () => (call, next) => next(call),
  },
];
