import { isSuccess } from '../checks/status.js';
import type { Operation } from '../contract/operation.js';
import type { Exchange } from '../http/exchange.js';
import type { RequestForm } from '../operations/operation-module.js';
import { moduleOf, valueToldBy } from '../operations/read-value.js';
import type { TargetCustomer } from '../target/target.js';
import { NotJudged } from './not-judged.js';
import type { Probe } from './probe.js';
import type { Sender } from './sender.js';

/** How a write differs from a valid one: all but the customer. */
export type WriteProbe = Omit<Probe, 'segment' | 'path'>;

/** The one valid write of an operation in a run, and what came of it. */
export interface ValidWrite {
  readonly customer: TargetCustomer;
  readonly exchange: Exchange;
  readonly form: RequestForm;
  /** What the reads told afterwards, where the answer was no success. */
  readonly stateAfter?: string;
}

/** What a run knows of the customers that it may write to. One for all tests of a worker. */
export class WriteLedger {
  /** Those that had no qualification. */
  readonly customers: readonly TargetCustomer[];
  readonly #spent: Set<string>;
  readonly #valid = new Map<string, Promise<ValidWrite>>();

  /** @param spent ids of those that have one since, by earlier workers of the run */
  constructor(customers: readonly TargetCustomer[], spent: readonly string[] = []) {
    this.customers = customers;
    this.#spent = new Set(spent);
  }

  /** Customers that may still be written to, in their order. */
  get left(): readonly TargetCustomer[] {
    return this.customers.filter(({ id }) => !this.#spent.has(id));
  }

  /** The ids of those that may not. */
  get spent(): readonly string[] {
    return [...this.#spent];
  }

  /** The customer has a qualification now. */
  spend(id: string): void {
    this.#spent.add(id);
  }

  /** The valid write of an operation, which is made once in a run. */
  valid(operation: Operation, make: () => Promise<ValidWrite>): Promise<ValidWrite> {
    const made = this.#valid.get(operation.id) ?? make();
    this.#valid.set(operation.id, made);
    // What could not be made is told by each test that needs it.
    made.catch((thrown: unknown) => {
      // Another customer would be written to, for nothing.
      if (!(thrown instanceof NotJudged)) this.#valid.delete(operation.id);
    });
    return made;
  }
}

/** What every valid write of a run asks for. */
const change = { qualification: 'education', educationSegment: 'HigherEducation' } as const;

/** Writes of one operation. Nothing is ever sent twice. */
export class Writes {
  readonly #operation: Operation;
  readonly #sender: Sender;
  readonly #ledger: WriteLedger;
  /** Reads that the service offers. */
  readonly #reads: readonly Operation[];
  readonly #skip: (reason: string) => never;

  constructor(
    operation: Operation,
    sender: Sender,
    known: { readonly ledger: WriteLedger; readonly reads: readonly Operation[] },
    skip: (reason: string) => never,
  ) {
    this.#operation = operation;
    this.#sender = sender;
    this.#ledger = known.ledger;
    this.#reads = known.reads;
    this.#skip = skip;
  }

  /** A validation code of the partner, if one was given. */
  get validationCode(): string | undefined {
    return this.#sender.subject.validationCode;
  }

  /** The customer without a qualification that what must be refused is tried on. Skips the test where there is none. */
  customer(): TargetCustomer {
    const [first] = this.#left();
    return first ?? this.#skip('no writable customer without a qualification is left');
  }

  /** The customer has a qualification now, so nothing more is tried on it. */
  spend({ id }: TargetCustomer): void {
    this.#ledger.spend(id);
  }

  /**
   * Sends a write for a customer's segment, with a user's token unless the probe says otherwise.
   * @param value what a right service writes for it; absent for what it refuses
   */
  async send(segment: string, probe: WriteProbe, value?: string): Promise<Exchange> {
    const { subject } = this.#sender;
    const known = subject.customers.some(({ id }) => id.toLowerCase() === segment.toLowerCase());
    // Whatever a test asks for: a customer that was not given for it is never written to.
    if (known) throw new Error(`the customer ${segment} is not there to be written to`);
    const exchange = await this.#sender.send({
      operation: this.#operation,
      probe: { ...probe, segment },
      customer: segment,
      flow: 'user',
      ...(value === undefined ? {} : { value }),
    });
    const { ending } = exchange;
    if (ending.kind === 'answered' && ending.answer.status === 429)
      throw new NotJudged('a write was throttled (429), and no write is sent a second time');
    return exchange;
  }

  /** Sends a write that is refused whatever it carries, and sees to it that a customer which has a qualification after it is left alone. */
  async probe(probe: WriteProbe & { readonly segment?: string | undefined }): Promise<Exchange> {
    const { segment, ...others } = probe;
    if (segment !== undefined) return this.send(segment, others);
    const customer = this.customer();
    const before = await this.state(customer);
    const exchange = await this.send(customer.id, others);
    if ((await this.state(customer)) !== before) this.spend(customer);
    return exchange;
  }

  /** What the reads that are offered tell of a customer. Throws NotJudged where one of them fails. */
  async state(customer: TargetCustomer): Promise<string> {
    const told = await Promise.all(
      (await this.reads(customer)).map(({ operation, exchange }) => valueIn(exchange, operation)),
    );
    return [...new Set(told)].join(' and ');
  }

  /** Every read that is offered, of a customer. */
  async reads(
    customer: TargetCustomer,
  ): Promise<readonly { readonly operation: Operation; readonly exchange: Exchange }[]> {
    const flow = this.#sender.subject.tokens.user === undefined ? 'app' : 'user';
    const made: { readonly operation: Operation; readonly exchange: Exchange }[] = [];
    for (const operation of this.#reads)
      made.push({ operation, exchange: await this.#sender.send({ operation, customer: customer.id, flow }) });
    return made;
  }

  /** The valid write of the run: in the form that most documents have, in the next one where that is refused with 400. Skips the test without a customer to spare. */
  valid(): Promise<ValidWrite> {
    return this.#ledger.valid(this.#operation, async () => {
      // The first one stays without a qualification, for what must be refused.
      const [, customer] = this.#left();
      if (!customer) return this.#skip('a second writable customer without a qualification is needed');
      this.#ledger.spend(customer.id);
      let made: ValidWrite | undefined;
      for (const form of moduleOf(this.#operation)?.forms ?? []) {
        const note = `a valid write (${form.reading})`;
        const exchange = await this.send(customer.id, { ...form.compose(change), note }, 'Education');
        const { ending } = exchange;
        made = { customer, exchange, form };
        if (ending.kind === 'answered' && isSuccess(ending.answer)) break;
        const stateAfter = await this.state(customer);
        made = { ...made, stateAfter };
        if (ending.kind !== 'answered' || ending.answer.status !== 400 || stateAfter !== 'none') break;
      }
      return made ?? this.#skip('nobody knows how this operation is asked to write');
    });
  }

  #left(): readonly TargetCustomer[] {
    return this.#ledger.left;
  }
}

function valueIn({ ending }: Exchange, operation: Operation): string {
  if (ending.kind === 'answered' && isSuccess(ending.answer)) return valueToldBy(ending.answer, operation);
  throw new NotJudged(`a read of the customer, needed before and after a write, failed (${operation.id})`);
}
