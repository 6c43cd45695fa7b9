import type { Redactor } from '../http/redact.js';
import { SecretSearch } from '../http/secret-search.js';
import { type Packing, packingOf } from './archive.js';
import { marks } from './embedded.js';

/** Longer than any mark, so that none is missed between two pieces, and than a zip's end. */
const kept = 32;

/** One way through a content, piece by piece: which secrets it holds, and what it is. */
export class Scan {
  readonly #search: SecretSearch;
  #head: Buffer = Buffer.alloc(0);
  #tail: Buffer = Buffer.alloc(0);
  #embeds = false;

  constructor(redactor: Redactor) {
    this.#search = new SecretSearch(redactor);
  }

  add(piece: Uint8Array): void {
    this.#search.add(piece);
    if (this.#head.length < 4) this.#head = Buffer.concat([this.#head, piece.subarray(0, 4)]);
    const text = Buffer.concat([this.#tail, piece]);
    this.#embeds ||= marks.some((mark) => text.includes(mark));
    this.#tail = Buffer.from(text.subarray(-kept));
  }

  /** The names of the secrets. */
  get found(): readonly string[] {
    return this.#search.found;
  }

  /** Whether more is hidden in it than is decoded. */
  get bounded(): boolean {
    return this.#search.bounded;
  }

  /** How the whole of it is packed. */
  get packing(): Packing | undefined {
    return packingOf(this.#head, this.#tail);
  }

  /** Whether it is a text that may hold an archive in base64. */
  get embeds(): boolean {
    return this.#embeds;
  }
}
