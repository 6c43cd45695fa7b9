import type { ServiceEvent } from '../evidence/evidence-record.js';
import { maskExchange } from '../evidence/mask.js';
import type { Exchange } from '../http/exchange.js';
import type { Handshake } from '../http/handshake.js';
import type { Redactor } from '../http/redact.js';
import type { Flow } from '../target/target.js';
import type { Unsent } from './wire.js';

/** What was carried for a test. */
export type Carried =
  | { readonly exchange: Exchange; readonly note?: string | undefined }
  | { readonly handshake: Handshake }
  | { readonly renewed: Flow }
  | { readonly unsent: Unsent };

/** A place in the log; what came of it is absent while that is under way. */
interface Entry {
  readonly requirement: string;
  carried: readonly Carried[] | undefined;
}

/** What the tests of a worker have carried, in the order in which it was begun. */
export class EventLog {
  #entries: Entry[] = [];
  #connections = 0;

  /** The number of a connection that is kept, from 1 on. */
  nextConnection(): number {
    this.#connections += 1;
    return this.#connections;
  }

  /** Keeps a place for what is begun now. Returns whom to tell what came of it. */
  begin(requirement: string): (...carried: readonly Carried[]) => void {
    const entry: Entry = { requirement, carried: undefined };
    this.#entries.push(entry);
    return (...carried) => {
      entry.carried = carried;
    };
  }

  /** Forgets everything up to now. */
  forget(): void {
    this.#entries = [];
  }

  /** What was carried since the last call as evidence, up to what is still under way. */
  drain(redactor: Redactor): readonly ServiceEvent[] {
    const open = this.#entries.findIndex(({ carried }) => carried === undefined);
    const done = this.#entries.splice(0, open < 0 ? this.#entries.length : open);
    return done.flatMap(({ requirement, carried = [] }) =>
      carried.map((one) => eventOf(one, requirement, redactor)),
    );
  }
}

function eventOf(carried: Carried, requirement: string, redactor: Redactor): ServiceEvent {
  if ('handshake' in carried) return { type: 'handshake', requirement, handshake: carried.handshake };
  if ('renewed' in carried) return { type: 'renewal', requirement, flow: carried.renewed };
  if ('unsent' in carried) return { type: 'unsent', requirement, ...carried.unsent };
  const { exchange, note } = carried;
  const told = note === undefined ? {} : { note: redactor.text(note) };
  return { type: 'exchange', requirement, ...told, ...maskExchange(exchange, redactor) };
}
