import type { ServiceEvent } from '../evidence/evidence-record.js';
import { type StandIns, unmaskExchange } from '../evidence/unmask.js';
import { type Exchange, type HttpRequest, headerValue } from '../http/exchange.js';
import type { Handshake } from '../http/handshake.js';
import type { Redactor } from '../http/redact.js';
import type { Flow } from '../target/target.js';
import { NotJudged } from './not-judged.js';
import type { Asked, Wire } from './wire.js';

/** Answers requests from the evidence of an earlier run: each gets what the same request of the same test was answered then. Nothing is sent. */
export class ReplayWire implements Wire {
  readonly #waiting = new Map<string, ServiceEvent[]>();
  readonly #standIns: StandIns;
  readonly #redactor: Redactor;
  #requirement = 'preflight';

  constructor(records: readonly ServiceEvent[], standIns: StandIns, redactor: Redactor) {
    for (const record of records) {
      const queue = this.#waiting.get(record.requirement);
      if (queue) queue.push(record);
      else this.#waiting.set(record.requirement, [record]);
    }
    this.#standIns = standIns;
    this.#redactor = redactor;
  }

  /** The requirement whose test asks from now on. */
  begin(requirement: string): void {
    this.#requirement = requirement;
  }

  async turn(): Promise<string | undefined> {
    return undefined;
  }

  /** Throws NotJudged when that was not asked then. */
  async exchange(request: HttpRequest): Promise<Exchange> {
    return this.#recorded(request, false);
  }

  /** The first record of the running test that is wanted and was not taken yet. */
  #take(isWanted: (record: ServiceEvent) => boolean): ServiceEvent | undefined {
    const queue = this.#waiting.get(this.#requirement) ?? [];
    const index = queue.findIndex(isWanted);
    return index < 0 ? undefined : queue.splice(index, 1)[0];
  }

  /** @param kept whether it went down a connection that was kept: how often a test reads beside those hangs on what was read before it */
  #recorded({ method, target, headers, content }: HttpRequest, kept: boolean): Exchange {
    const wanted = this.#redactor.text(target);
    const masked = content === undefined ? undefined : this.#redactor.text(content);
    const found = this.#take(
      (record) =>
        record.type === 'exchange' &&
        (record.connection !== undefined) === kept &&
        record.request.method === method &&
        record.request.target === wanted &&
        record.request.content === masked,
    );
    if (found?.type !== 'exchange')
      throw new NotJudged(
        `the evidence has no answer to ${method} ${wanted} in the test of ${this.#requirement}`,
      );
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
    return asked.map(({ request }) => this.#recorded(request, true));
  }

  async offerDeprecatedTls(): Promise<Handshake> {
    const found = this.#take(({ type }) => type === 'handshake');
    if (found?.type !== 'handshake')
      throw new NotJudged(`the evidence has no handshake in the test of ${this.#requirement}`);
    return found.handshake;
  }

  /** Whether the flow had a new token at this point; it is consumed. */
  renews(flow: Flow): boolean {
    const queue = this.#waiting.get(this.#requirement) ?? [];
    const [next] = queue;
    if (next?.type !== 'renewal' || next.flow !== flow) return false;
    queue.shift();
    return true;
  }

  async pause(): Promise<void> {}

  rest(): void {}

  renewed(): void {}
}
