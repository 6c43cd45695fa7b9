import { latin1, SecretSearch } from '../http/secret-search.js';
import type { Wanted } from './examine.js';
import { requirementsAround } from './requirements-around.js';

/** A stream that text is written to, such as standard output. */
export type Writable = Pick<NodeJS.WriteStream, 'write'>;

/** So much is kept until the end, in bytes, because a secret may become known after it was printed; of more, the older part is searched for what is known by then. */
const most = 1024 * 1024;

/** Sees everything that the process writes to a stream, and hands it on. */
export class ConsoleCopy {
  readonly #wanted: Wanted;
  readonly #search: SecretSearch;
  readonly #requirements = new Set<string>();
  #pieces: Buffer[] = [];
  #size = 0;

  constructor(stream: Writable, wanted: Wanted) {
    this.#wanted = wanted;
    this.#search = new SecretSearch(wanted.redactor);
    stream.write = new Proxy(stream.write, {
      apply: (write, self, args: readonly unknown[]) => {
        this.#add(args);
        return Reflect.apply(write, self, args);
      },
    });
  }

  /** What was found in all that was written. */
  end(): {
    readonly secrets: readonly string[];
    readonly requirements: readonly string[];
    /** More was hidden in it than is decoded. */
    readonly bounded: boolean;
  } {
    this.#look();
    const { found, bounded } = this.#search;
    return { secrets: found, requirements: [...this.#requirements], bounded };
  }

  #add([chunk, encoding]: readonly unknown[]): void {
    const piece = bytesOf(chunk, encoding);
    this.#pieces.push(piece);
    this.#size += piece.length;
    if (this.#size > most) this.#look();
  }

  #look(): void {
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.#size = 0;
    this.#search.add(bytes);
    if (this.#search.found.length === 0) return;
    const { redactor, requirements } = this.#wanted;
    for (const id of requirementsAround(latin1(bytes), redactor, requirements)) this.#requirements.add(id);
  }
}

function bytesOf(chunk: unknown, encoding: unknown): Buffer {
  if (chunk instanceof Uint8Array) return Buffer.from(chunk);
  return Buffer.from(
    String(chunk),
    typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8',
  );
}
