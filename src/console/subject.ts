import type { Redactor } from '../http/redact.js';
import type { SeenExchange } from '../traffic/seen-exchange.js';
import type { ShownCustomer, ShownFault } from './messages.js';

/** A line of the environment that a client needs. */
export interface EnvironmentLine {
  readonly name: string;
  readonly value: string;
  /** It is shown masked, and told when somebody asks for it. */
  readonly secret?: true;
}

/** Faults that can be switched while requests arrive. */
export interface Switches {
  readonly all: readonly ShownFault[];
  readonly on: readonly string[];
  /** Throws KitError for a name that there is not. */
  turn(name: string, on: boolean): void;
}

/** What a console is a window of. What is absent has no place in the page. */
export interface ConsoleSubject {
  readonly title: string;
  readonly environment: readonly EnvironmentLine[];
  /** What takes the secrets out of an exchange before it is shown. */
  readonly redactorOf: (seen: SeenExchange) => Redactor;
  readonly faults?: Switches;
  readonly customers?: () => readonly ShownCustomer[];
  readonly clock?: { readonly aheadMs: number; advance(ms: number): void };
  /** Forgets what was written. */
  readonly reset?: () => void;
}
