import type { Middleware, MockContext } from '../mock/behaviour.js';
import type { Customer } from '../mock/customers.js';
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
  /** How the service differs from the healthy mock, which it always asks first. */
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
  /** Makes malformed ids of the customer's, each for a call of its own; the same seed gives the same. */
  readonly malform?: (customer: Customer, context: MockContext) => readonly string[];
  /** Why it is no error when no attempt met what the service does. */
  readonly lawfulReason?: string;
  /** It ends only when the client gives up, which is what it judges. */
  readonly endless?: boolean;
  /** Begun first, because clients wait in it. */
  readonly slow?: boolean;
}
