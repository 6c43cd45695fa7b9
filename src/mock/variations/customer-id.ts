import { isGuid } from '../../http/guid.js';
import { answering, type Behaviour, behaviour } from '../behaviour.js';
import { forCustomer, segmentOf } from '../customer-call.js';
import { withMembers } from '../error-reply.js';
import { receiving, status } from '../middleware.js';
import { withStatus } from '../reply.js';

/** A service that answers ids, malformed ones with 400 and unknown ones with 404, with another status. */
function refusingIds(
  name: string,
  requirements: readonly string[],
  summary: string,
  usual: 400 | 404,
  refused: { readonly status: number; readonly code: number },
): Behaviour {
  return answering(name, requirements, summary, status(usual), (reply, call, context) => {
    const segment = segmentOf(call, context);
    const concerned = segment !== undefined && (usual === 404 || !isGuid(segment));
    return concerned ? withStatus(withMembers(reply, { code: refused.code }), refused.status) : reply;
  });
}

export const customerIdVariations: readonly Behaviour[] = [
  refusingIds(
    'malformed-not-found',
    ['CID-002', 'CID-003', 'CID-004', 'CID-005', 'CID-006', 'CID-007'],
    'answers malformed ids with 404',
    400,
    { status: 404, code: 1000 },
  ),
  refusingIds(
    'unknown-forbidden',
    ['CID-008', 'CID-009', 'CID-010', 'CID-011', 'CID-012', 'AUT-012'],
    'answers unknown customers with 403',
    404,
    { status: 403, code: 20002 },
  ),
  refusingIds(
    'unknown-bad-request',
    ['CID-009', 'CID-010', 'CID-011', 'CID-012'],
    'answers unknown customers with 400',
    404,
    {
      status: 400,
      code: 900118,
    },
  ),
  behaviour(
    'customer-ids-upper-case-inside',
    ['CID-001', 'BDY-010'],
    'stores customer ids in upper case',
    receiving((call, context) => {
      const segment = segmentOf(call, context);
      return segment === undefined ? call : forCustomer(call, context, segment.toUpperCase());
    }),
  ),
];
