import type { Catalogue } from '../catalogue/catalogue.js';
import { isAbout, isAboutAny, type Side } from '../catalogue/requirement.js';
import type { Contract } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import type { Learnt } from '../http/redact.js';
import type { RequirementRecord } from '../report/record.js';
import { ClientSide } from './client-side.js';
import { SecretBook } from './secret-book.js';
import { judgeServiceOn } from './service-side.js';
import { Tally } from './tally.js';
import type { ObservedExchange } from './traffic-exchange.js';
import { type ExchangeVerdicts, type Judged, verdictOf } from './verdicts.js';

/** What exchanges were judged by. */
export interface TrafficJudgeOptions {
  readonly contract: Contract;
  readonly catalogue: Catalogue;
  /** Is told every secret that an exchange brings along. */
  readonly learnt?: Learnt;
  /** Secrets that are known before, with their names. */
  readonly secrets?: ReadonlyMap<string, string>;
}

/** What exchanges showed of a side. */
export interface FoundOfSide {
  /** How many said something of it. */
  readonly exchanges: number;
  /** Those that were seen, in the contract's order. */
  readonly operations: readonly Operation[];
  /** One for each requirement of the side that is about one of them, on the service's side and operation. */
  readonly records: readonly RequirementRecord[];
}

const notProvoked = 'not in this recording: no exchange gave occasion';

/** Judges exchanges that were observed, on both sides, one after the other, in memory that does not grow with their number. */
export class TrafficJudge {
  /** The secrets that were seen so far. */
  readonly secrets: SecretBook;
  readonly #contract: Contract;
  readonly #catalogue: Catalogue;
  readonly #client: ClientSide;
  readonly #tallies: Readonly<Record<Side, Tally>> = { service: new Tally(true), client: new Tally(false) };
  readonly #seen: Readonly<Record<Side, Map<string, number>>> = { service: new Map(), client: new Map() };

  constructor({ contract, catalogue, learnt, secrets }: TrafficJudgeOptions) {
    this.#contract = contract;
    this.#catalogue = catalogue;
    this.secrets = new SecretBook(learnt, secrets);
    this.#client = new ClientSide(contract, this.secrets, (judged) => this.#tallies.client.add(judged));
  }

  /** Judges an exchange, by itself and as an attempt of the call that it belongs to. */
  add(observed: ObservedExchange): ExchangeVerdicts {
    this.secrets.learn(observed.exchange, observed.body);
    const judged: Readonly<Record<Side, () => readonly Judged[]>> = {
      service: () => judgeServiceOn(observed, this.#contract, this.secrets),
      client: () => this.#client.add(observed),
    };
    return Object.fromEntries(
      observed.sides.map((side) => {
        const all = judged[side]().filter(({ id }) => this.#isAbout(id, observed));
        this.#tallies[side].add(all);
        const { id } = observed.operation ?? observed.nearest;
        this.#seen[side].set(id, (this.#seen[side].get(id) ?? 0) + 1);
        return [side, verdictOf(all)];
      }),
    );
  }

  /** What all exchanges so far showed of a side. Calls that wait for another attempt are taken to be over. */
  finish(side: Side): FoundOfSide {
    this.#client.end();
    const seen = this.#seen[side];
    const operations = this.#contract.operations.filter(({ id }) => seen.has(id));
    const records = this.#catalogue.select(side, []).flatMap((requirement) => {
      if (side === 'client')
        return isAboutAny(requirement, operations)
          ? [this.#tallies.client.record(requirement.id, undefined, notProvoked)]
          : [];
      return operations
        .filter((one) => isAbout(requirement, one))
        .map((one) => this.#tallies.service.record(requirement.id, one.id, notProvoked));
    });
    const exchanges = [...seen.values()].reduce((sum, count) => sum + count, 0);
    return { exchanges, operations, records };
  }

  #isAbout(id: string, { operation, nearest }: ObservedExchange): boolean {
    return this.#catalogue.has(id) && isAbout(this.#catalogue.get(id), operation ?? nearest);
  }
}
