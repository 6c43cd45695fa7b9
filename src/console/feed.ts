import type { ServerResponse } from 'node:http';
import type { SeenExchange } from '../traffic/seen-exchange.js';
import { ExchangeLog, type Kept } from './exchange-log.js';
import type { About, Row, State } from './messages.js';
import { rowOf, showing } from './row.js';
import type { ConsoleSubject } from './subject.js';
import { Viewers } from './viewers.js';

const [mostKept, mostKeptBytes] = [10_000, 128 * 1024 * 1024];
/** Rows travel together for so long, in milliseconds. */
const gathering = 50;

/** What was seen of a subject, and the pages that are told of it. */
export class Feed {
  readonly #subject: ConsoleSubject;
  readonly #log = new ExchangeLog(mostKept, mostKeptBytes);
  readonly #viewers = new Viewers();
  #waiting: Row[] = [];
  #timer: NodeJS.Timeout | undefined;
  #toldState = '';

  constructor(subject: ConsoleSubject) {
    this.#subject = subject;
  }

  readonly watch = (seen: SeenExchange): void => {
    const row = rowOf(seen, this.#log.next, showing(this.#subject.redactorOf(seen)));
    this.#log.add({ row, seen });
    this.#waiting.push(row);
    this.#timer ??= setTimeout(() => this.#flush(), gathering);
  };

  /** Answers a page that wants to look on, and has seen all up to a number. */
  look(response: ServerResponse, seen: number): void {
    this.#flush();
    this.#viewers.add(response, (viewer) => {
      viewer.send('about', aboutOf(this.#subject));
      viewer.send('state', stateOf(this.#subject));
      viewer.rows(this.#log.after(seen));
    });
  }

  find(number: number): Kept | undefined {
    return this.#log.find(number);
  }

  clear(): void {
    this.#log.clear();
    this.#waiting = [];
    this.#viewers.send('cleared', {});
  }

  /** Tells the pages what has changed of the subject, if anything has. */
  tellState(): void {
    if (!this.#viewers.some) return;
    const state = stateOf(this.#subject);
    const text = JSON.stringify(state);
    if (text !== this.#toldState) this.#viewers.send('state', state);
    this.#toldState = text;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#viewers.close();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const rows = this.#waiting;
    this.#waiting = [];
    this.#viewers.rows(rows);
    this.tellState();
  }
}

function aboutOf({ title, environment, faults }: ConsoleSubject): About {
  return {
    title,
    connect: environment.map(({ name, value, secret }) => (secret ? { name } : { name, value })),
    faults: (faults?.all ?? []).map(({ name, summary, requirements }) => ({ name, summary, requirements })),
    most: mostKept,
  };
}

function stateOf({ faults, customers, clock }: ConsoleSubject): State {
  return {
    faults: faults?.on ?? [],
    ...(customers ? { customers: customers() } : {}),
    ...(clock ? { aheadMs: clock.aheadMs } : {}),
  };
}
