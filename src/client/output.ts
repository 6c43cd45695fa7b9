import type { Redactor } from '../http/redact.js';
import { SecretSearch } from '../http/secret-search.js';

const kept = 64 * 1024;
/** A flood would take longer to decode than to write. */
const mostHidden = 16 * 1024 * 1024;

/** What a process writes to one stream: every byte is searched for secrets, the last 64 KiB are kept. */
export class Output {
  readonly #search: SecretSearch;
  #tail: Buffer = Buffer.alloc(0);

  constructor(secrets: Redactor) {
    this.#search = new SecretSearch(secrets, mostHidden);
  }

  add(piece: Buffer): void {
    this.#search.add(piece);
    const joined = this.#tail.length === 0 ? piece : Buffer.concat([this.#tail, piece]);
    this.#tail = joined.length > kept ? Buffer.from(joined.subarray(-kept)) : joined;
  }

  /** The names of the secrets that were found. */
  get leaks(): readonly string[] {
    return this.#search.found;
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
