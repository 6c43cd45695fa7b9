import { isGuid } from '../../http/guid.js';
import { answering, type Behaviour, behaviour, type MockContext } from '../behaviour.js';
import { callPath } from '../call.js';
import { forCustomer, plainSegmentOf, segmentOf } from '../customer-call.js';
import { withMembers } from '../error-reply.js';
import { counting, receiving, status } from '../middleware.js';
import { type Reply, withDelivery, withJson, withStatus } from '../reply.js';

/** A service that takes a segment for a customer whom a strict one would not find there. */
function finding(
  name: string,
  requirement: string,
  summary: string,
  find: (segment: string, context: MockContext) => string | undefined,
): Behaviour {
  return behaviour(
    name,
    [requirement],
    summary,
    receiving((call, context) => {
      const segment = plainSegmentOf(call, context);
      const id = segment === undefined ? undefined : find(segment, context);
      return id === undefined ? call : forCustomer(call, context, id);
    }),
  );
}

/** A service that answers some malformed or unknown ids, by their decoded segment, otherwise. */
function answeringIds(
  name: string,
  requirement: string,
  summary: string,
  usual: 400 | 404,
  test: RegExp,
  change: (reply: Reply) => Reply,
): Behaviour {
  return answering(name, [requirement], summary, status(usual), (reply, call, context) => {
    const segment = plainSegmentOf(call, context);
    return segment !== undefined && test.test(segment) ? change(reply) : reply;
  });
}

function customerLike({ customers }: MockContext, test: (id: string) => boolean): string | undefined {
  return customers.find(({ id }) => test(id))?.id;
}

/** The id without its second block. */
function withoutBlock(id: string): string {
  return id.slice(0, 8) + id.slice(13);
}

const crash = (reply: Reply) => withStatus(withMembers(reply, { code: 800003 }), 500);
const none = (reply: Reply) => withJson(withStatus(reply, 200), 'none');

export const customerIdFaults: readonly Behaviour[] = [
  behaviour(
    'ids-case-sensitive',
    ['CID-001'],
    'does not find a customer by an id in upper case',
    receiving((call, context) => {
      const segment = segmentOf(call, context);
      return segment !== undefined && segment !== segment.toLowerCase()
        ? forCustomer(call, context, '00000000-0000-4000-8000-000000000000')
        : call;
    }),
  ),
  finding('long-ids-cut', 'CID-002', 'looks at the first 36 characters of the id', (segment) =>
    /^[0-9a-f-]{37,}$/i.test(segment) ? segment.slice(0, 36) : undefined,
  ),
  finding(
    'short-ids-completed',
    'CID-002',
    'takes the first customer whose id begins with the segment',
    (segment, context) =>
      segment.length > 3 && segment.length < 36
        ? customerLike(context, (id) => id.startsWith(segment))
        : undefined,
  ),
  finding(
    'digits-of-any-script',
    'CID-003',
    'folds full-width digits and look-alike letters to ASCII',
    (segment) => segment.normalize('NFKC').replaceAll('а', 'a').replaceAll('е', 'e').replaceAll('с', 'c'),
  ),
  answeringIds(
    'non-hex-crashes',
    'CID-003',
    'answers an id with a letter past f with 500',
    400,
    /^[0-9a-z-]{36}$/i,
    crash,
  ),
  finding(
    'hyphens-optional',
    'CID-004',
    'finds customers by the digits of the id, wherever the hyphens stand',
    (segment, context) =>
      customerLike(context, (id) => id.replaceAll('-', '') === segment.replaceAll('-', '').toLowerCase()),
  ),
  finding('ids-trimmed', 'CID-005', 'trims white space around the id', (segment) => segment.trim()),
  finding(
    'braces-accepted',
    'CID-005',
    'accepts an id in braces',
    (segment) => /^\{(.*)\}$/.exec(segment)?.[1],
  ),
  finding(
    'ids-searched',
    'CID-005',
    'looks for a GUID anywhere in the segment',
    (segment) => /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(segment)?.[0],
  ),
  behaviour(
    'traversal-resolved',
    ['CID-006'],
    'decodes the path and resolves its dots before routing',
    receiving((call) => {
      const decoded = callPath(call)
        .replaceAll(/%2f/gi, '/')
        .replaceAll(/%5c/gi, '/')
        .replaceAll(/%2e/gi, '.')
        .replaceAll(/%252f/gi, '/')
        .replaceAll(/%252e/gi, '.');
      return decoded.includes('..') || decoded.includes('/./')
        ? { ...call, target: new URL(decoded, 'http://mock').pathname }
        : call;
    }),
  ),
  answeringIds(
    'injection-crashes',
    'CID-007',
    "answers a quote in the id with a database's error",
    400,
    /['"]/,
    (reply) =>
      withMembers(crash(reply), { description: 'Unclosed quotation mark after the character string.' }),
  ),
  answeringIds(
    'control-characters-hang-up',
    'CID-007',
    'closes the connection when the id has a control character',
    400,
    /[\u0000-\u001f]/,
    (reply) => withDelivery(reply, { kind: 'close' }),
  ),
  finding(
    'last-digit-ignored',
    'CID-011',
    'looks at all digits of the id but the last',
    (segment, context) =>
      isGuid(segment) ? customerLike(context, (id) => id.slice(0, -1) === segment.slice(0, -1)) : undefined,
  ),
  finding(
    'first-block-decides',
    'CID-012',
    'finds customers by the first block of their ids',
    (segment, context) =>
      isGuid(segment) ? customerLike(context, (id) => id.slice(0, 8) === segment.slice(0, 8)) : undefined,
  ),
  finding(
    'second-block-ignored',
    'CID-012',
    'looks at every block of the id but the second',
    (segment, context) =>
      isGuid(segment) ? customerLike(context, (id) => withoutBlock(id) === withoutBlock(segment)) : undefined,
  ),
  answeringIds('nil-is-a-customer', 'CID-008', 'answers the id of zeros with none', 404, /^[0-]{36}$/, none),
  answeringIds('unknown-is-none', 'CID-009', 'answers a customer it does not know with none', 404, /^/, none),
  behaviour(
    'unknown-refused-by-chance',
    ['CID-010'],
    'refuses some unknown customers with 403, others with 404',
    counting(
      (count) => count % 2 === 0,
      (reply) => withStatus(withMembers(reply, { code: 20002 }), 403),
      (reply, call, context) => reply.status === 404 && segmentOf(call, context) !== undefined,
    ),
  ),
];
