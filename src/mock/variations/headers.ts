import { isGuid } from '../../http/guid.js';
import { idHeaders } from '../../http/id-headers.js';
import { answering, type Behaviour, behaviour } from '../behaviour.js';
import { callHeader, withCallHeader } from '../call.js';
import { withError } from '../error-reply.js';
import { anyReply, receiving, success } from '../middleware.js';
import { withRawResponse } from '../raw-response.js';
import { replyHeader, withBody, withField, withHeader } from '../reply.js';

export const headersVariations: readonly Behaviour[] = [
  answering(
    'ids-answered-in-upper-case',
    ['HDR-001', 'HDR-002', 'HDR-003', 'HDR-005', 'CON-001'],
    'repeats ids in upper case',
    anyReply,
    (reply) =>
      idHeaders.reduce(
        (changed, name) => withHeader(changed, name, replyHeader(reply, name)?.toUpperCase()),
        reply,
      ),
  ),
  answering(
    'header-names-in-lower-case',
    ['HDR-001', 'HDR-002', 'HDR-003', 'BDY-002', 'AUT-014', 'RTE-004'],
    'writes all header names in lower case',
    anyReply,
    (reply) => ({ ...reply, headers: reply.headers.map(([name, value]) => [name.toLowerCase(), value]) }),
  ),
  answering(
    'further-headers',
    ['HDR-004', 'AUT-013', 'RTE-001'],
    'adds the headers that recordings and front ends show',
    anyReply,
    (reply) =>
      (
        [
          ['X-Locale', 'en-US,en-US'],
          ['Strict-Transport-Security', 'max-age=31536000'],
          ['X-Cache', 'CONFIG_NOCACHE'],
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
          ['Vary', 'Accept'],
        ] as const
      ).reduce((changed, [name, value]) => withField(changed, name, value), reply),
  ),
  answering(
    'header-long',
    ['AVL-001', 'RTE-001', 'RTE-002', 'RTE-004', 'BDY-001', 'ERR-001', 'HDR-001'],
    'answers with 20,000 bytes of header',
    anyReply,
    (reply) => withField(reply, 'X-Policy', 'a'.repeat(20_000)),
  ),
  answering(
    'header-with-tabs',
    ['AVL-001', 'RTE-001', 'BDY-001', 'BDY-005', 'HDR-001', 'HDR-018'],
    'has tabs and runs of spaces in a field of each success',
    success,
    (reply) =>
      withRawResponse(reply, `X-Spaced: one\t  two\r\nContent-Length: ${reply.body.length}`, reply.body),
  ),
  answering(
    'session-cookie',
    ['AUT-013'],
    "sets a front end's session cookie, and tells the session in a header too",
    anyReply,
    (reply) =>
      withField(
        withField(reply, 'Set-Cookie', 'gateway="s-3f9c0b7ad2e1"; Path=/; HttpOnly'),
        'X-Gateway-Session',
        's-3f9c0b7ad2e1',
      ),
  ),
  answering(
    'contract-version-required',
    ['HDR-009', 'HDR-010', 'HDR-011', 'HDR-014'],
    'refuses requests without MS-Contract-Version, and any wording but v1',
    success,
    (reply, call) =>
      callHeader(call, 'MS-Contract-Version') === 'v1'
        ? reply
        : withError(reply, 400, 800002, 'MS-Contract-Version is v1.'),
  ),
  answering('ids-required', ['HDR-006'], 'refuses requests without ids', success, (reply, call) =>
    idHeaders.every((name) => callHeader(call, name))
      ? reply
      : withError(reply, 400, 800002, 'An id is missing.'),
  ),
  behaviour(
    'malformed-ids-answered',
    ['HDR-007', 'HDR-004'],
    'answers requests whose ids are malformed, with ids of its own',
    receiving((call) =>
      idHeaders
        .filter((name) => !isGuid(callHeader(call, name) ?? ''))
        .reduce((changed, name) => withCallHeader(changed, name, undefined), call),
    ),
  ),
  answering(
    'callers-of-no-name-refused',
    ['HDR-015', 'HDR-016', 'HDR-017'],
    'refuses curl with 403, and long headers with 431 and no content',
    anyReply,
    (reply, call) => {
      const refused = (status: number) => ({ ...withBody(reply, ''), status });
      if (callHeader(call, 'User-Agent')?.startsWith('curl/')) return withError(reply, 403, 2032, 'Refused.');
      if (call.headers.some(([name, value]) => value.length > 1500 && !/^authorization$/i.test(name)))
        return refused(431);
      return reply;
    },
  ),
  behaviour(
    'accept-disregarded',
    ['HDR-012', 'HDR-013', 'HDR-015', 'HDR-016', 'HDR-017'],
    'answers JSON whatever Accept says',
    receiving((call) => withCallHeader(call, 'Accept', 'application/json')),
  ),
];
