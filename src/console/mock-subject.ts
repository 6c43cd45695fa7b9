import type { FaultSwitches } from '../mock/fault-switches.js';
import type { Mock } from '../mock/server.js';
import type { ShownCustomer } from './messages.js';
import type { ConsoleSubject, EnvironmentLine } from './subject.js';

/** A mock as a console shows it: its customers, the clock of vetting, and what it is switched to be wrong in. */
export function mockSubject(
  { customers, store }: Mock,
  shown: Pick<ConsoleSubject, 'title' | 'environment' | 'redactorOf'>,
  faults?: FaultSwitches,
): ConsoleSubject {
  return {
    ...shown,
    ...(faults ? { faults } : {}),
    clock: store.clock,
    reset: () => store.reset(),
    customers: () =>
      customers.map(({ id, writable = false }): ShownCustomer => {
        const stored = store.record(id.toLowerCase())?.qualifications() ?? [];
        const qualifications = stored.map(({ qualification, vettingStatus }) => ({
          qualification,
          ...(vettingStatus === undefined ? {} : { vettingStatus }),
        }));
        return { id, writable, qualifications };
      }),
  };
}

/** The lines of an environment file as values to copy; comments are left out, and what is named a token or a secret is one. */
export function environmentLines(lines: readonly string[]): readonly EnvironmentLine[] {
  return lines.flatMap((line): readonly EnvironmentLine[] => {
    const [, name, value] = /^([A-Z]\w*)=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return [];
    return [{ name, value, ...(/_(TOKEN|SECRET)$/.test(name) ? { secret: true as const } : {}) }];
  });
}
