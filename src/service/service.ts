import type { TestInfo } from '@playwright/test';
import { readValue } from '../checks/body.js';
import type { Observation } from '../checks/observation.js';
import { isSuccess } from '../checks/status.js';
import { readsOf } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import type { Answer, Exchange } from '../http/exchange.js';
import type { Handshake } from '../http/handshake.js';
import { type Generator, seeded } from '../seeded.js';
import type { Flow, TargetCustomer } from '../target/target.js';
import { NotJudged } from './not-judged.js';
import type { Ready } from './preflight.js';
import { flowsOf, type Probe } from './probe.js';
import type { Sender } from './sender.js';
import type { Subject } from './subject.js';
import { tellUnread } from './unread-customer.js';

/** The service under test, as tests use it. */
export class Service {
  /** The contract's reads: every probe is made for each of them. */
  readonly reads: readonly Operation[];
  readonly seed: number;
  readonly #sender: Sender;
  readonly #start: Ready;
  readonly #testInfo: TestInfo;

  constructor(sender: Sender, start: Ready, seed: number, testInfo: TestInfo) {
    this.reads = readsOf(sender.context.contract);
    this.seed = seed;
    this.#sender = sender;
    this.#start = start;
    this.#testInfo = testInfo;
  }

  /** Not a field: what prints this object must not print tokens. */
  get subject(): Subject {
    return this.#sender.subject;
  }

  /** The customers that the token can see; at least one. */
  get customers(): readonly TargetCustomer[] {
    return this.#start.customers;
  }

  /** The first visible customer's id. */
  get customer(): string {
    return this.customers[0]?.id ?? '';
  }

  /** Customers of the target that the token cannot see: a sentence for each, of how the service said so. */
  get refusedCustomers(): readonly string[] {
    return this.#start.refusedCustomers.map(tellUnread);
  }

  /** Customers whose read failed by a violation that is recorded elsewhere: a sentence for each. */
  get failedCustomers(): readonly string[] {
    return this.#start.failedCustomers.map(tellUnread);
  }

  /** Every exchange of the running test, with all tries. */
  get observations(): readonly Observation[] {
    return this.#sender.observations;
  }

  /** The flows there is a token for. */
  get flows(): readonly Flow[] {
    return flowsOf(this.subject);
  }

  /** A token that works. */
  get token(): string {
    return this.subject.tokens[this.#start.flow] ?? '';
  }

  tokenOf(flow: Flow): string | undefined {
    return this.subject.tokens[flow];
  }

  /** Whether the flow's token was seen to work. */
  accepts(flow: Flow): boolean {
    return this.#start.flow === flow;
  }

  /** A GUID that is no customer's. */
  unknownCustomer(faker: Generator = this.faker('unknown customers')): string {
    return faker.string.uuid();
  }

  /** Seeded draws for a purpose of the running test. */
  faker(purpose: string): Generator {
    return seeded(this.seed, purpose);
  }

  /** Offers the service TLS 1.0 and 1.1 alone, without a request. */
  offerDeprecatedTls(): Promise<Handshake> {
    return this.#sender.offerDeprecatedTls();
  }

  /** Sends a request that differs from a valid read of the first visible customer. */
  probe(read: Operation, probe: Probe): Promise<Exchange> {
    const { flow } = this.#start;
    return this.#sender.send({ operation: read, probe, customer: this.customer, flow });
  }

  /** Sends a valid read for a visible customer. */
  read(
    read: Operation,
    customer: TargetCustomer = this.customers[0] ?? { id: '' },
    probe: Probe = {},
  ): Promise<Exchange> {
    return this.#sender.send({
      operation: read,
      probe,
      customer: customer.id,
      flow: this.#start.flow,
      valid: true,
      expected: customer.expected,
    });
  }

  /** The value that a valid read gives. Skips the test when the read fails, which is another requirement's violation. */
  async value(read: Operation, customer?: TargetCustomer): Promise<string> {
    return readValue(await this.success(read, customer));
  }

  /** The answer to a valid read. Skips the test where that is no success. */
  async success(read: Operation, customer?: TargetCustomer): Promise<Answer> {
    const { ending } = await this.read(read, customer);
    if (ending.kind === 'answered' && isSuccess(ending.answer)) return ending.answer;
    if (ending.kind === 'limit') this.cannotTell(ending.message);
    const answered =
      ending.kind === 'answered'
        ? `answered ${ending.answer.status} (RTE-001)`
        : 'got no whole answer (AVL-001)';
    return this.#testInfo.skip(true, `a valid read, needed for comparison, ${answered}`) as never;
  }

  /** Sends one probe for each item, in order. Stops early once connections break one after the other. */
  async each<Item>(
    items: Iterable<Item>,
    act: (item: Item) => Promise<Exchange>,
    judge: (exchange: Exchange, item: Item) => void,
  ): Promise<void> {
    for (const item of items) {
      const exchange = await act(item);
      judge(exchange, item);
      if (exchange.ending.kind !== 'answered' && this.#sender.outOfPatience) return;
    }
  }

  /** Ends the test as an error: what was seen proves nothing about the service. */
  cannotTell(reason: string): never {
    throw new NotJudged(reason);
  }

  /** Ends the test as skipped, with the reason, when the condition holds. */
  skipIf(condition: boolean, reason: string): void {
    this.#testInfo.skip(condition, reason);
  }
}
