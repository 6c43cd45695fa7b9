import { fieldInWords, finding, holds, type Outcome, same, violated } from '../../checks/outcome.js';
import { customerSegment } from '../../contract/contract.js';
import { parametersOf } from '../../contract/operation.js';
import { acceptsType } from '../../http/accepts-type.js';
import { headerValue, headerValues, pathOfTarget } from '../../http/exchange.js';
import { isGuid } from '../../http/guid.js';
import { idHeaders, sentGuid } from '../../http/id-headers.js';
import { decodeSegment } from '../../http/path-segment.js';
import type { Attempt, DriverCall, Transcript } from '../transcript.js';
import { type AttemptOutcome, type ClientCheck, eachAttempt } from './client-check.js';

/** The request uses a method that the contract has, GET today. */
export const usesDocumentedMethod = eachAttempt(({ exchange }, { contract }) => {
  const methods = new Set(contract.operations.map(({ method }) => method));
  const { method } = exchange.request;
  return methods.has(method) ? holds() : violated(finding('method', [...methods].join(' or '), method));
});

/** The path has the documented form, literally. */
export const usesDocumentedPath = eachAttempt((attempt, { contract, malformedId, secrets }) => {
  if (malformedId) return undefined;
  if (customerSegmentOf(attempt, contract) !== undefined) return holds();
  const templates = contract.operations.map(({ template }) => template);
  return violated(finding('path', templates.join(' or '), secrets.text(pathOf(attempt))));
});

/** The path names the customer that the call was for. */
export const namesCustomer = eachAttempt((attempt, { contract, malformedId, secrets }, { customerId }) => {
  const segment = customerSegmentOf(attempt, contract);
  if (malformedId || segment === undefined) return undefined;
  return same('path', customerId.toLowerCase(), secrets.text(decodeSegment(segment).toLowerCase()));
});

/** The request has no content. */
export const hasNoBody = eachAttempt(({ body }) =>
  body.length === 0 ? holds() : violated(finding('content', 'none', `${body.length} bytes`)),
);

/** The request has no query. */
export const hasNoQuery = eachAttempt(({ exchange }, { secrets, malformedId }) => {
  const query = exchange.request.target.slice(pathOfTarget(exchange.request.target).length);
  if (malformedId) return undefined;
  return query.length < 2 ? holds() : violated(finding('query', 'none', secrets.text(query)));
});

/** Authorization stands once and is Bearer with a whole token that the client was given or granted. */
export const sendsBearerToken = eachAttempt(({ exchange }, { tokens }) => {
  const fields = headerValues(exchange.request.headers, 'authorization');
  const [field] = fields;
  const place = 'header Authorization';
  if (fields.length > 1) return violated(finding(place, 'it once', `it ${fields.length} times`));
  if (!field) return violated(finding(place, 'Bearer and the token', fieldInWords(fields)));
  const [, scheme = '', token = ''] = /^(\S*) *(.*)$/.exec(field) ?? [];
  if (tokens.includes(token) && scheme.toLowerCase() === 'bearer') return holds();
  return violated(finding(place, 'Bearer and the token', describeCredential(scheme, token, tokens)));
});

function describeCredential(scheme: string, token: string, tokens: readonly string[]): string {
  if (tokens.includes(scheme)) return 'the token without a scheme';
  const shown = /^[a-z]{1,20}$/i.test(scheme) ? scheme : 'another scheme';
  if (tokens.includes(token)) return `${shown} and the token`;
  const [whole] = tokens.filter((one) => token !== '' && (one.includes(token) || token.includes(one)));
  if (whole === undefined)
    return token === '' ? `${shown} alone` : `${shown} and ${token.length} other characters`;
  return token.length < whole.length
    ? `${shown} and ${token.length} of the token's ${whole.length} characters`
    : `${shown} and the token with ${token.length - whole.length} more characters around it`;
}

/** Host stands once and is that of the base URL. */
export const namesHost = eachAttempt(({ exchange }, { secrets }) => {
  const { origin, headers } = exchange.request;
  const received = fieldInWords(headerValues(headers, 'host'));
  const { host } = new URL(origin);
  return same('header Host', host, secrets.text(received.toLowerCase()));
});

/** Accept, where it is sent, allows JSON. */
export const acceptsJson = eachAttempt(({ exchange }) => {
  const fields = headerValues(exchange.request.headers, 'accept');
  if (fields.length === 0) return holds();
  const field = fields.join(', ');
  return acceptsType(field, 'application/json')
    ? holds()
    : violated(finding('header Accept', 'application/json', fieldInWords([field])));
});

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

/** Optional headers, where they are sent, stand once and have the documented form. */
export const sendsDocumentedForms = eachAttempt(({ exchange }, { contract, secrets }): Outcome => {
  const optional = contract.operations
    .flatMap((operation) => parametersOf(operation, 'header'))
    .filter(({ name }) => !always.has(name.toLowerCase()));
  const findings = optional.flatMap(({ name, schema }) => {
    const values = headerValues(exchange.request.headers, name);
    if (values.length > 1) return [finding(`header ${name}`, 'it once', `it ${values.length} times`)];
    const [value] = values;
    if (value === undefined || schema.check(value).length === 0) return [];
    return [finding(`header ${name}`, documentedForm(schema.source), fieldInWords([secrets.text(value)]))];
  });
  const version = headerValue(exchange.request.headers, 'MS-Contract-Version');
  const reading = version === undefined ? 'absent' : version === 'v1' ? 'v1' : 'api-version';
  return findings.length > 0 ? violated(...findings) : holds(reading);
});

const always = new Set(['authorization', 'accept', ...idHeaders.map((name) => name.toLowerCase())]);

function documentedForm(schema: Readonly<Record<string, unknown>>): string {
  if (Array.isArray(schema['enum'])) return schema['enum'].map((one) => `"${one}"`).join(' or ');
  return typeof schema['pattern'] === 'string' ? 'a language tag such as en-US' : 'a value';
}

/**
 * A malformed id never leaves, or leaves as one encoded segment of the documented path and nothing else. A client that
 * takes GUIDs in other forms (braces, no hyphens) and writes them in the documented one has understood the id.
 */
export const encodesMalformedId: ClientCheck = ({ calls, contract, secrets, unreadable }) => {
  const garbled = finding('request', 'none, or one that is HTTP', `${unreadable} that could not be read`);
  if (unreadable > 0) return [{ outcome: violated(garbled) }];
  return calls.flatMap((call): readonly AttemptOutcome[] => {
    const answered = call.attempts.at(-1)?.refusedWith === undefined && call.attempts.length > 0;
    if (call.outcome.kind === 'value' && !answered)
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
            `no request, or ${templateFor(contract, call.customerId)}`,
            received,
          ),
        ),
        attempt,
      };
    });
  });
};

function templateFor(contract: Transcript['contract'], id: string): string {
  const segment = encodeURIComponent(id);
  return contract.operations
    .map(({ template }) => template.replace(/\{[^}]+\}/, segment.slice(0, 120)))
    .join(' or ');
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

function pathOf({ exchange }: Attempt): string {
  return pathOfTarget(exchange.request.target);
}

/** The customer's segment of a path that has the documented form. */
function customerSegmentOf(attempt: Attempt, contract: Transcript['contract']): string | undefined {
  return customerSegment(contract, pathOf(attempt));
}
