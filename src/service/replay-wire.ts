import type { ServiceEvent } from '../evidence/evidence-record.js';
import { type StandIns, unmaskExchange } from '../evidence/unmask.js';
import { type Exchange, type HttpRequest, headerValue } from '../http/exchange.js';
import type { Handshake } from '../http/handshake.js';
import type { Redactor } from '../http/redact.js';
import type { Flow } from '../target/target.js';
import { NotAsked, NotJudged, Skipped } from './not-judged.js';
import type { Asked, Wire } from './wire.js';

/** What is shared by the wires of all tests. */
interface Replayed {
  /** Records that were not taken yet, by the requirement whose test asked. */
  readonly waiting: ReadonlyMap<string, ServiceEvent[]>;
  current?: ReplayWire;
}

/** Answers requests from the evidence of an earlier run: each gets what the same request of the same test was answered then. Nothing is sent. */
export class ReplayWire implements Wire {
  readonly #standIns: StandIns;
  readonly #redactor: Redactor;
  readonly #requirement: string;
  readonly #shared: Replayed;
  /** What was not taken yet of the records of the test that asks. */
  readonly #queue: ServiceEvent[];

  private constructor(shared: Replayed, standIns: StandIns, redactor: Redactor, requirement: string) {
    this.#shared = shared;
    this.#standIns = standIns;
    this.#redactor = redactor;
    this.#requirement = requirement;
    this.#queue = shared.waiting.get(requirement) ?? [];
    shared.current = this;
  }

  /** The evidence as the look at the service before all tests met it. */
  static open(records: readonly ServiceEvent[], standIns: StandIns, redactor: Redactor): ReplayWire {
    const waiting = new Map<string, ServiceEvent[]>();
    for (const record of records) {
      const queue = waiting.get(record.requirement);
      if (queue) queue.push(record);
      else waiting.set(record.requirement, [record]);
    }
    return new ReplayWire({ waiting }, standIns, redactor, 'preflight');
  }

  of(requirement: string): ReplayWire {
    return new ReplayWire(this.#shared, this.#standIns, this.#redactor, requirement);
  }

  async turn(): Promise<string | undefined> {
    return undefined;
  }

  /** Throws NotJudged when that was not asked then, and as the test ended then where a request was not sent. */
  async exchange(request: HttpRequest, note?: string): Promise<Exchange> {
    return this.#recorded({ request, note }, false);
  }

  /** Tries of one request have one note. */
  goesOn(request: HttpRequest, note?: string): boolean {
    return this.#placeOf({ request, note }, false, true) >= 0;
  }

  leave(): void {}

  /** The first record of the test that is wanted and was not taken yet. */
  #take(isWanted: (record: ServiceEvent) => boolean): ServiceEvent | undefined {
    const index = this.#queue.findIndex(isWanted);
    return index < 0 ? undefined : this.#queue.splice(index, 1)[0];
  }

  /**
   * Where the answer to a request is. Requests that differ in their headers alone are told apart by their notes: requests
   * of a test may have been under way beside each other. A note that today's test words otherwise tells nothing.
   * @param exactly no other note will do
   * @param kept whether it went down a connection that was kept: how often a test reads beside those hangs on what was read before it
   */
  #placeOf({ request: { method, target, content }, note }: Asked, kept: boolean, exactly = false): number {
    const clean = (text: string | undefined) => (text === undefined ? undefined : this.#redactor.text(text));
    const [wanted, masked, noted] = [clean(target), clean(content), clean(note)];
    const isWanted = (record: ServiceEvent): boolean =>
      record.type === 'exchange' &&
      (record.connection !== undefined) === kept &&
      record.request.method === method &&
      record.request.target === wanted &&
      record.request.content === masked;
    const exact = this.#queue.findIndex(
      (record) => isWanted(record) && record.type === 'exchange' && record.note === noted,
    );
    return exact >= 0 || exactly ? exact : this.#queue.findIndex(isWanted);
  }

  #recorded(asked: Asked, kept: boolean): Exchange {
    const { method, target, headers } = asked.request;
    const place = this.#placeOf(asked, kept);
    const found = place < 0 ? undefined : this.#queue.splice(place, 1)[0];
    if (found?.type !== 'exchange') {
      const unsent = this.#queue.find((record) => record.type === 'unsent');
      if (unsent?.type === 'unsent' && unsent.verdict === 'skip') throw new Skipped(unsent.reason);
      if (unsent?.type === 'unsent') throw new NotJudged(unsent.reason);
      throw new NotAsked(
        `the evidence has no answer to ${method} ${this.#redactor.text(target)} in the test of ${this.#requirement}`,
      );
    }
    // Which changed token was meant is told by the request that is made anew.
    const sent = headerValue(headers, 'authorization')?.replace(/^\S+ +/, '');
    const own = sent !== undefined && this.#redactor.text(sent) === '[changed token]';
    return unmaskExchange(
      found,
      own ? new Map([...this.#standIns, ['changed token', sent]]) : this.#standIns,
    );
  }

  /** Nothing leaves. */
  announce(): () => void {
    return () => {};
  }

  /** Which connection each went down is told by the evidence. */
  async converse(asked: readonly Asked[]): Promise<readonly Exchange[]> {
    return asked.map((one) => this.#recorded(one, true));
  }

  async offerDeprecatedTls(): Promise<Handshake> {
    const found = this.#take(({ type }) => type === 'handshake');
    if (found?.type !== 'handshake')
      throw new NotJudged(`the evidence has no handshake in the test of ${this.#requirement}`);
    return found.handshake;
  }

  /** Whether the flow had a new token in the test that asks now, one after the other; each time is consumed. */
  renews(flow: Flow): boolean {
    const { current = this } = this.#shared;
    return current.#take((record) => record.type === 'renewal' && record.flow === flow) !== undefined;
  }

  async pause(): Promise<void> {}

  rest(): void {}

  renewed(): void {}
}
