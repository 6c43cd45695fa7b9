import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import type { Exchange } from '../http/exchange.js';
import type { Redactor } from '../http/redact.js';
import type { QualificationChange } from '../operations/operation-module.js';

/** What a driver said came of a call. */
export type DriverOutcome =
  /** `{"qualification": …}`, whatever its type. */
  | { readonly kind: 'value'; readonly qualification: unknown }
  /** `{"qualifications": …}`, whatever its type. */
  | { readonly kind: 'list'; readonly qualifications: unknown }
  /** `{"error": {…}}`; a numeric code as text. */
  | { readonly kind: 'error'; readonly status?: number; readonly code?: string; readonly message?: string }
  /** No line that could be read as an outcome, and what there was instead. */
  | { readonly kind: 'none'; readonly reason: string };

/** One request that a call made, and what it was answered. */
export interface Attempt {
  /** Counts from 1 within its call. */
  readonly number: number;
  readonly exchange: Exchange;
  /** What the request brought as content. */
  readonly body: Uint8Array;
  /** Milliseconds since the call began. */
  readonly receivedAtMs: number;
  /** Milliseconds since the call began, when the answer left. */
  readonly answeredAtMs: number;
  /** The scenario did to this attempt what it is about. */
  readonly met: boolean;
  /** The mock carried out the write that it asks for. */
  readonly applied?: true;
  /** The status with which the healthy service itself would have refused the request. */
  readonly refusedWith?: number;
}

/** Why the kit ended a driver that had not ended by itself. */
export type Stop = 'time' | 'attempts';

/** One call of the driver: a process of its own, or one line to a persistent one. */
export interface DriverCall {
  readonly customerId: string;
  /** Tells the processes of a scenario apart. */
  readonly process: number;
  readonly outcome: DriverOutcome;
  readonly attempts: readonly Attempt[];
  readonly durationMs: number;
  /** `exit 0`, `SIGKILL`; absent for a process that goes on. */
  readonly exit?: string;
  readonly stopped?: Stop;
  /** The names of the secrets found in what the driver wrote. */
  readonly leaks: { readonly stdout: readonly string[]; readonly stderr: readonly string[] };
  /** The end of standard error, without secrets. */
  readonly stderr: string;
}

/** All that was seen while a scenario was played. */
export interface Transcript {
  readonly scenario: string;
  /** The operation that the driver was to call; absent where nobody told it. */
  readonly operation?: Operation;
  /** What a write was to ask for. */
  readonly change?: QualificationChange;
  readonly calls: readonly DriverCall[];
  /** What arrived at the other origin that the scenario redirects to. */
  readonly elsewhere: readonly Attempt[];
  /** The qualification that the service answered with in health; of a write, the one that was asked for. */
  readonly expected: string;
  /** The id was malformed on purpose. */
  readonly malformedId: boolean;
  /** The scenario itself is about whether the call comes to an end. */
  readonly endless: boolean;
  /** The longest time for one call. */
  readonly timeoutMs: number;
  /** The MS-RequestIds, in lower case, of calls in other scenarios of the run, and the scenario. */
  readonly usedElsewhere: ReadonlyMap<string, string>;
  /** How the mock's token endpoint refused the last request, if it did. */
  readonly tokenRefusal?: string;
  /** Connections that brought nothing that could be read as HTTP. */
  readonly unreadable: number;
  /** Why, each reason once; absent where that was not noted. */
  readonly unreadReasons?: readonly string[];
  /** Every token the client was given or granted. */
  readonly tokens: readonly string[];
  readonly secrets: Redactor;
  readonly contract: Contract;
}

/** The attempts of all calls. */
export function attemptsOf({ calls }: Transcript): readonly Attempt[] {
  return calls.flatMap(({ attempts }) => attempts);
}
