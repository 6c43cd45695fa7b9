import { customerSegment } from '../contract/contract.js';
import { decodeSegment } from '../http/path-segment.js';
import type { MockContext } from './behaviour.js';
import { type Call, callPath, withCallHeader } from './call.js';

/** The customer's segment as sent, for paths of a documented form. */
export function segmentOf(call: Call, { contract }: MockContext): string | undefined {
  return customerSegment(contract, callPath(call));
}

/** The customer's segment with its percent-encoding undone, as far as it can be. */
export function plainSegmentOf(call: Call, context: MockContext): string | undefined {
  const segment = segmentOf(call, context);
  return segment === undefined ? undefined : decodeSegment(segment);
}

/** The call for another customer. */
export function forCustomer(call: Call, context: MockContext, id: string): Call {
  const segment = segmentOf(call, context);
  return segment === undefined ? call : { ...call, target: call.target.replace(`/${segment}/`, `/${id}/`) };
}

/** The call with a good token in place of whatever it brought. */
export async function authorized(call: Call, { authority }: MockContext): Promise<Call> {
  return withCallHeader(call, 'Authorization', `Bearer ${await authority.mint('app')}`);
}
