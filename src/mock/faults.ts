import { KitError } from '../errors.js';
import { didYouMean } from '../files/nearest.js';
import { faults as ofOperations } from '../operations/all-faults.js';
import type { Behaviour } from './behaviour.js';
import { authorizationFaults } from './faults/authorization.js';
import { availabilityFaults } from './faults/availability.js';
import { bodyFaults } from './faults/body.js';
import { concurrencyFaults } from './faults/concurrency.js';
import { connectionsFaults } from './faults/connections.js';
import { customerIdFaults } from './faults/customer-id.js';
import { errorsFaults } from './faults/errors.js';
import { headersFaults } from './faults/headers.js';
import { routingFaults } from './faults/routing.js';
import { throttlingFaults } from './faults/throttling.js';
import { transportFaults } from './faults/transport.js';
import { wearFaults } from './faults/wear.js';

/** Every service that is wrong on purpose, each in one way; each names what must catch it. */
export const faults: readonly Behaviour[] = [
  ...routingFaults,
  ...customerIdFaults,
  ...authorizationFaults,
  ...headersFaults,
  ...bodyFaults,
  ...errorsFaults,
  ...throttlingFaults,
  ...concurrencyFaults,
  ...connectionsFaults,
  ...availabilityFaults,
  ...transportFaults,
  ...wearFaults,
  ...ofOperations,
];

/** The behaviour of that name. Throws KitError with the nearest name when there is none. */
export function behaviourNamed(name: string, among: readonly Behaviour[] = faults): Behaviour {
  const found = among.find((behaviour) => behaviour.name === name);
  if (!found)
    throw new KitError(
      `unknown fault "${name}"${didYouMean(
        name,
        among.map((behaviour) => behaviour.name),
      )}`,
    );
  return found;
}

/** The names of the faults that turn a requirement red. */
export function faultsOf(id: string): readonly string[] {
  return faults.filter(({ requirements }) => requirements.includes(id)).map(({ name }) => name);
}
