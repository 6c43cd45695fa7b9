import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectionOptions } from '../http/connection-options.js';
import type { Exchange, HttpRequest } from '../http/exchange.js';
import { type Handshake, handshake } from '../http/handshake.js';
import { exchange, type Limits } from '../http/transport.js';
import type { Flow } from '../target/target.js';
import { converse } from './converse.js';
import { type Carried, EventLog } from './event-log.js';
import type { RateLimiter } from './rate-limiter.js';
import type { Asked, Unsent, Wire } from './wire.js';
import type { PlannedWrite, WriteJournal } from './write-journal.js';

/** Connections to the service, held back by the run's rate limiter. Notes what it carries in the worker's log. */
export class LiveWire implements Wire {
  readonly #limits: Limits;
  readonly #limiter: RateLimiter;
  readonly #connection: ConnectionOptions;
  readonly #journal: WriteJournal | undefined;
  readonly #log: EventLog;
  readonly #requirement: string;

  /**
   * @param journal of writes; absent in a run that may not write
   * @param requirement whose test it carries for
   */
  constructor(
    limits: Limits,
    limiter: RateLimiter,
    connection: ConnectionOptions,
    journal?: WriteJournal,
    log: EventLog = new EventLog(),
    requirement = 'preflight',
  ) {
    this.#limits = limits;
    this.#limiter = limiter;
    this.#connection = connection;
    this.#journal = journal;
    this.#log = log;
    this.#requirement = requirement;
  }

  of(requirement: string): LiveWire {
    const connection = this.#connection;
    return new LiveWire(this.#limits, this.#limiter, connection, this.#journal, this.#log, requirement);
  }

  turn(): Promise<string | undefined> {
    return this.#limiter.turn();
  }

  announce(request: HttpRequest, write: PlannedWrite): ((exchange: Exchange) => void) | string {
    const journal = this.#journal;
    if (!journal) return 'this run may not write: it was not given --writes';
    journal.requirement = this.#requirement;
    const noted = journal.note(request, write);
    return typeof noted === 'string' ? noted : ({ ending }) => journal.settle(noted, ending);
  }

  exchange(request: HttpRequest, note?: string): Promise<Exchange> {
    return this.#noted(
      () => exchange(request, this.#limits, { connection: this.#connection }),
      (made) => [{ exchange: made, note }],
    );
  }

  converse(asked: readonly Asked[], pipelined: boolean): Promise<readonly Exchange[]> {
    return this.#noted(
      () => this.#converse(asked, pipelined),
      (exchanges) => exchanges.map((made, index) => ({ exchange: made, note: asked[index]?.note })),
    );
  }

  async #converse(asked: readonly Asked[], pipelined: boolean): Promise<readonly Exchange[]> {
    const exchanges: Exchange[] = [];
    while (exchanges.length < asked.length) {
      const left = asked.slice(exchanges.length).map(({ request }) => request);
      exchanges.push(
        ...(await converse(left, pipelined && exchanges.length === 0, {
          limits: this.#limits,
          options: this.#connection,
          number: this.#log.nextConnection(),
        })),
      );
    }
    return exchanges;
  }

  offerDeprecatedTls(origin: string): Promise<Handshake> {
    return this.#noted(
      () => handshake(new URL(origin), 'deprecated', this.#connection, this.#limits.timeoutMs),
      (shaken) => [{ handshake: shaken }],
    );
  }

  async pause(ms: number): Promise<void> {
    await pause(ms);
  }

  rest(ms: number): void {
    this.#limiter.rest(ms);
  }

  renewed(flow: Flow): void {
    this.#log.begin(this.#requirement)({ renewed: flow });
  }

  goesOn(): boolean {
    return true;
  }

  leave(unsent: Unsent): void {
    this.#log.begin(this.#requirement)({ unsent });
  }

  /** Keeps the place in the log where something began. */
  async #noted<Made>(make: () => Promise<Made>, told: (made: Made) => readonly Carried[]): Promise<Made> {
    const settle = this.#log.begin(this.#requirement);
    let carried: readonly Carried[] = [];
    try {
      const made = await make();
      carried = told(made);
      return made;
    } finally {
      settle(...carried);
    }
  }
}
