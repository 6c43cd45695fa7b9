import type { Redactor } from './redact.js';

/** Bytes that are searched at once. */
const window = 1024 * 1024;

/** Bytes that are searched with what comes behind them: more than the base64 of the longest content that is evidence. */
const overlap = 128 * 1024;

/** Searches bytes that come in pieces for secrets, as they stand and hidden, as Latin-1, which changes no byte of ASCII or UTF-8. One that lies across the edge of pieces is found, up to 128 KiB in its encoding. */
export class SecretSearch {
  readonly #redactor: Redactor;
  readonly #found = new Set<string>();
  #carry = '';
  #pieces: Buffer[] = [];
  #size = 0;
  #hiddenLeft: number;
  #bounded = false;

  /** @param mostHidden bytes that are searched for what is hidden; behind them, secrets are found as they stand */
  constructor(redactor: Redactor, mostHidden = Number.POSITIVE_INFINITY) {
    this.#redactor = redactor;
    this.#hiddenLeft = mostHidden;
  }

  /** Takes a copy of the piece, which is searched now or later. */
  add(piece: Uint8Array): void {
    for (let at = 0; at < piece.length; at += window) {
      const part = piece.subarray(at, at + window);
      this.#pieces.push(Buffer.from(part));
      this.#size += part.length;
      if (this.#size >= window) this.#look();
    }
  }

  /** The names of the secrets that were found in all that was added, never their values. */
  get found(): readonly string[] {
    if (this.#size > 0) this.#look();
    return [...this.#found];
  }

  /** Whether more was hidden in all that was added than is decoded. */
  get bounded(): boolean {
    if (this.#size > 0) this.#look();
    return this.#bounded;
  }

  #look(): void {
    const text = this.#carry + latin1(Buffer.concat(this.#pieces));
    const { names, bounded } =
      this.#hiddenLeft > 0
        ? this.#redactor.search(text)
        : { names: this.#redactor.findOpen(text), bounded: false };
    for (const name of names) this.#found.add(name);
    this.#bounded ||= bounded;
    this.#hiddenLeft -= this.#size;
    this.#pieces = [];
    this.#size = 0;
    this.#carry = text.slice(-overlap);
  }
}

/** One character for each byte. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
