import type { Ending } from '../http/exchange.js';

/** Why a run is over, and what that makes of the requirements not judged yet. */
export interface Over {
  readonly verdict: 'skip' | 'error';
  readonly reason: string;
  /** What came of the last attempt to connect; absent where a connection was not what was missing. */
  readonly unreachable?: Extract<Ending, { readonly kind: 'unreachable' }>;
}

/** The kit could not do what a judgement needs; says nothing about the service. */
export class NotJudged extends Error {
  override readonly name: string = 'NotJudged';
}

/** The evidence of an earlier run does not have what was asked for. */
export class NotAsked extends NotJudged {
  override readonly name = 'NotAsked';
}

/** Nothing more can be judged in this run: there is no connection, no end to the throttling, or no budget. */
export class RunOver extends NotJudged {
  override readonly name = 'RunOver';
  readonly over: Over;

  constructor(over: Over) {
    super(over.reason);
    this.over = over;
  }
}

/** A test ends here, skipped for a reason. */
export class Skipped extends Error {
  override readonly name: string = 'Skipped';
}
