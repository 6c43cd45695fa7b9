import { type Contract, operationsNamed } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';

/** The operation that a driver calls where it is told of none. */
export const usualOperation = 'getCustomerQualification';

/** The operations that a client is judged by: those that were named, else the singular read; of a contract without it, its first operation. Throws KitError with the nearest operationId for an unknown one. */
export function clientOperations(
  contract: Pick<Contract, 'operations'>,
  named?: readonly string[],
): readonly Operation[] {
  if (named !== undefined) return operationsNamed(contract, named);
  const usual = contract.operations.filter(({ id }) => id === usualOperation);
  return usual.length > 0 ? usual : contract.operations.slice(0, 1);
}
