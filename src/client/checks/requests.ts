import { fieldInWords, finding, holds, type Outcome, same, violated } from '../../checks/outcome.js';
import { parametersOf } from '../../contract/operation.js';
import { acceptsType } from '../../http/accepts-type.js';
import { headerValue, headerValues, pathOfTarget } from '../../http/exchange.js';
import { idHeaders } from '../../http/id-headers.js';
import { decodeSegment } from '../../http/path-segment.js';
import { eachAttempt } from './client-check.js';
import { customerSegmentOf, pathOfAttempt } from './customer-path.js';

/** The request's method is one that the contract has for its paths; what the path is does not matter. */
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
  return violated(finding('path', templates.join(' or '), secrets.text(pathOfAttempt(attempt))));
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
