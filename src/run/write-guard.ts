import type { Contract } from '../contract/contract.js';
import { KitError } from '../errors.js';
import { isLoopback } from '../http/loopback.js';
import type { Shard } from '../report/report.js';
import { flowsOf } from '../target/open-target.js';
import type { Target } from '../target/target.js';
import { operationsInRun } from './operations-in-run.js';
import type { Choices, ServiceUnderTest } from './task.js';

/** What a run may change at a target, for ever. */
export interface WriteNotice {
  /** A target as reports name it, and where it is. */
  readonly place: string;
  /** The ids of the operations that write. */
  readonly operations: readonly string[];
  /** The ids of the customers; one that has a qualification already is left alone. */
  readonly customers: readonly string[];
  readonly budget: number;
}

/** What every valid write of a run sets. */
const value = 'Education';

/**
 * What a run would change at a target; undefined where it changes nothing, or only the embedded mock. Throws KitError that
 * says what is missing when the run may not write there. Nothing is sent before this was called.
 */
export function demandWritable(
  choices: Pick<Choices, 'operations' | 'writes'>,
  contract: Contract,
  target: ServiceUnderTest,
  shard?: Shard,
): WriteNotice | undefined {
  const writing = operationsInRun(contract, choices).filter(({ effect }) => effect === 'write');
  const [first] = writing;
  if (!first) return undefined;
  if (choices.writes !== true)
    throw new KitError(`${first.id} writes; give --writes too, or leave it out to judge what reads`);
  if (shard)
    throw new KitError('--writes and --shard exclude each other: what is written is counted in one process');
  if (target === 'mock') return undefined;
  const { customers, budget } = demandWritableTarget(target);
  return {
    place: `${target.name} at ${target.origin}${target.prefix}`,
    operations: writing.map(({ id }) => id),
    customers,
    budget,
  };
}

function demandWritableTarget(target: Target): NonNullable<Target['writing']> {
  const { name, origin, access, customers, writing } = target;
  if (!writing || writing.customers.length === 0)
    throw new KitError(
      `--writes needs customers that may be written to, and ${name} has none; ${
        access
          ? 'put "writable: true" beside disposable ones in targets.yaml'
          : 'name disposable ones in PARTNER_CENTER_WRITABLE_CUSTOMERS'
      }`,
    );
  if (!flowsOf(target).includes('user'))
    throw new KitError(
      `--writes needs a user's token, because no document lets an application alone write; ${
        access ? `give ${name} the identity "user"` : 'set PARTNER_CENTER_USER_TOKEN'
      }`,
    );
  if (!writing.allowed && !isLoopback(new URL(origin).hostname))
    throw new KitError(
      `--writes may not write to ${origin}; ${
        access
          ? `put "writes: true" at ${name} in targets.yaml`
          : 'describe it in targets.yaml, with "writes: true"'
      }`,
    );
  if (customers.length <= writing.customers.length)
    throw new KitError(
      `--writes needs a customer that is only read, and every customer of ${name} is writable; add one that stays as it is`,
    );
  return writing;
}

/** The lines that say what a run is about to change. */
export function tellWrites(notices: readonly WriteNotice[]): readonly string[] {
  return notices.flatMap(({ place, operations, customers, budget }) => [
    `--writes is about to change ${place}; a qualification cannot be taken back:`,
    ...customers.map((id) => `  ${id}: ${value}, unless it has a qualification already`),
    `by ${operations.join(' and ')}: one valid write each, and what a right service refuses; at most ${budget} that it carries out`,
  ]);
}
