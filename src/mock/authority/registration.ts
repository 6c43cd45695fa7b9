import { seeded } from '../../seeded.js';

/** What the mock's authority knows of its one registered application. */
export interface Registration {
  readonly tenant: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** A secret that was good once. */
  readonly expiredSecret: string;
}

/** The application of a seed. */
export function seedRegistration(seed: number): Registration {
  const faker = seeded(seed, 'registration');
  return {
    tenant: faker.string.uuid(),
    clientId: faker.string.uuid(),
    clientSecret: faker.string.alphanumeric(40),
    expiredSecret: faker.string.alphanumeric(40),
  };
}
