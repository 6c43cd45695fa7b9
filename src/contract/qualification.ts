import type { Contract } from './contract.js';
import { customerAttribute } from './operation.js';

/** Every spelling of a qualification that the contract lists, in its order. */
export function qualificationsOf(contract: Contract): readonly string[] {
  return contract.operations.flatMap((operation) => {
    const attribute = customerAttribute(operation);
    return attribute?.name === 'qualification' ? attribute.values : [];
  });
}

/** A qualification without the differences the documents have in its spelling: lower case, no underscores. */
export function canonical(value: string): string {
  return value.toLowerCase().replaceAll('_', '');
}

/** Whether two texts are spellings of one qualification. */
export function isSameQualification(one: string, other: string): boolean {
  return canonical(one) === canonical(other);
}

/** A qualification's words, as the spelling with underscores that the contract lists parts them; itself where there is none. */
export function wordsOf(contract: Contract, value: string): readonly string[] {
  const parted = qualificationsOf(contract).find(
    (spelling) => spelling.includes('_') && isSameQualification(spelling, value),
  );
  return parted?.split('_') ?? [value];
}
