import type { Outcome } from '../checks/outcome.js';
import type { Answer, Exchange } from '../http/exchange.js';
import type { Service } from '../service/service.js';

/** What a test of a requirement has in hand: it acts with `service`, and judges with the others. */
export interface ProbeFixtures {
  /** The service, with the operation that the test is about. */
  readonly service: Service;
  /** Judges an exchange by the test's requirement; `note` tells what was special about its request. */
  readonly judge: (exchange: Exchange, check: (answer: Answer) => Outcome | undefined, note?: string) => void;
  /** Judges by the test's requirement what was found out without an exchange. */
  readonly conclude: (outcome: Outcome) => void;
  /** Tells why it is no error when nothing gave occasion to judge the test's requirement. */
  readonly occasional: (reason: string) => void;
}

/** How a requirement of one operation is tested. */
export interface RequirementProbe {
  readonly id: string;
  readonly run: (fixtures: ProbeFixtures) => Promise<void>;
}
