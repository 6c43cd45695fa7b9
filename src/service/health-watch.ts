import { type Exchange, isUnanswered } from '../http/exchange.js';
import type { Over } from './not-judged.js';

/** After this many broken exchanges a run no longer gives second chances: a service that hangs would make it last for ever. */
const patience = 2;
/** This many in a row, and the service is taken to have stopped answering. */
const mostBrokenInARow = 10;
/** This many valid reads in a row, and the service has a storm of its own. */
const mostFailuresInARow = 5;

/** An exchange, and whether it began while no other was under way. */
export interface Watched {
  readonly exchange: Exchange;
  readonly alone: boolean;
}

/** Watches over a run whether the service still answers: what breaks or fails again and again ends the run. */
export class HealthWatch {
  #underWay = 0;
  #broken = 0;
  #brokenInARow = 0;
  #validInThatRow = false;
  #failuresInARow = 0;

  /** Whether a broken exchange gets a second chance. */
  get secondChances(): boolean {
    return this.#broken < patience;
  }

  /** Whether so many exchanges broke that another try is a waste. */
  get outOfPatience(): boolean {
    return this.#broken > patience;
  }

  /** Makes an exchange. Rejects as that does, and counts it as under way no longer then. */
  async during(make: () => Promise<Exchange>): Promise<Watched> {
    this.#underWay += 1;
    const alone = this.#underWay === 1;
    try {
      return { exchange: await make(), alone };
    } finally {
      this.#underWay -= 1;
    }
  }

  /**
   * Counts an exchange, also one whose answer came just too late, whether it is tried again or not. Says why the run is
   * over once too many broke in a row, a valid read among them: requests that are odd alike break together.
   */
  countBroken({ ending }: Exchange, valid: boolean): Over | undefined {
    const broken = isUnanswered(ending);
    if (broken) this.#broken += 1;
    this.#brokenInARow = broken ? this.#brokenInARow + 1 : 0;
    this.#validInThatRow = broken && (this.#validInThatRow || valid);
    if (this.#brokenInARow < mostBrokenInARow || !this.#validInThatRow) return undefined;
    if (ending.kind === 'limit') {
      const reason = `${mostBrokenInARow} requests in a row got no answer in time; of the last, ${ending.message}`;
      return { verdict: 'error', reason };
    }
    return {
      verdict: 'skip',
      reason: `${mostBrokenInARow} requests in a row got no whole answer (AVL-001)`,
    };
  }

  /** Counts what came of a valid read in the end. Says why the run is over once too many in a row were answered with 5xx. What began beside others is left out: what fails only together is another requirement's business. */
  countFailure({ exchange: { ending }, alone }: Watched): Over | undefined {
    if (!alone) return undefined;
    const failed = ending.kind === 'answered' && ending.answer.status >= 500;
    this.#failuresInARow = failed ? this.#failuresInARow + 1 : 0;
    if (this.#failuresInARow < mostFailuresInARow) return undefined;
    return {
      verdict: 'error',
      reason: `${mostFailuresInARow} valid reads in a row were answered with 5xx; the service is not well, try again later`,
    };
  }
}
