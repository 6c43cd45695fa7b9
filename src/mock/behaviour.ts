import type { SecureContextOptions } from 'node:tls';
import type { Contract } from '../contract/contract.js';
import type { Authority } from './authority/authority.js';
import type { Call } from './call.js';
import type { Customer } from './customers.js';
import type { QualificationStore } from './qualification-store.js';
import type { Reply } from './reply.js';

/** What a behaviour can see of the mock it runs in. */
export interface MockContext {
  readonly contract: Contract;
  readonly customers: readonly Customer[];
  readonly authority: Authority;
  readonly seed: number;
  /** What is stored of the customers. */
  readonly store: QualificationStore;
  /** Whoever runs the behaviours draws the calls that they get: what one does to every n-th call, it does to each of these. */
  readonly draws?: true;
}

/** Answers a call, by way of `next`, which answers as a healthy mock does, or without it. */
export type Middleware = (call: Call, next: (call: Call) => Promise<Reply>) => Reply | Promise<Reply>;

/** Makes the middleware of one mock, so that counters belong to one mock. */
export type Start = (context: MockContext) => Middleware;

/** Whether a behaviour is about a reply. */
export type ReplyTest = (reply: Reply, call: Call, context: MockContext) => boolean;

/** Makes one reply of another. */
export type ChangeReply = (reply: Reply, call: Call, context: MockContext) => Reply | Promise<Reply>;

/** Which versions of TLS a service speaks, and with which ciphers. */
export type TlsVersions = Pick<SecureContextOptions, 'minVersion' | 'maxVersion' | 'ciphers'>;

/** A named way in which a service differs from the healthy mock. */
export interface Behaviour {
  readonly name: string;
  /** What the service does, in the present tense. */
  readonly summary: string;
  /** Ids: for a fault, what must catch it; for a legal variation, what it must leave green. */
  readonly requirements: readonly string[];
  /** Which TLS it speaks; such a behaviour needs a mock over TLS. */
  readonly tls?: TlsVersions;
  readonly start: Start;
}

/** A behaviour as a row: its name, the ids of its requirements, what the service does, and how. */
export function behaviour(
  name: string,
  requirements: readonly string[],
  summary: string,
  start: Start,
): Behaviour {
  return { name, requirements, summary, start };
}

/** A behaviour as a row: the healthy mock answers, and replies that pass the test are changed. */
export function answering(
  name: string,
  requirements: readonly string[],
  summary: string,
  test: ReplyTest,
  change: ChangeReply,
): Behaviour {
  return behaviour(name, requirements, summary, changing(test, change));
}

/** Lets the healthy mock answer, and changes the replies that pass the test. */
export function changing(test: ReplyTest, change: ChangeReply): Start {
  return (context) => async (call, next) => {
    const reply = await next(call);
    return test(reply, call, context) ? change(reply, call, context) : reply;
  };
}
