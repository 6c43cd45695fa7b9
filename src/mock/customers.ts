import type { Contract } from '../contract/contract.js';
import { canonical, qualificationsOf } from '../contract/qualification.js';
import { seeded } from '../seeded.js';

/** A customer of the mock's partner. */
export interface Customer {
  readonly id: string;
  readonly qualification: string;
}

/** One customer for each qualification the contract lists; spellings that differ in case and underscores are one, written as the first. */
export function seedCustomers(contract: Contract, seed: number): readonly Customer[] {
  const faker = seeded(seed, 'customers');
  const values = qualificationsOf(contract);
  const firsts = new Map<string, string>();
  for (const value of values) if (!firsts.has(canonical(value))) firsts.set(canonical(value), value);
  return [...firsts.values()].map((qualification) => ({
    id: withLetters(faker.string.uuid()),
    qualification,
  }));
}

/** Ids without a letter have no upper case to be tested with. */
function withLetters(id: string): string {
  return /[a-f]/.test(id) ? id : id.replace(/^./, 'a');
}
