import { type HttpRequest, headerValues } from './exchange.js';
import { isGuid } from './guid.js';

/** The two headers that identify a call; the contract has a parameter for each. */
export const idHeaders = ['MS-RequestId', 'MS-CorrelationId'] as const;

/** The GUID that a request carries in a header, when it carries it once and well-formed. */
export function sentGuid(request: HttpRequest, name: string): string | undefined {
  const values = headerValues(request.headers, name);
  const [value] = values;
  return values.length === 1 && value !== undefined && isGuid(value) ? value : undefined;
}
