import { fieldInWords, finding, holds, type Outcome, same, violated } from '../../checks/outcome.js';
import { matchOperation } from '../../contract/contract.js';
import { type Operation, parametersOf } from '../../contract/operation.js';
import { acceptsType } from '../../http/accepts-type.js';
import { headerValue, headerValues } from '../../http/exchange.js';
import { idHeaders } from '../../http/id-headers.js';
import { decodeSegment } from '../../http/path-segment.js';
import type { Attempt, Transcript } from '../transcript.js';
import { isLook } from './acting.js';
import { eachAttempt } from './client-check.js';
import { customerSegmentOf, pathOfAttempt, queryOf } from './customer-path.js';

/** The operation that an attempt is held against: the one that the driver was to call, else the one that the request names. */
function operationFor(attempt: Attempt, { operation, contract }: Transcript): Operation | undefined {
  const { method } = attempt.exchange.request;
  return operation ?? matchOperation(contract, method, pathOfAttempt(attempt))?.operation;
}

/** What a client may have called. */
function operationsFor({ operation, contract }: Transcript): readonly Operation[] {
  return operation ? [operation] : contract.operations;
}

/** A read's method is the documented one; what the path is does not matter. */
export const usesDocumentedMethod = eachAttempt(({ exchange }, transcript) => {
  if (transcript.operation?.effect === 'write') return undefined;
  const methods = new Set(operationsFor(transcript).map(({ method }) => method));
  const { method } = exchange.request;
  return methods.has(method) ? holds() : violated(finding('method', [...methods].join(' or '), method));
});

/** The path has the documented form, literally. */
export const usesDocumentedPath = eachAttempt((attempt, transcript) => {
  if (transcript.malformedId || isLook(attempt, transcript)) return undefined;
  const path = pathOfAttempt(attempt);
  const operations = operationsFor(transcript);
  if (operations.some((one) => one.matchPath(path) !== undefined)) return holds();
  const templates = [...new Set(operations.map(({ template }) => template))];
  return violated(finding('path', templates.join(' or '), transcript.secrets.text(path)));
});

/** The path names the customer that the call was for. */
export const namesCustomer = eachAttempt((attempt, { contract, malformedId, secrets }, { customerId }) => {
  const segment = customerSegmentOf(attempt, contract);
  if (malformedId || segment === undefined) return undefined;
  return same('path', customerId.toLowerCase(), secrets.text(decodeSegment(segment).toLowerCase()));
});

/** A read has no content. */
export const hasNoBody = eachAttempt((attempt, transcript) => {
  if (operationFor(attempt, transcript)?.effect === 'write') return undefined;
  const { length } = attempt.body;
  return length === 0 ? holds() : violated(finding('content', 'none', `${length} bytes`));
});

/** A read has no query. */
export const hasNoQuery = eachAttempt((attempt, transcript) => {
  const { secrets, malformedId } = transcript;
  const query = queryOf(attempt);
  if (malformedId || operationFor(attempt, transcript)?.effect === 'write') return undefined;
  return query.length < 2 ? holds() : violated(finding('query', 'none', secrets.text(query)));
});

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

/** Optional headers, where they are sent, stand once and have the documented form. */
export const sendsDocumentedForms = eachAttempt((attempt, transcript): Outcome => {
  const { exchange } = attempt;
  const { contract, secrets } = transcript;
  const operation = operationFor(attempt, transcript) ?? contract.operations[0];
  const headers = operation ? parametersOf(operation, 'header') : [];
  const optional = headers.filter(({ name }) => !always.has(name.toLowerCase()));
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
