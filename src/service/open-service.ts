import type { Operation } from '../contract/operation.js';
import type { Exchange } from '../http/exchange.js';
import type { Generator } from '../seeded.js';
import type { Flow, TargetCustomer } from '../target/target.js';
import type { Probe } from './probe.js';
import { show } from './seen-exchange.js';
import type { Sender } from './sender.js';
import type { Service } from './service.js';

/** The service under test, as tests of a user's own see it: neither it nor an exchange that it returns holds a secret. */
export class OpenService {
  /** The reads that the service offers. */
  readonly reads: readonly Operation[];
  /** Scheme, host, port and path prefix. */
  readonly baseUrl: string;
  /** No target is named: this is the kit's own mock. */
  readonly selfCheck: boolean;
  /** The customers that the token can see; at least one. */
  readonly customers: readonly TargetCustomer[];
  /** The flows there is a token for. */
  readonly flows: readonly Flow[];
  readonly #service: Service;
  readonly #sender: Sender;

  constructor(service: Service, sender: Sender) {
    this.#service = service;
    this.#sender = sender;
    this.reads = service.reads;
    this.baseUrl = service.subject.origin + service.subject.prefix;
    this.selfCheck = service.subject.selfCheck;
    this.customers = service.customers;
    this.flows = service.flows;
  }

  /** Sends a valid read; by default the first one that is offered, for the first visible customer. Rejects where there is no connection. */
  async read(operation?: Operation, customer?: TargetCustomer, probe?: Probe): Promise<Exchange> {
    return this.#shown(await this.#with(operation).read(customer, probe));
  }

  /** Sends a request that differs from a valid read. Rejects where there is no connection. */
  async probe(operation?: Operation, probe: Probe = {}): Promise<Exchange> {
    return this.#shown(await this.#with(operation).probe(probe));
  }

  /** A GUID that is no customer's. */
  unknownCustomer(): string {
    return this.#service.unknownCustomer();
  }

  /** Seeded draws for a purpose of the running test. */
  faker(purpose: string): Generator {
    return this.#service.faker(purpose);
  }

  /** The service with an operation; throws for one that is not offered. */
  #with(operation: Operation | undefined): Service {
    if (operation === undefined || operation.id === this.#service.operation.id) return this.#service;
    const other = this.#service.other(operation.id);
    if (!other) throw new Error(`the service does not offer ${operation.id}`);
    return other;
  }

  #shown(exchange: Exchange): Exchange {
    return show(exchange, this.#service.observations, this.#sender.context);
  }
}
