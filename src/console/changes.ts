import { KitError } from '../errors.js';
import type { Changes } from './messages.js';
import type { ConsoleSubject } from './subject.js';

/** At most a year at a time. */
const mostAhead = 366 * 86_400_000;

/** What a page asked to be changed. */
export type Change = {
  [Name in keyof Changes]: { readonly name: Name; readonly data: Changes[Name] };
}[keyof Changes];

/** Reads what a page sent. Throws KitError for what is no change. */
export function readChange(name: string, text: string): Change {
  const data = objectIn(text);
  switch (name) {
    case 'fault':
      if (typeof data['name'] === 'string' && typeof data['on'] === 'boolean')
        return { name, data: { name: data['name'], on: data['on'] } };
      break;
    case 'clock': {
      const ms = data['advanceMs'];
      if (typeof ms === 'number' && ms > 0 && ms <= mostAhead) return { name, data: { advanceMs: ms } };
      break;
    }
    case 'secret':
      if (typeof data['name'] === 'string') return { name, data: { name: data['name'] } };
      break;
    case 'reset':
    case 'clear':
      return { name, data: {} };
    default:
  }
  throw new KitError(`"${name}" with that content is nothing that this console changes`);
}

/** Carries a change out on what the console shows, but for `clear`; what it returns is for the page alone. Throws KitError for what the subject does not have. */
export function carryOut(change: Exclude<Change, { name: 'clear' }>, subject: ConsoleSubject): unknown {
  switch (change.name) {
    case 'fault':
      present(subject.faults).turn(change.data.name, change.data.on);
      return {};
    case 'clock':
      present(subject.clock).advance(change.data.advanceMs);
      return {};
    case 'reset':
      present(subject.reset)();
      return {};
    case 'secret':
      return { value: lineNamed(change.data.name, subject) };
    default:
      return change satisfies never;
  }
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new KitError('this console has no such switch');
  return value;
}

function lineNamed(name: string, { environment }: ConsoleSubject): string {
  if (name === '*') return environment.map((line) => `${line.name}=${line.value}\n`).join('');
  const found = environment.find((line) => line.name === name);
  if (!found) throw new KitError('there is no such line');
  return found.value;
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null ? { ...data } : {};
  } catch {
    return {};
  }
}
