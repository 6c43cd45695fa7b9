import { gzipSync } from 'node:zlib';
import { answering, type Behaviour, behaviour } from '../behaviour.js';
import { callHeader } from '../call.js';
import { bareString, counting, success } from '../middleware.js';
import {
  type Reply,
  replyHeader,
  textOfReply,
  valueIn,
  withBody,
  withField,
  withHeader,
  withJson,
  withOtherValue,
} from '../reply.js';

/** A service whose successes have another body. */
function body(
  name: string,
  requirement: string,
  summary: string,
  change: (reply: Reply) => Reply,
): Behaviour {
  return answering(name, [requirement], summary, success, change);
}

/** A service whose bare strings are other ones. */
function value(
  name: string,
  requirement: string,
  summary: string,
  change: (reply: Reply) => Reply,
): Behaviour {
  return answering(name, [requirement], summary, bareString, change);
}

let packed: Uint8Array | undefined;

/** 50 MB of white space as gzip, packed when first asked for. */
function bomb(): Uint8Array {
  packed ??= gzipSync(Buffer.alloc(50 * 1024 * 1024, 0x20), { level: 9 });
  return packed;
}

export const bodyFaults: readonly Behaviour[] = [
  body('gzip-unlabelled', 'BDY-001', 'sends gzip without saying so', (reply) =>
    withBody(reply, gzipSync(reply.body)),
  ),
  body('gzip-claimed', 'BDY-001', 'claims gzip for content that is not', (reply) =>
    withField(reply, 'Content-Encoding', 'gzip'),
  ),
  body('gzip-bomb', 'BDY-001', 'sends 50 MB of white space as 50 KB of gzip', (reply) =>
    withField(withBody(reply, bomb()), 'Content-Encoding', 'gzip'),
  ),
  body('coding-unknown', 'BDY-001', 'labels the content with a coding nobody knows', (reply) =>
    withField(reply, 'Content-Encoding', 'snappy'),
  ),
  body('huge-body', 'BDY-001', 'sends two megabytes of content', (reply) =>
    withBody(reply, Buffer.concat([reply.body, Buffer.alloc(2 * 1024 * 1024, 0x20)])),
  ),

  body('type-missing', 'BDY-002', 'sends no Content-Type', (reply) =>
    withHeader(reply, 'Content-Type', undefined),
  ),
  body('type-text', 'BDY-002', 'calls the content text/plain', (reply) =>
    withHeader(reply, 'Content-Type', 'text/plain; charset=utf-8'),
  ),
  body('type-twice', 'BDY-002', 'sends Content-Type twice', (reply) =>
    withField(reply, 'Content-Type', replyHeader(reply, 'Content-Type') ?? ''),
  ),
  body('charset-latin-1', 'BDY-002', 'names the charset iso-8859-1', (reply) =>
    withHeader(reply, 'Content-Type', 'application/json; charset=iso-8859-1'),
  ),

  body('utf-16', 'BDY-003', 'sends UTF-16 with a byte order mark', (reply) =>
    withBody(reply, Buffer.from(`\ufeff${textOfReply(reply)}`, 'utf16le')),
  ),
  body('invalid-utf-8', 'BDY-003', 'sends a byte that no UTF-8 text has', (reply) =>
    withBody(reply, Buffer.concat([Buffer.from('"'), Buffer.of(0xff), reply.body.subarray(1)])),
  ),

  body('byte-order-mark', 'BDY-004', 'begins the content with EF BB BF', (reply) =>
    withBody(reply, Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), reply.body])),
  ),

  value('unquoted', 'BDY-005', 'sends the word without quotes', (reply) => withBody(reply, valueIn(reply))),
  value('single-quoted', 'BDY-005', 'sends the word in single quotes', (reply) =>
    withBody(reply, `'${valueIn(reply)}'`),
  ),
  body('json-cut', 'BDY-005', 'leaves the closing quote out', (reply) =>
    withBody(reply, reply.body.subarray(0, -1)),
  ),
  body('bytes-behind', 'BDY-005', 'sends the text twice', (reply) =>
    withBody(reply, Buffer.concat([reply.body, reply.body])),
  ),
  body('nul-behind', 'BDY-005', 'sends a NUL byte behind the text', (reply) =>
    withBody(reply, Buffer.concat([reply.body, Buffer.of(0)])),
  ),
  body('empty-body', 'BDY-005', 'sends no content with 200', (reply) => withBody(reply, '')),
  value('xml', 'BDY-005', 'sends XML', (reply) =>
    withBody(reply, `<?xml version="1.0"?><CustomerQualification>${valueIn(reply)}</CustomerQualification>`),
  ),

  value('object', 'BDY-006', 'wraps the value in an object', (reply) =>
    withJson(reply, { qualification: valueIn(reply) }),
  ),
  value('array', 'BDY-006', 'wraps the value in an array', (reply) => withJson(reply, [valueIn(reply)])),
  body('number', 'BDY-006', "sends the value's number", (reply) => withJson(reply, 1)),
  body('null', 'BDY-006', 'sends null', (reply) => withJson(reply, null)),
  body('boolean', 'BDY-006', 'sends true', (reply) => withJson(reply, true)),

  value('quoted-twice', 'BDY-007', 'serializes the value twice', (reply) =>
    withJson(reply, textOfReply(reply)),
  ),

  value('space-in-value', 'BDY-008', 'sends the value with a space in front', (reply) =>
    withJson(reply, ` ${valueIn(reply)}`),
  ),
  value('line-end-in-value', 'BDY-008', 'sends the value with a line end behind', (reply) =>
    withJson(reply, `${valueIn(reply)}\n`),
  ),

  body('unknown-value', 'BDY-009', 'sends a value no document lists', (reply) => withJson(reply, 'charity')),
  value('upper-case-value', 'BDY-009', 'sends the value in upper case', (reply) =>
    withJson(reply, valueIn(reply).toUpperCase()),
  ),
  body('empty-string', 'BDY-009', 'sends the empty string', (reply) => withJson(reply, '')),

  body('always-education', 'BDY-010', 'answers education for every customer', (reply) =>
    withJson(reply, 'education'),
  ),
  behaviour(
    'values-drift',
    ['BDY-011'],
    'answers every third read with another value',
    counting((count) => count % 3 === 0, withOtherValue, success),
  ),
  behaviour(
    'value-alternates',
    ['BDY-011'],
    'answers every other read with another value',
    counting((count) => count % 2 === 0, withOtherValue, success),
  ),
  answering(
    'gzip-changes-value',
    ['BDY-012'],
    'answers callers that offer gzip with a default value',
    success,
    (reply, call) => (callHeader(call, 'accept-encoding')?.includes('gzip') ? withOtherValue(reply) : reply),
  ),
];
