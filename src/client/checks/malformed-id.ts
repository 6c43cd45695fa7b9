import { finding, holds, violated } from '../../checks/outcome.js';
import type { Operation } from '../../contract/operation.js';
import { isGuid } from '../../http/guid.js';
import { decodeSegment } from '../../http/path-segment.js';
import type { DriverCall } from '../transcript.js';
import type { AttemptOutcome, ClientCheck } from './client-check.js';
import { customerSegmentOf } from './customer-path.js';

/**
 * A malformed id never leaves, or leaves as one encoded segment of the documented path and nothing else. A client that
 * takes GUIDs in other forms (braces, no hyphens) and writes them in the documented one has understood the id.
 */
export const encodesMalformedId: ClientCheck = ({ calls, contract, operation, secrets, unreadable }) => {
  const garbled = finding('request', 'none, or one that is HTTP', `${unreadable} that could not be read`);
  if (unreadable > 0) return [{ outcome: violated(garbled) }];
  return calls.flatMap((call): readonly AttemptOutcome[] => {
    const answered = call.attempts.at(-1)?.refusedWith === undefined && call.attempts.length > 0;
    if ((call.outcome.kind === 'value' || call.outcome.kind === 'list') && !answered)
      return [{ outcome: violated(finding('outcome', 'an error for a malformed id', 'a qualification')) }];
    if (call.attempts.length === 0) return [{ outcome: holds() }];
    return call.attempts.map((attempt) => {
      const { target, headers } = attempt.exchange.request;
      const segment = customerSegmentOf(attempt, contract);
      const sane = segment !== undefined && isSegmentOf(call, segment) && !target.includes('?');
      const injected = headers.some(([name]) => /injected/i.test(name));
      if (sane && !injected) return { outcome: holds(), attempt };
      const received = injected ? 'a further header' : secrets.text(target.slice(0, 200));
      return {
        outcome: violated(
          finding(
            injected ? 'headers' : 'path',
            `no request, or ${templatesFor(operation ? [operation] : contract.operations, call.customerId)}`,
            received,
          ),
        ),
        attempt,
      };
    });
  });
};

function templatesFor(operations: readonly Pick<Operation, 'template'>[], id: string): string {
  const segment = encodeURIComponent(id);
  return operations.map(({ template }) => template.replace(/\{[^}]+\}/, segment.slice(0, 120))).join(' or ');
}

function isSegmentOf({ customerId }: DriverCall, segment: string): boolean {
  const sent = decodeSegment(segment);
  if (sent === customerId) return true;
  return isGuid(sent) && sent.replaceAll('-', '').toLowerCase() === understood(customerId);
}

/** The digits of an id in one of the other forms that GUID parsers take. */
function understood(id: string): string {
  return id
    .trim()
    .replace(/^urn:uuid:/i, '')
    .replaceAll(/[-{}()]/g, '')
    .toLowerCase();
}
