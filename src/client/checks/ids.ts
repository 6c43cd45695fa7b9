import { fieldInWords, finding, holds, violated } from '../../checks/outcome.js';
import { headerValues } from '../../http/exchange.js';
import { isGuid } from '../../http/guid.js';
import { idHeaders, sentGuid } from '../../http/id-headers.js';
import type { Attempt, Transcript } from '../transcript.js';
import { type ClientCheck, eachAttempt } from './client-check.js';

/** The id header is there, whatever it holds. */
export function carriesHeader(name: string): ClientCheck {
  return eachAttempt(({ exchange }) =>
    headerValues(exchange.request.headers, name).length > 0
      ? holds()
      : violated(finding(`header ${name}`, 'a GUID', 'none')),
  );
}

/** The id headers, where they are sent, hold GUIDs. */
export const sendsGuids = eachAttempt(({ exchange }, { secrets }) =>
  violated(
    ...idHeaders.flatMap((name) =>
      headerValues(exchange.request.headers, name)
        // "id, id" is the business of the requirement that nothing is doubled.
        .flatMap((value) => value.split(','))
        .filter((value) => !isGuid(value.trim()))
        .map((wrong) => finding(`header ${name}`, 'a GUID', fieldInWords([secrets.text(wrong.trim())]))),
    ),
  ),
);

/** Neither id header stands twice or holds two ids. */
export const doublesNoId = eachAttempt(({ exchange }) =>
  violated(
    ...idHeaders.flatMap((name) => {
      const values = headerValues(exchange.request.headers, name);
      if (values.length > 1) return [finding(`header ${name}`, 'it once', `it ${values.length} times`)];
      return values[0]?.includes(',') ? [finding(`header ${name}`, 'one id', values[0])] : [];
    }),
  ),
);

/** Each call has an MS-RequestId of its own. */
export const renewsRequestId: ClientCheck = (transcript) => {
  const name = 'MS-RequestId';
  const ids = idsByCall(transcript, name);
  const elsewhere = ids.find(({ id }) => transcript.usedElsewhere.has(id));
  if (ids.length < 2 && !elsewhere) return { skip: 'no two calls had an MS-RequestId to compare' };
  const repeat = elsewhere ?? repeated(ids, () => true);
  if (repeat === undefined) return [{ outcome: holds() }];
  const other = transcript.usedElsewhere.get(repeat.id);
  const place = other === undefined ? 'two calls or more' : `this call and in one of scenario ${other}`;
  const message = finding(`header ${name}`, 'a new id for every call', `${repeat.id} in ${place}`);
  return [{ outcome: violated(message), attempt: repeat.attempt }];
};

/** Each call has an MS-CorrelationId of its own, or the calls of one process share one. */
export const renewsCorrelationId: ClientCheck = (transcript) => {
  const name = 'MS-CorrelationId';
  const ids = idsByCall(transcript, name);
  if (ids.length < 2) return { skip: 'no two calls had an MS-CorrelationId to compare' };
  const repeat = repeated(ids, (a, b) => a.process !== b.process);
  if (repeat === undefined)
    return [{ outcome: holds(repeated(ids, () => true) === undefined ? 'per-call' : 'shared') }];
  const message = finding(`header ${name}`, 'a new id for every process', `${repeat.id} in two of them`);
  return [{ outcome: violated(message), attempt: repeat.attempt }];
};

interface SentId {
  readonly id: string;
  readonly attempt: Attempt;
  readonly call: number;
  readonly process: number;
}

/** The id of each call's first attempt; calls without a well-formed one are left out. */
function idsByCall({ calls }: Transcript, name: string): readonly SentId[] {
  return calls.flatMap(({ attempts, process }, call): readonly SentId[] => {
    const [attempt] = attempts;
    const id = attempt && sentGuid(attempt.exchange.request, name)?.toLowerCase();
    return attempt && id !== undefined ? [{ id, attempt, call, process }] : [];
  });
}

/** The first id that two calls of the wanted kind have in common. */
function repeated(ids: readonly SentId[], wanted: (a: SentId, b: SentId) => boolean): SentId | undefined {
  return ids.find((later) =>
    ids.some((earlier) => earlier.call < later.call && earlier.id === later.id && wanted(earlier, later)),
  );
}
