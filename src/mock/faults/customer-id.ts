import type { Behaviour, Middleware, MockContext } from '../behaviour.js';
import { callPath } from '../call.js';
import { change, forCustomer, plainSegmentOf, segmentOf, status, withMembers } from '../middleware.js';
import { withDelivery, withJson, withStatus } from '../reply.js';

/** A service that takes a segment for a customer whom a strict one would not find there. */
function lenient(
  find: (segment: string, context: MockContext) => string | undefined,
): (context: MockContext) => Middleware {
  return (context) => (call, next) => {
    const segment = plainSegmentOf(call, context);
    const id = segment === undefined ? undefined : find(segment, context);
    return next(id === undefined ? call : forCustomer(call, context, id));
  };
}

function customerLike(context: MockContext, test: (id: string) => boolean): string | undefined {
  return context.customers.find(({ id }) => test(id))?.id;
}

export const customerIdFaults: readonly Behaviour[] = [
  {
    name: 'ids-case-sensitive',
    summary: 'does not find a customer by an id in upper case',
    requirements: ['CID-001'],
    start: (context) => (call, next) => {
      const segment = segmentOf(call, context);
      return next(
        segment !== undefined && segment !== segment.toLowerCase()
          ? forCustomer(call, context, '00000000-0000-4000-8000-000000000000')
          : call,
      );
    },
  },
  {
    name: 'long-ids-cut',
    summary: 'looks at the first 36 characters of the id',
    requirements: ['CID-002'],
    start: lenient((segment) => (/^[0-9a-f-]{37,}$/i.test(segment) ? segment.slice(0, 36) : undefined)),
  },
  {
    name: 'short-ids-completed',
    summary: 'takes the first customer whose id begins with the segment',
    requirements: ['CID-002'],
    start: lenient((segment, context) =>
      segment.length > 3 && segment.length < 36
        ? customerLike(context, (id) => id.startsWith(segment))
        : undefined,
    ),
  },
  {
    name: 'digits-of-any-script',
    summary: 'folds full-width digits and look-alike letters to ASCII',
    requirements: ['CID-003'],
    start: lenient((segment) =>
      segment.normalize('NFKC').replaceAll('а', 'a').replaceAll('е', 'e').replaceAll('с', 'c'),
    ),
  },
  {
    name: 'non-hex-crashes',
    summary: 'answers an id with a letter past f with 500',
    requirements: ['CID-003'],
    start: (context) =>
      change(status(400), (reply, call) =>
        /^[0-9a-z-]{36}$/i.test(segmentOf(call, context) ?? '')
          ? withStatus(withMembers(reply, { code: 800003 }), 500)
          : reply,
      ),
  },
  {
    name: 'hyphens-optional',
    summary: 'finds customers by the digits of the id, wherever the hyphens stand',
    requirements: ['CID-004'],
    start: lenient((segment, context) =>
      customerLike(context, (id) => id.replaceAll('-', '') === segment.replaceAll('-', '').toLowerCase()),
    ),
  },
  {
    name: 'ids-trimmed',
    summary: 'trims white space around the id',
    requirements: ['CID-005'],
    start: lenient((segment) => segment.trim()),
  },
  {
    name: 'braces-accepted',
    summary: 'accepts an id in braces',
    requirements: ['CID-005'],
    start: lenient((segment) => /^\{(.*)\}$/.exec(segment)?.[1]),
  },
  {
    name: 'ids-searched',
    summary: 'looks for a GUID anywhere in the segment',
    requirements: ['CID-005'],
    start: lenient((segment) => /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(segment)?.[0]),
  },
  {
    name: 'traversal-resolved',
    summary: 'decodes the path and resolves its dots before routing',
    requirements: ['CID-006'],
    start: () => (call, next) => {
      const decoded = callPath(call)
        .replaceAll(/%2f/gi, '/')
        .replaceAll(/%5c/gi, '/')
        .replaceAll(/%2e/gi, '.')
        .replaceAll(/%252f/gi, '/')
        .replaceAll(/%252e/gi, '.');
      return next(
        decoded.includes('..') || decoded.includes('/./')
          ? { ...call, target: new URL(decoded, 'http://mock').pathname }
          : call,
      );
    },
  },
  {
    name: 'injection-crashes',
    summary: "answers a quote in the id with a database's error",
    requirements: ['CID-007'],
    start: (context) =>
      change(status(400), (reply, call) =>
        /['"]/.test(plainSegmentOf(call, context) ?? '')
          ? withStatus(
              withMembers(reply, {
                code: 800003,
                description: 'Unclosed quotation mark after the character string.',
              }),
              500,
            )
          : reply,
      ),
  },
  {
    name: 'control-characters-hang-up',
    summary: 'closes the connection when the id has a control character',
    requirements: ['CID-007'],
    start: (context) =>
      change(status(400), (reply, call) =>
        /[\u0000-\u001f]/.test(plainSegmentOf(call, context) ?? '')
          ? withDelivery(reply, { kind: 'close' })
          : reply,
      ),
  },
  {
    name: 'nil-is-a-customer',
    summary: 'answers the id of zeros with none',
    requirements: ['CID-008'],
    start: (context) =>
      change(status(404), (reply, call) =>
        /^[0-]{36}$/.test(segmentOf(call, context) ?? '') ? withJson(withStatus(reply, 200), 'none') : reply,
      ),
  },
  {
    name: 'unknown-is-none',
    summary: 'answers a customer it does not know with none',
    requirements: ['CID-009'],
    start: (context) =>
      change(status(404), (reply, call) =>
        segmentOf(call, context) === undefined ? reply : withJson(withStatus(reply, 200), 'none'),
      ),
  },
  {
    name: 'unknown-refused-by-chance',
    summary: 'refuses some unknown customers with 403, others with 404',
    requirements: ['CID-010'],
    start: (context) => {
      let count = 0;
      return change(status(404), (reply, call) => {
        if (segmentOf(call, context) === undefined) return reply;
        count += 1;
        return count % 2 === 0 ? withStatus(withMembers(reply, { code: 20002 }), 403) : reply;
      });
    },
  },
];
