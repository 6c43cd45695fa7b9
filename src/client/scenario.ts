import type { OperationScope } from '../catalogue/requirement.js';
import type { Operation } from '../contract/operation.js';
import type { Middleware, MockContext } from '../mock/behaviour.js';
import type { Customer } from '../mock/customers.js';
import type { QualificationChange } from '../operations/operation-module.js';
import type { ClientCheck } from './checks/client-check.js';

/** What a scenario's service knows besides the mock. */
export interface ScenarioContext {
  /** The other origin, where there is one. */
  readonly elsewhere: string;
  /** Which call of the driver is under way, from 1. */
  readonly callNumber: () => number;
}

/** A situation that a client is put into, and the requirements that it gives occasion to judge. */
export interface Scenario {
  readonly name: string;
  /** The area of the catalogue that it is about. */
  readonly area: string;
  /** What the service does, in the present tense. */
  readonly summary: string;
  /** The operations that it can be played with; default all. */
  readonly operations?: OperationScope;
  /** The operation that it is played with; absent for the one that drivers call where they are told of none. */
  readonly operation?: Operation;
  /** How the service differs from the healthy mock, which it always asks first. Where the operation writes, this is how writes are answered; reads find the mock in health. */
  readonly serve?: (context: MockContext, scene: ScenarioContext) => Middleware;
  /** What is judged here and nowhere else. */
  readonly judges: Readonly<Record<string, ClientCheck>>;
  /** Requirements that hold in every scenario and are in scope where this one is named. */
  readonly alsoShows?: readonly string[];
  /** There is another origin, which answers like the first one. */
  readonly elsewhere?: boolean;
  /** How many times the driver is called; default once, or once for each malformed id. */
  readonly calls?: number;
  /** A persistent driver gets a new process for the last call. */
  readonly renews?: boolean;
  /** The qualification of the customer to read; default education. */
  readonly qualification?: string;
  /** What a write is to ask for; default education, for K12 where the operation takes a segment. */
  readonly change?: (context: MockContext) => QualificationChange;
  /** A write is for a customer who has this qualification already; default one who has none. */
  readonly taken?: string;
  /** Makes malformed ids of the customer's, each for a call of its own; the same seed gives the same. */
  readonly malform?: (customer: Customer, context: MockContext) => readonly string[];
  /** Why it is no error when no attempt met what the service does. */
  readonly lawfulReason?: string;
  /** It ends only when the client gives up, which is what it judges. */
  readonly endless?: boolean;
  /** Begun first, because clients wait in it. */
  readonly slow?: boolean;
}
