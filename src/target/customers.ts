import type { Contract } from '../contract/contract.js';
import { canonical, isSameQualification, qualificationsOf } from '../contract/qualification.js';
import { didYouMean } from '../files/nearest.js';
import type { TargetCustomer } from './target.js';

/** What is wrong with one customer of a target, in two halves, between which the place may stand. */
export interface CustomerProblem {
  /** From 0. */
  readonly index: number;
  readonly about: 'id' | 'expected';
  readonly what: string;
  /** The nearest valid word, or nothing. */
  readonly hint: string;
}

/** Why a customer cannot be there to be written to; undefined where it can. */
export function problemOfWritable({ id, expected }: TargetCustomer): string | undefined {
  return expected === undefined || canonical(expected) === 'none'
    ? undefined
    : `the customer ${id} has "${expected}", and only one without a qualification can be written to`;
}

/** Customers that stand there twice, and qualifications that the contract does not know. */
export function problemsOfCustomers(
  customers: readonly TargetCustomer[],
  contract: Contract,
): readonly CustomerProblem[] {
  const values = qualificationsOf(contract);
  const seen = new Set<string>();
  return customers.flatMap(({ id, expected }, index): readonly CustomerProblem[] => {
    const twice = seen.has(id.toLowerCase());
    seen.add(id.toLowerCase());
    const unknown = expected !== undefined && !values.some((value) => isSameQualification(value, expected));
    return [
      ...(twice
        ? [{ index, about: 'id', what: `the customer ${id} stands there twice`, hint: '' } as const]
        : []),
      ...(unknown
        ? [
            {
              index,
              about: 'expected',
              what: `unknown qualification "${expected}"`,
              hint: didYouMean(expected, values),
            } as const,
          ]
        : []),
    ];
  });
}
