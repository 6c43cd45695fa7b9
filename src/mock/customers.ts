import type { Contract } from '../contract/contract.js';
import { canonical, qualificationsOf } from '../contract/qualification.js';
import { seeded } from '../seeded.js';

/** A customer of the mock's partner. */
export interface Customer {
  readonly id: string;
  /** As the contract spells it. */
  readonly qualification: string;
  /** It has none, and is there to be written to. */
  readonly writable?: true;
}

/** How many customers a mock has to write to: enough for every write of a run, and some that stay as they are. */
const writableCustomers = 8;

/** One customer for each qualification the contract lists, spellings that differ in case and underscores being one, written as the first; then those to write to. */
export function seedCustomers(contract: Contract, seed: number): readonly Customer[] {
  const faker = seeded(seed, 'customers');
  const values = qualificationsOf(contract);
  const firsts = new Map<string, string>();
  for (const value of values) if (!firsts.has(canonical(value))) firsts.set(canonical(value), value);
  const readers = [...firsts.values()].map(
    (qualification): Customer => ({ id: withLetters(faker.string.uuid()), qualification }),
  );
  const none = firsts.get('none') ?? 'none';
  const writable = Array.from(
    { length: contract.operations.some(({ effect }) => effect === 'write') ? writableCustomers : 0 },
    (): Customer => ({ id: withLetters(faker.string.uuid()), qualification: none, writable: true }),
  );
  return [...readers, ...writable];
}

/** Ids without a letter have no upper case to be tested with. */
function withLetters(id: string): string {
  return /[a-f]/.test(id) ? id : id.replace(/^./, 'a');
}
