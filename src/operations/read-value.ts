import { readValue } from '../checks/body.js';
import type { Operation } from '../contract/operation.js';
import { jsonContentOf } from '../http/content.js';
import type { Answer } from '../http/exchange.js';
import { operations } from './all-operations.js';
import { toldByString } from './bare-string.js';
import type { OperationModule, ToldQualification } from './operation-module.js';

/** What is known of an operation; undefined for one without a folder here. */
export function moduleOf({ id }: Pick<Operation, 'id'>): OperationModule | undefined {
  return operations.find((one) => one.id === id);
}

/** The qualifications that a success tells, of an operation without a folder here by a bare string; undefined where its content is of another shape. */
export function toldBy(answer: Answer, operation: Operation): readonly ToldQualification[] | undefined {
  const json = jsonContentOf(answer);
  return json && (moduleOf(operation)?.told ?? toldByString)(json.value);
}

/**
 * What a success says of a customer, as a text that is the same for two answers that say the same: without differences
 * of spelling and order, and without vetting, which goes on by itself. Content of another shape is compared whole.
 */
export function valueToldBy(answer: Answer, operation: Operation): string {
  const told = toldBy(answer, operation);
  if (!told) return readValue(answer);
  return told.length === 0 ? 'none' : [...told.map((one) => one.qualification)].sort().join(', ');
}
