import type { ServerResponse } from 'node:http';
import type { About, Row, State } from './messages.js';

/** What is sent to every page that looks on. */
export interface Events {
  readonly about: About;
  readonly rows: readonly Row[];
  readonly state: State;
  readonly cleared: Record<never, never>;
}

/** Bytes that wait for a page; one that takes them slower is let go, and comes back for what it has missed. */
const mostWaiting = 16 * 1024 * 1024;
/** Rows of one event, so that a page can draw in between. */
const rowsAtOnce = 500;

/** The pages that look on, by server-sent events. */
export class Viewers {
  readonly #open = new Set<ServerResponse>();

  get some(): boolean {
    return this.#open.size > 0;
  }

  /** Answers a request for events; `greet` tells what this page has to know first. */
  add(response: ServerResponse, greet: (viewer: Viewer) => void): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
    // So soon a page comes back that has lost its connection.
    response.write('retry: 1000\n\n');
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
    greet({
      send: (name, data) => write(response, eventOf(name, data)),
      rows: (rows) => {
        for (const text of rowsIn(rows)) write(response, text);
      },
    });
  }

  send<Name extends keyof Events>(name: Name, data: Events[Name]): void {
    this.#tell(eventOf(name, data));
  }

  rows(rows: readonly Row[]): void {
    for (const text of rowsIn(rows)) this.#tell(text);
  }

  close(): void {
    for (const response of this.#open) response.destroy();
  }

  #tell(text: string): void {
    for (const response of this.#open)
      if (response.writableLength > mostWaiting) response.destroy();
      else write(response, text);
  }
}

/** A page that has just come. */
export interface Viewer {
  send<Name extends keyof Events>(name: Name, data: Events[Name]): void;
  rows(rows: readonly Row[]): void;
}

function write(response: ServerResponse, text: string): void {
  if (!response.destroyed) response.write(text);
}

function rowsIn(rows: readonly Row[]): readonly string[] {
  const texts: string[] = [];
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const some = rows.slice(at, at + rowsAtOnce);
    texts.push(`id: ${some.at(-1)?.number ?? 0}\n${eventOf('rows', some)}`);
  }
  return texts;
}

/** JSON has no line end in it, so one line of data is enough. */
function eventOf<Name extends keyof Events>(name: Name, data: Events[Name]): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
