import { createHash } from 'node:crypto';
import { faker as base } from '@faker-js/faker/locale/base';

/** A point in time that seeded data may refer to, so that the same seed gives the same data on any day. */
const refDate = '2024-01-01T00:00:00.000Z';

export type Generator = typeof base;

// The class by way of its smallest instance: the package's main entry loads every locale, a fifth of a second per process.
const FakerClass = base.constructor as new (options: {
  locale: Generator['rawDefinitions'];
  seed: number;
}) => Generator;

/** A generator whose draws depend on the seed and the purpose alone, never on what was drawn for another purpose. */
export function seeded(seed: number, purpose: string): Generator {
  const digest = createHash('sha256').update(`${seed}:${purpose}`).digest();
  const faker = new FakerClass({ locale: base.rawDefinitions, seed: digest.readUInt32BE(0) });
  faker.setDefaultRefDate(refDate);
  return faker;
}

/** A seed that no run before had, to be printed and given back with --seed: 1 to 2147483647. */
export function freshSeed(): number {
  return 1 + Math.floor(Math.random() * 2147483646);
}
