import { performance } from 'node:perf_hooks';
import type { Catalogue } from '../catalogue/catalogue.js';
import { attemptOf } from '../client/attempt-of.js';
import type { Contract } from '../contract/contract.js';
import type { Redactor } from '../http/redact.js';
import type { JournalEntry } from '../mock/journal.js';
import type { SeenExchange, SideSeen } from './seen-exchange.js';
import { seenOf } from './seen-of.js';
import { observe } from './traffic-exchange.js';
import { TrafficJudge } from './traffic-judge.js';

const nothing: SideSeen = { verdict: 'skip', held: [], violated: [] };

/** Judges what a mock hears and answers, one call after the other; what belongs to no path of the contract is seen and not judged. */
export class MockTraffic {
  readonly #contract: Contract;
  readonly #judge: TrafficJudge;

  constructor(contract: Contract, catalogue: Catalogue) {
    this.#contract = contract;
    this.#judge = new TrafficJudge({ contract, catalogue });
  }

  /** A call to the mock at that origin, when its reply leaves. `faults` are the names of those that changed it. */
  see(entry: JournalEntry, origin: string, faults: readonly string[] = []): SeenExchange {
    const { call } = entry;
    const timed = { healthy: undefined, answeredAt: performance.now(), timeOfDay: Date.now() };
    const { exchange } = attemptOf({ ...entry, ...timed }, 0, 0, origin);
    const place = { source: 'mock', position: `call ${call.number}` };
    const observed = observe(exchange, this.#contract, { place, body: call.body });
    const seen: SeenExchange = observed
      ? seenOf(observed, this.#judge.add(observed))
      : { exchange, body: call.body, service: nothing, client: nothing };
    return { ...seen, faults };
  }

  /** What takes the secrets out of an exchange, however long ago it was seen. */
  redactorOf(seen: SeenExchange): Redactor {
    return this.#judge.secrets.redactorOf(seen);
  }
}
