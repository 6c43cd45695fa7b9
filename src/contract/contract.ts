import type { OpenAPIV3_1 } from 'openapi-types';
import { KitError } from '../errors.js';
import { didYouMean } from '../files/nearest.js';
import type { ErrorTable } from './error-table.js';
import { customerParameter, type Operation } from './operation.js';

/** What openapi/ says, compiled: the only description of paths, methods, parameters, statuses, headers and schemas. */
export interface Contract {
  readonly file: string;
  readonly text: string;
  readonly sha256: string;
  readonly title: string;
  readonly version: string;
  readonly document: OpenAPIV3_1.Document;
  readonly operations: readonly Operation[];
  readonly errorTable: ErrorTable;
}

/** What a request line leads to in the contract. */
export interface Match {
  readonly operation: Operation;
  readonly pathParameters: ReadonlyMap<string, string>;
}

/** The operation a request line names, if any. The path is taken as sent: undecoded, without query, fixed segments matched literally. */
export function matchOperation(contract: Contract, method: string, path: string): Match | undefined {
  for (const operation of contract.operations) {
    if (operation.method !== method) continue;
    const pathParameters = operation.matchPath(path);
    if (pathParameters) return { operation, pathParameters };
  }
  return undefined;
}

/** The operations with these operationIds, in the contract's order. Throws KitError with the nearest one for an unknown id. */
export function operationsNamed(
  { operations }: Pick<Contract, 'operations'>,
  ids: readonly string[],
): readonly Operation[] {
  const known = operations.map(({ id }) => id);
  const stranger = ids.find((id) => !known.includes(id));
  if (stranger !== undefined)
    throw new KitError(`unknown operation "${stranger}"${didYouMean(stranger, known)}`);
  return operations.filter(({ id }) => ids.includes(id));
}

/** The methods the contract has for a path, in upper case; none when no operation has the path. */
export function methodsOf(contract: Contract, path: string): readonly string[] {
  return contract.operations.filter((operation) => operation.matchPath(path)).map(({ method }) => method);
}

/** Those of them that read. */
export function readingMethodsOf(contract: Contract, path: string): readonly string[] {
  const found = contract.operations.filter((one) => one.effect === 'read' && one.matchPath(path));
  return found.map(({ method }) => method);
}

/** The operations that read without a body: what probes are made from. */
export function readsOf(contract: Contract): readonly Operation[] {
  return contract.operations.filter(({ method }) => method === 'GET');
}

/** The customer's segment, as sent, of a path that has the form of an operation; its method does not matter. */
export function customerSegment(contract: Contract, path: string): string | undefined {
  for (const operation of contract.operations) {
    const match = operation.matchPath(path);
    const name = customerParameter(operation)?.name;
    if (match && name !== undefined) return match.get(name);
  }
  return undefined;
}
