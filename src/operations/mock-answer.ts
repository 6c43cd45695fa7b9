import type { CustomerRecord } from './customer-record.js';

/** A call that the mock admitted: its token, path and headers are good, and the customer is the partner's. */
export interface AdmittedCall {
  readonly customer: CustomerRecord;
  /** Whether the token speaks for an application alone. */
  readonly appOnly: () => boolean;
  readonly query: URLSearchParams;
  /** In lower case, without parameters; undefined where the call names none. */
  readonly mediaType: string | undefined;
  readonly content: Uint8Array;
  /** A qualification as the contract spells it where it stands alone. */
  readonly spell: (qualification: string) => string;
}

/** What the mock answers: a success with a value, or one of the contract's errors by status and name of its example. */
export type MockAnswer =
  | { readonly status: number; readonly value: unknown }
  | { readonly status: number; readonly refusal: string };

/** The most bytes of content that a write may have. */
export const maxContentBytes = 16 * 1024;

/** What is wrong with a write before anybody looks at its value; undefined where nothing is. */
export function refusalOf({ appOnly, mediaType, content }: AdmittedCall): MockAnswer | undefined {
  if (appOnly()) return { status: 403, refusal: 'app-only' };
  if (content.length > maxContentBytes) return { status: 413, refusal: 'invalid-request' };
  if (mediaType !== 'application/json') return { status: 415, refusal: 'invalid-request' };
  return undefined;
}

/** The parsed content of a write; undefined where it is no JSON text. */
export function parsedContent({ content }: AdmittedCall): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content)) };
  } catch {
    return undefined;
  }
}

/** Why a customer does not get a qualification; undefined where nothing stands against it. */
export function objectionTo(
  qualification: string,
  settable: readonly string[],
  { customer, code }: { readonly customer: CustomerRecord; readonly code: string | null | undefined },
): MockAnswer | undefined {
  if (!settable.includes(qualification)) return { status: 400, refusal: 'not-settable' };
  const held = customer.qualifications().filter(({ vettingStatus }) => vettingStatus !== 'Denied');
  const beside = qualification === 'stateownedentity';
  const inTheWay = held.some((one) => beside === (one.qualification === 'stateownedentity'));
  if (inTheWay) return { status: 409, refusal: 'has-qualification' };
  if (qualification !== 'governmentcommunitycloud') return undefined;
  return code && customer.isValidationCode(code) ? undefined : { status: 400, refusal: 'code-needed' };
}
