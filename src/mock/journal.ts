import type { Call } from './call.js';
import type { Reply } from './reply.js';

/** A call and what was decided to answer. */
export interface JournalEntry {
  readonly call: Call;
  readonly reply: Reply;
}

/** The latest calls with their replies. An entry is written before its reply leaves, so a client that has an answer finds it here. */
export class Journal {
  readonly #capacity: number;
  readonly #entries: JournalEntry[] = [];
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  write(entry: JournalEntry): void {
    this.#entries[this.#next] = entry;
    this.#next = (this.#next + 1) % this.#capacity;
  }

  /** Oldest first. */
  read(): readonly JournalEntry[] {
    return [...this.#entries.slice(this.#next), ...this.#entries.slice(0, this.#next)];
  }
}
