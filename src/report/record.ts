import type { Finding } from '../finding.js';
import type { Evidence } from '../http/evidence.js';
import type { Verdict } from '../verdict.js';

/** A finding, and what shows it. */
export interface RecordedFinding extends Finding {
  /** The operation that was asked for; absent for a client's scenarios. */
  readonly operation?: string;
  /** Absent where no request showed it: a client that sent none, a TLS handshake. */
  readonly exchange?: Evidence;
  /** Where the exchange was observed, such as `traffic.har, entry 12`; absent where the kit made it. */
  readonly recorded?: string;
  /** The scenario that a client was in. */
  readonly scenario?: string;
  /** Which call of the scenario, and which attempt of that call, each from 1. */
  readonly call?: number;
  readonly attempt?: number;
  /** The other requirements that the same deviation of the same exchange violates; absent for none. */
  readonly alsoOf?: readonly string[];
}

/** What was seen of a client in one scenario. */
export interface ScenarioEvidence {
  readonly name: string;
  /** What the service did. */
  readonly summary: string;
  readonly calls: readonly CallEvidence[];
}

/** One call of a driver, with its attempts in the order of time. */
export interface CallEvidence {
  /** The id that was asked for. */
  readonly customerId: string;
  /** What the driver reported, in words, without secrets. */
  readonly outcome: string;
  readonly exit?: string;
  /** Why the kit ended the driver. */
  readonly stopped?: string;
  readonly durationMs: number;
  /** The end of standard error where there was no outcome. */
  readonly stderr?: string;
  readonly attempts: readonly AttemptEvidence[];
}

/** Times are milliseconds since the call began. */
export interface AttemptEvidence extends Evidence {
  readonly receivedAtMs: number;
  readonly answeredAtMs: number;
  /** It went to another origin than the service's. */
  readonly elsewhere?: true;
}

/** What a requirement was seen to hold on: an exchange with a service, or a scenario that a client was in. */
export interface Proof {
  readonly exchange?: Evidence;
  /** What was special about the request. */
  readonly condition?: string;
  readonly scenario?: string;
}

/** What one test has to say of one requirement. */
export interface RequirementRecord {
  readonly id: string;
  /** The operation that it says it of; absent for a client's scenarios. */
  readonly operation?: string;
  readonly verdict: Verdict;
  readonly reason?: string;
  /** A skip that its own reason explains, whatever else is violated. */
  readonly lawful?: true;
  readonly readings: readonly string[];
  readonly findings: readonly RecordedFinding[];
  /** The first thing that it was seen to hold on; absent where that was not kept. */
  readonly proof?: Proof;
}

/** Why a requirement was not judged. */
export interface Unjudged extends Pick<RequirementRecord, 'lawful'> {
  readonly verdict: 'skip' | 'error';
  readonly reason: string;
}

/** The record of a requirement that was not judged, of an operation where it is about one. */
export function unjudged(id: string, why: Unjudged, operation?: string): RequirementRecord {
  return { id, ...(operation === undefined ? {} : { operation }), ...why, readings: [], findings: [] };
}

/** What a requirement is known by, with its operation where it is told apart. */
export function keyOf(id: string, operation: string | undefined): string {
  return operation === undefined ? id : `${id} ${operation}`;
}
