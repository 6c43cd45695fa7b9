import type { Side } from '../../catalogue/requirement.js';
import type { Contract } from '../../contract/contract.js';
import type { Exchange } from '../../http/exchange.js';
import type { SeenExchange, SideSeen, Watch } from '../seen-exchange.js';
import { seenOf } from '../seen-of.js';
import { observe } from '../traffic-exchange.js';
import type { TrafficJudge } from '../traffic-judge.js';
import type { Passed } from './passed.js';

/** An exchange to be kept as evidence of a side. */
export type Keep = (side: Side, exchange: Exchange, violates: boolean) => void;

/** What went through a proxy, in numbers. */
export interface PassedCounts {
  /** All requests. */
  readonly requests: number;
  /** Those that the proxy answered by itself. */
  readonly own: number;
  /** Those that met a fault. */
  readonly faults: number;
  /** Those that belong to no path of the contract. */
  readonly others: number;
}

/** Has a judge judge what goes through a proxy, each side by what that side did: an answer that the proxy gave or changed says nothing of the service. */
export class PassedObserver {
  readonly #contract: Contract;
  readonly #judge: TrafficJudge;
  readonly #keep: Keep;
  readonly #watch: Watch;
  readonly #counts = { requests: 0, own: 0, faults: 0, others: 0 };

  constructor(contract: Contract, judge: TrafficJudge, keep: Keep, watch: Watch) {
    this.#contract = contract;
    this.#judge = judge;
    this.#keep = keep;
    this.#watch = watch;
  }

  get counts(): PassedCounts {
    return this.#counts;
  }

  readonly see = (passed: Passed): void => {
    const { exchange, atService, body, faults } = passed;
    this.#counts.requests += 1;
    if (!atService) this.#counts.own += 1;
    if (faults.length > 0) this.#counts.faults += 1;
    const told = faults.length === 0 ? {} : { faults };
    const same = exchange === atService;
    const client = this.#side(passed, exchange, same ? ['service', 'client'] : ['client']);
    if (!client) {
      this.#counts.others += 1;
      const content = body.length === 0 ? {} : { body };
      this.#watch({ exchange, ...content, service: untold, client: untold, ...told });
      return;
    }
    const service = same || !atService ? client : this.#side(passed, atService, ['service']);
    this.#watch({ ...client, service: service?.service ?? untold, ...told });
  };

  #side({ body, connection }: Passed, exchange: Exchange, sides: readonly Side[]): SeenExchange | undefined {
    const observed = observe(exchange, this.#contract, {
      place: { source: 'proxy', position: `connection ${connection}` },
      body,
      sides,
      gaps: unknownEnding(exchange),
    });
    if (!observed) return undefined;
    const seen = seenOf(observed, this.#judge.add(observed));
    for (const side of sides) this.#keep(side, exchange, seen[side].violated.length > 0);
    return seen;
  }
}

const untold: SideSeen = { verdict: 'skip', held: [], violated: [] };

/** A client that left, and a connection that ended between requests, say nothing of how the service would have answered. */
function unknownEnding({
  ending,
}: Exchange): readonly { readonly part: 'ending'; readonly reason: string }[] {
  return ending.kind === 'unreachable' ? [{ part: 'ending', reason: ending.message }] : [];
}
