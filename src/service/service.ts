import type { Observation } from '../checks/observation.js';
import { isSuccess } from '../checks/status.js';
import { methodsOf } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import type { Answer, Exchange } from '../http/exchange.js';
import type { Handshake } from '../http/handshake.js';
import type { ToldQualification } from '../operations/operation-module.js';
import { toldBy } from '../operations/read-value.js';
import { type Generator, seeded } from '../seeded.js';
import type { Flow, TargetCustomer } from '../target/target.js';
import { hangsThatSettle, isHang } from './hang-budget.js';
import { KnownValue, type PlainReads } from './known-value.js';
import { NotAsked, NotJudged } from './not-judged.js';
import type { OfferedRead, Ready } from './preflight.js';
import { flowsOf, type PlannedRequest, type Probe } from './probe.js';
import type { Sender } from './sender.js';
import type { Subject } from './subject.js';
import { tellUnread } from './unread-customer.js';
import { type WriteLedger, Writes } from './writes.js';

/** What all tests of a worker know of the service. */
export interface ServiceKnowledge {
  readonly sender: Sender;
  readonly start: Ready;
  readonly seed: number;
  readonly plainReads: PlainReads;
  readonly ledger: WriteLedger;
  /** How often each read at the end of the run is made; absent: three times. */
  readonly repeat?: number;
}

/** One of several reads that go out together: for its customer or the first visible one, and valid unless it has a probe or says so. */
export interface KeptRead {
  readonly customer?: TargetCustomer;
  readonly probe?: Probe;
  readonly valid?: boolean;
}

/** The service under test, as tests of one operation use it. */
export class Service {
  readonly operation: Operation;
  readonly seed: number;
  readonly #knowledge: ServiceKnowledge;
  readonly #sender: Sender;
  readonly #start: Ready;
  readonly #skip: (reason: string) => never;

  /** @param skip ends the test, with the reason */
  constructor(operation: Operation, knowledge: ServiceKnowledge, skip: (reason: string) => never) {
    this.operation = operation;
    this.seed = knowledge.seed;
    this.#knowledge = knowledge;
    this.#sender = knowledge.sender;
    this.#start = knowledge.start;
    this.#skip = skip;
  }

  /** Not a field: what prints this object must not print tokens. */
  get subject(): Subject {
    return this.#sender.subject;
  }

  /** The reads that the service offers; at least one. */
  get reads(): readonly Operation[] {
    const { operations } = this.#sender.context.contract;
    return this.#start.offered.flatMap((read) => operations.find(({ id }) => id === read.operation) ?? []);
  }

