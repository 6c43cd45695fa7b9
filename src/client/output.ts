import type { Redactor } from '../http/redact.js';

/** Longer than any form of a secret, so that one which is split between two pieces is found. */
const overlap = 8192;
const kept = 64 * 1024;

/** What a process writes to one stream: every byte is searched for secrets, the last 64 KiB are kept. */
export class Output {
  readonly #secrets: Redactor;
  readonly #found = new Set<string>();
  #carry = '';
  #tail: Buffer = Buffer.alloc(0);

  constructor(secrets: Redactor) {
    this.#secrets = secrets;
  }

  add(piece: Buffer): void {
    const text = this.#carry + piece.toString('latin1');
    for (const name of this.#secrets.find(text)) this.#found.add(name);
    this.#carry = text.slice(-overlap);
    const joined = this.#tail.length === 0 ? piece : Buffer.concat([this.#tail, piece]);
    this.#tail = joined.length > kept ? Buffer.from(joined.subarray(-kept)) : joined;
  }

  /** The names of the secrets that were found. */
  get leaks(): readonly string[] {
    return [...this.#found];
  }

  /** The last 64 KiB. */
  get tail(): string {
    return this.#tail.toString('utf8');
  }

  /** The last line that is not empty; a carriage return, as of a progress bar, begins a line too. */
  get lastLine(): string {
    return (
      this.tail
        .trimEnd()
        .split(/[\r\n]/)
        .at(-1) ?? ''
    );
  }
}
