import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import { KitError } from '../errors.js';
import { didYouMean } from '../files/nearest.js';
import type { Choices, ServiceUnderTest } from './task.js';

/** The operations that a run is about: those that were named, else every read, and with `writes` every write. Throws KitError with the nearest operationId for an unknown one. */
export function operationsInRun(
  { operations }: Pick<Contract, 'operations'>,
  { operations: named, writes = false }: Pick<Choices, 'operations' | 'writes'>,
): readonly Operation[] {
  const known = operations.map(({ id }) => id);
  const stranger = named?.find((id) => !known.includes(id));
  if (stranger !== undefined)
    throw new KitError(`unknown operation "${stranger}"${didYouMean(stranger, known)}`);
  return operations.filter(({ id, effect }) => (named ? named.includes(id) : effect === 'read' || writes));
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