  /** The service with another operation; undefined where that is a read which is not offered. */
  other(id: string): Service | undefined {
    const operation = this.reads.find((read) => read.id === id);
    return operation && new Service(operation, this.#knowledge, this.#skip);
  }

  /** Writes of the operation, for an operation that writes. */
  get writes(): Writes {
    const { ledger } = this.#knowledge;
    return new Writes(this.operation, this.#sender, { ledger, reads: this.reads }, this.#skip);
  }

  /** The customers that the token can see; at least one. */
  get customers(): readonly TargetCustomer[] {
    return this.#read?.customers ?? [];
  }

  /** What was found out about the operation, or about the first one that is offered where it writes. */
  get #read(): OfferedRead | undefined {
    const { offered } = this.#start;
    return offered.find((read) => read.operation === this.operation.id) ?? offered[0];
  }

  /** The first visible customer's id. */
  get customer(): string {
    return this.customers[0]?.id ?? '';
  }

  /** Customers of the target that the token cannot see: a sentence for each, of how the service said so. */
  get refusedCustomers(): readonly string[] {
    return this.#read?.refusedCustomers.map(tellUnread) ?? [];
  }

  /** Customers whose read failed by a violation that is recorded elsewhere: a sentence for each. */
  get failedCustomers(): readonly string[] {
    return this.#read?.failedCustomers.map(tellUnread) ?? [];
  }

  /** The methods among these that the contract does not have for the operation's path. */
  undocumented(methods: readonly string[]): readonly string[] {
    const known = methodsOf(this.#sender.context.contract, this.operation.template);
    return methods.filter((method) => !known.includes(method));
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

  /** Those of some things with ids that are no customers of the target. */
  strangers<Named extends { readonly id: string }>(among: readonly Named[]): readonly Named[] {
    const { customers, writable = [] } = this.subject;
    const known = new Set([...customers, ...writable].map(({ id }) => id.toLowerCase()));
    return among.filter(({ id }) => !known.has(id.toLowerCase()));
  }

  /** Seeded draws for a purpose of the running test. */
  faker(purpose: string): Generator {
    return seeded(this.seed, purpose);
  }

  /** Offers the service TLS 1.0 and 1.1 alone, without a request. */
  offerDeprecatedTls(): Promise<Handshake> {
    return this.#sender.offerDeprecatedTls();
  }

  /** Sends a request that differs from a valid one for the first visible customer; of an operation that writes, one without content for a writable customer. */
  async probe(probe: Probe): Promise<Exchange> {
    if (this.operation.effect === 'write') return this.writes.probe(probe);
    const { flow } = this.#start;
    return this.#sender.send({ operation: this.operation, probe, customer: this.customer, flow });
  }

  /** Sends a valid read for a visible customer. Of an operation that writes it is the run's one valid write. */
  async read(
    customer: TargetCustomer = this.customers[0] ?? { id: '' },
    probe: Probe = {},
  ): Promise<Exchange> {
    if (this.operation.effect === 'write') return (await this.writes.valid()).exchange;
    return this.#sender.send({
      operation: this.operation,
      probe,
      customer: customer.id,
      flow: this.#start.flow,
      valid: true,
      expected: customer.expected,
    });
  }

  /** How often each read at the end of the run is made. */
  get repeat(): number {
    return this.#knowledge.repeat ?? 3;
  }

  /** The first value that a valid read of the customer gave in this run, to hold later ones against. */
  async firstValue(customer: TargetCustomer): Promise<KnownValue> {
    const { plainReads } = this.#knowledge;
    const first = plainReads.first(this.operation, customer.id);
    if (first) return first;
    const value = await this.#plainly(customer);
    plainReads.note(this.operation, customer.id, value);
    return value;
  }

  /** Sends reads down one connection that is kept; all at once where `pipelined`. */
  converse(reads: readonly KeptRead[], pipelined = false): Promise<readonly Exchange[]> {
    return this.#sender.converse(
      reads.map((read) => this.#planned(read)),
      pipelined,
    );
  }

  #planned({
    customer = this.customers[0] ?? { id: '' },
    probe,
    valid = probe === undefined,
  }: KeptRead): PlannedRequest {
    const common = { operation: this.operation, customer: customer.id, flow: this.#start.flow };
    return {
      ...common,
      ...(probe ? { probe } : {}),
      ...(valid ? { valid, expected: customer.expected } : {}),
    };
  }

  /** Makes a valid request of the operation, if no test of the run did: reads of the first visible customers, or its one valid write. */
  async exercise(): Promise<void> {
    if (this.operation.effect === 'write') await this.writes.valid();
    else await this.forEach(this.customers.slice(0, 2), (customer) => this.read(customer));
  }

  /**
   * The value that a valid read gives, to compare others with. Skips the test when the read fails, which is another
   * requirement's violation, and when valid reads of the customer do not all tell the same.
   */
  async value(customer: TargetCustomer = this.customers[0] ?? { id: '' }): Promise<KnownValue> {
    const { plainReads } = this.#knowledge;
    await this.firstValue(customer);
    const value = await this.#plainly(customer);
    if (plainReads.note(this.operation, customer.id, value) > 1)
      this.skipIf(true, 'valid reads of one customer do not all tell the same (BDY-011)');
    return value;
  }

  async #plainly(customer: TargetCustomer): Promise<KnownValue> {
    return new KnownValue(await this.success(customer), this.operation);
  }

  /** The qualifications that a valid read tells; undefined where it is no success, or of another shape. */
  async told(customer?: TargetCustomer): Promise<readonly ToldQualification[] | undefined> {
    const { ending } = await this.read(customer);
    return ending.kind === 'answered' && isSuccess(ending.answer)
      ? toldBy(ending.answer, this.operation)
      : undefined;
  }

  /** The answer to a valid read. Skips the test where that is no success. */
  async success(customer?: TargetCustomer): Promise<Answer> {
    const { ending } = await this.read(customer);
    if (ending.kind === 'answered' && isSuccess(ending.answer)) return ending.answer;
    if (ending.kind === 'limit') this.cannotTell(ending.message);
    const answered =
      ending.kind === 'answered'
        ? `answered ${ending.answer.status} (RTE-001)`
        : 'got no whole answer (AVL-001)';
    return this.#skip(`a valid read, needed for comparison, ${answered}`);
  }

  /** Sends reads at once, more than are open at a time otherwise, while nothing else is under way. */
  together(reads: readonly KeptRead[]): Promise<readonly Exchange[]> {
    return this.#sender.together(reads.map((read) => this.#planned(read)));
  }

  /**
   * Acts for each item, beside each other as far as the run may, and then judges what each made, in the items' order.
   * Rejects as the first that does, once all have ended.
   */
  async forEach<Item, Made>(
    items: readonly Item[],
    act: (item: Item) => Promise<Made>,
    judge: (made: Made, item: Item) => void = () => {},
  ): Promise<void> {
    if (this.#sender.width === 1 || this.operation.effect === 'write') {
      for (const item of items) judge(await act(item), item);
      return;
    }
    for (const [index, one] of (await Promise.allSettled(items.map(act))).entries()) {
      const item = items[index];
      if (one.status === 'rejected') throw one.reason;
      if (item !== undefined) judge(one.value, item);
    }
  }

  /**
   * Sends one probe for each item, beside each other as far as the run may, and judges what came of them in the items'
   * order. Stops early once connections break one after the other, and when as many requests hung as settle it.
   */
  async each<Item>(
    items: Iterable<Item>,
    act: (item: Item) => Promise<Exchange>,
    judge: (exchange: Exchange, item: Item) => void,
  ): Promise<void> {
    const left = items[Symbol.iterator]();
    const underWay: { readonly item: Item; readonly made: Promise<Exchange> }[] = [];
    let hangs = 0;
    let enough = false;
    let broken = false;
    const goOn = (): void => {
      // What is written to is looked at before and after.
      const width = this.operation.effect === 'write' ? 1 : Math.min(this.#sender.width, 64);
      while (!enough && underWay.length < width) {
        // A header that is left out is an item too: undefined.
        const next = left.next();
        if (next.done === true) return;
        const item = next.value;
        const made = act(item);
        // Whoever waits for it sees what went wrong.
        made.catch(() => {});
        underWay.push({ item, made });
      }
    };
    goOn();
    try {
      for (let first = underWay.shift(); first !== undefined; first = underWay.shift()) {
        const exchange = await first.made.catch((thrown: unknown) => {
          // Beside what other tests did then, this one stopped earlier.
          if (thrown instanceof NotAsked && broken) return undefined;
          throw thrown;
        });
        if (!exchange) return;
        broken ||= exchange.ending.kind !== 'answered';
        judge(exchange, first.item);
        if (isHang(exchange)) hangs += 1;
        enough ||= hangs >= hangsThatSettle;
        enough ||= exchange.ending.kind !== 'answered' && this.#sender.outOfPatience;
        goOn();
      }
    } finally {
      const ended = await Promise.allSettled(underWay.map(({ made }) => made));
      for (const [index, one] of ended.entries()) {
        const item = underWay[index]?.item;
        if (one.status === 'fulfilled' && item !== undefined) judge(one.value, item);
      }
    }
  }

  /** Ends the test as an error: what was seen proves nothing about the service. */
  cannotTell(reason: string): never {
    throw new NotJudged(reason);
  }

  /** Ends the test as skipped, with the reason, when the condition holds. */
  skipIf(condition: boolean, reason: string): void {
    if (condition) this.#skip(reason);
  }
}
