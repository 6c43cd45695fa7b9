import type { SeenExchange } from '../traffic/seen-exchange.js';
import type { Row } from './messages.js';

/** An exchange that is kept, and its row. */
export interface Kept {
  readonly row: Row;
  readonly seen: SeenExchange;
}

/** The latest exchanges: at most so many, and at most so many bytes of content. */
export class ExchangeLog {
  readonly #most: number;
  readonly #mostBytes: number;
  #kept: Kept[] = [];
  #bytes = 0;
  #last = 0;

  constructor(most: number, mostBytes: number) {
    this.#most = most;
    this.#mostBytes = mostBytes;
  }

  /** The number of the next exchange. */
  get next(): number {
    return this.#last + 1;
  }

  add(kept: Kept): void {
    this.#last = kept.row.number;
    this.#kept.push(kept);
    this.#bytes += bytesOf(kept);
    if (this.#kept.length <= this.#most * 1.1 && this.#bytes <= this.#mostBytes) return;
    // A tenth at a time: an array is moved once for many.
    let dropped = 0;
    while (
      dropped < this.#kept.length - 1 &&
      (this.#kept.length - dropped > this.#most || this.#bytes > this.#mostBytes)
    ) {
      const oldest = this.#kept[dropped];
      if (oldest) this.#bytes -= bytesOf(oldest);
      dropped += 1;
    }
    this.#kept = this.#kept.slice(dropped);
  }

  /** The latest rows behind a number, oldest first. */
  after(number: number): readonly Row[] {
    return this.#kept
      .filter(({ row }) => row.number > number)
      .slice(-this.#most)
      .map(({ row }) => row);
  }

  find(number: number): Kept | undefined {
    return this.#kept.find(({ row }) => row.number === number);
  }

  clear(): void {
    this.#kept = [];
    this.#bytes = 0;
  }
}

function bytesOf({ seen: { exchange, body } }: Kept): number {
  const { ending } = exchange;
  // What an exchange without content takes, about.
  return 2048 + (body?.length ?? 0) + (ending.kind === 'answered' ? ending.answer.body.length : 0);
}
