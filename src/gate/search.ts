import type { Redactor } from '../http/redact.js';

/** Searches bytes that come in pieces for secrets: as Latin-1, which changes no byte of ASCII or UTF-8, and with zero bytes left out, which makes ASCII of UTF-16 and UTF-32. A form that lies across the edge of two pieces is found. */
export class Search {
  readonly #redactor: Redactor;
  readonly #found = new Set<string>();
  #carry = '';

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  add(piece: Uint8Array): void {
    // A character takes four bytes in UTF-32.
    const overlap = 4 * this.#redactor.longest;
    const text = this.#carry + latin1(piece);
    for (const name of findIn(text, this.#redactor)) this.#found.add(name);
    this.#carry = overlap === 0 ? '' : text.slice(-overlap);
  }

  /** The names of the secrets that were found, never their values. */
  get found(): readonly string[] {
    return [...this.#found];
  }
}

/** The names of the secrets in a text of one character for each byte. */
export function findIn(text: string, redactor: Redactor): readonly string[] {
  const found = redactor.find(text);
  const bare = text.includes('\0') ? redactor.find(withoutZeros(text)) : [];
  const escaped = text.includes('u0000') ? redactor.find(text.replaceAll(/\\+u0000/g, '')) : [];
  return [...new Set([...found, ...bare, ...escaped])];
}

/** A text of one character for each byte, without its zeros. */
export function withoutZeros(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  let length = 0;
  for (const byte of bytes) {
    if (byte !== 0) {
      bytes[length] = byte;
      length += 1;
    }
  }
  return bytes.toString('latin1', 0, length);
}

/** One character for each byte. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
