import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceEvent } from '../evidence/evidence-record.js';
import { maskExchange } from '../evidence/mask.js';
import type { ConnectionOptions } from '../http/connection-options.js';
import type { Exchange, HttpRequest } from '../http/exchange.js';
import { type Handshake, handshake } from '../http/handshake.js';
import type { Redactor } from '../http/redact.js';
import { exchange, type Limits } from '../http/transport.js';
import type { Flow } from '../target/target.js';
import { converse } from './converse.js';
import type { RateLimiter } from './rate-limiter.js';
import type { Asked, Wire } from './wire.js';
import type { PlannedWrite, WriteJournal } from './write-journal.js';

type Carried =
  | { exchange?: Exchange; readonly note?: string }
  | { readonly handshake: Handshake }
  | { readonly renewed: Flow };

/** Connections to the service, held back by the run's rate limiter. Remembers what it carried, in the order in which requests were begun. */
export class LiveWire implements Wire {
  readonly #limits: Limits;
  readonly #limiter: RateLimiter;
  readonly #connection: ConnectionOptions;
  readonly #journal: WriteJournal | undefined;
  #events: Carried[] = [];
  #kept = 0;

  /** @param journal of writes; absent in a run that may not write */
  constructor(limits: Limits, limiter: RateLimiter, connection: ConnectionOptions, journal?: WriteJournal) {
    this.#limits = limits;
    this.#limiter = limiter;
    this.#connection = connection;
    this.#journal = journal;
  }

  turn(): Promise<string | undefined> {
    return this.#limiter.turn();
  }

  announce(request: HttpRequest, write: PlannedWrite): ((exchange: Exchange) => void) | string {
    const journal = this.#journal;
    if (!journal) return 'this run may not write: it was not given --writes';
    const noted = journal.note(request, write);
    return typeof noted === 'string' ? noted : ({ ending }) => journal.settle(noted, ending);
  }

  async exchange(request: HttpRequest, note?: string): Promise<Exchange> {
    const event: { exchange?: Exchange; note?: string } = note === undefined ? {} : { note };
    this.#events.push(event);
    event.exchange = await exchange(request, this.#limits, { connection: this.#connection });
    return event.exchange;
  }

  async converse(asked: readonly Asked[], pipelined: boolean): Promise<readonly Exchange[]> {
    const exchanges: Exchange[] = [];
    while (exchanges.length < asked.length) {
      this.#kept += 1;
      const left = asked.slice(exchanges.length).map(({ request }) => request);
      exchanges.push(
        ...(await converse(left, pipelined && exchanges.length === 0, {
          limits: this.#limits,
          options: this.#connection,
          number: this.#kept,
        })),
      );
    }
    for (const [index, exchange] of exchanges.entries()) {
      const note = asked[index]?.note;
      this.#events.push({ exchange, ...(note === undefined ? {} : { note }) });
    }
    return exchanges;
  }

  async offerDeprecatedTls(origin: string): Promise<Handshake> {
    const shaken = await handshake(new URL(origin), 'deprecated', this.#connection, this.#limits.timeoutMs);
    this.#events.push({ handshake: shaken });
    return shaken;
  }

  async pause(ms: number): Promise<void> {
    await pause(ms);
  }

  rest(ms: number): void {
    this.#limiter.rest(ms);
  }

  renewed(flow: Flow): void {
    this.#events.push({ renewed: flow });
  }

  /** Forgets what was carried since the last call. */
  forget(): void {
    this.#events = [];
  }

  /** What was carried since the last call, as evidence of a requirement's test. What is under way still is left out. */
  drain(requirement: string, redactor: Redactor): readonly ServiceEvent[] {
    const events = this.#events;
    this.forget();
    return events.flatMap((event): readonly ServiceEvent[] => {
      if ('handshake' in event) return [{ type: 'handshake', requirement, handshake: event.handshake }];
      if ('renewed' in event) return [{ type: 'renewal', requirement, flow: event.renewed }];
      const { exchange: carried, note } = event;
      if (!carried) return [];
      const told = note === undefined ? {} : { note: redactor.text(note) };
      return [{ type: 'exchange', requirement, ...told, ...maskExchange(carried, redactor) }];
    });
  }
}
