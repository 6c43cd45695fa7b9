import type { SecureContextOptions } from 'node:tls';
import type { Contract } from '../contract/contract.js';
import type { Authority } from './authority/tokens.js';
import type { Call } from './call.js';
import type { Customer } from './customers.js';
import type { Reply } from './reply.js';

/** What a behaviour can see of the mock it runs in. */
export interface MockContext {
  readonly contract: Contract;
  readonly customers: readonly Customer[];
  readonly authority: Authority;
  readonly seed: number;
}

/** Answers a call, by way of `next`, which answers as a healthy mock does, or without it. */
export type Middleware = (call: Call, next: (call: Call) => Promise<Reply>) => Reply | Promise<Reply>;

/** A named way in which a service differs from the healthy mock. */
export interface Behaviour {
  readonly name: string;
  /** What the service does, in the present tense. */
  readonly summary: string;
  /** Ids: for a fault, what must catch it; for a legal variation, what it must leave green. */
  readonly requirements: readonly string[];
  /** Which TLS it speaks; such a behaviour needs a mock over TLS. */
  readonly tls?: Pick<SecureContextOptions, 'minVersion' | 'maxVersion' | 'ciphers'>;
  /** Called once for each mock, so that counters belong to one mock. */
  start(context: MockContext): Middleware;
}
