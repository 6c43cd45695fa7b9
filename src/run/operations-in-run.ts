import type { Side } from '../catalogue/requirement.js';
import { clientOperations } from '../client/client-operations.js';
import { type Contract, operationsNamed } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import type { Choices, ServiceUnderTest } from './task.js';

/** The operations that a run is about: those that were named, else every read, and with `writes` every write. Throws KitError with the nearest operationId for an unknown one. */
export function operationsInRun(
  contract: Pick<Contract, 'operations'>,
  { operations: named, writes = false }: Pick<Choices, 'operations' | 'writes'>,
): readonly Operation[] {
  if (named) return operationsNamed(contract, named);
  return contract.operations.filter(({ effect }) => effect === 'read' || writes);
}

/** The operations that a run of a side is about. Throws KitError with the nearest operationId for an unknown one. */
export function operationsOfSide(
  side: Side,
  contract: Pick<Contract, 'operations'>,
  choices: Pick<Choices, 'operations' | 'writes'>,
): readonly Operation[] {
  return side === 'service'
    ? operationsInRun(contract, choices)
    : clientOperations(contract, choices.operations);
}

/** Choices with the operations that a target names where nobody else named any; of those that write only in a run with `writes`. */
export function withOperationsOf(
  choices: Choices,
  { operations }: Pick<Contract, 'operations'>,
  target: ServiceUnderTest,
): Choices {
  const named = target === 'mock' ? undefined : target.operations;
  if (choices.operations !== undefined || named === undefined) return choices;
  const writing = operations.filter(({ effect }) => effect === 'write').map(({ id }) => id);
  return { ...choices, operations: named.filter((id) => choices.writes === true || !writing.includes(id)) };
}
