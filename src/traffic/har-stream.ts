import { JSONParser } from '@streamparser/json';
import { KitError } from '../errors.js';
import type { Resources } from './har-content.js';
import { type HarWriter, harWriterOf, readHarEntry } from './har-entry.js';
import { textIn } from './har-value.js';
import type { EntrySink } from './read-entry.js';

/** Reads an HTTP Archive as its bytes come, holding one entry at a time. */
export class HarStream {
  readonly #name: string;
  readonly #sink: EntrySink;
  readonly #resources: Resources;
  readonly #parser = new JSONParser({
    paths: ['$.log.entries.*', '$.log.creator', '$.log.version'],
    keepStack: false,
    stringBufferSize: 64 * 1024,
  });
  #writer: HarWriter = harWriterOf('');
  #entries = 0;
  #isArchive = false;
  #bytes = 0;
  #lines = 1;
  #wrong: KitError | undefined;

  /** @param name what messages call the file */
  constructor(name: string, sink: EntrySink, resources: Resources = () => undefined) {
    this.#name = name;
    this.#sink = sink;
    this.#resources = resources;
    this.#parser.onValue = ({ value, key }) => this.#take(value, key);
    this.#parser.onError = (error) => {
      this.#wrong ??= this.#explain(error);
    };
  }

  get entries(): number {
    return this.#entries;
  }

  /** Takes the next bytes. Throws KitError for what is no archive. */
  write(chunk: Uint8Array): void {
    if (this.#bytes === 0) this.#demandText(chunk);
    const before = this.#bytes;
    this.#bytes += chunk.length;
    try {
      this.#parser.write(chunk);
    } catch (thrown) {
      if (thrown instanceof KitError) throw thrown;
      this.#wrong ??= this.#explain(thrown);
    }
    if (this.#wrong) throw this.#wrong;
    if (before >= 0) for (const byte of chunk) if (byte === 0x0a) this.#lines += 1;
  }

  /** To be called behind the last byte. Throws KitError for an archive that is cut off, and for other JSON. */
  end(): void {
    if (this.#bytes === 0) throw new KitError(`${this.#name} is empty`);
    if (!this.#parser.isEnded)
      throw new KitError(
        `${this.#name} is cut off: it ends at byte ${this.#bytes}, line ${this.#lines}, behind entry ${this.#entries}`,
      );
    if (!this.#isArchive)
      throw new KitError(`${this.#name} is JSON but no HTTP Archive: it has no log with entries`);
  }

  #take(value: unknown, key: unknown): void {
    this.#isArchive = true;
    if (key === 'creator') {
      this.#writer = harWriterOf(textIn(value, 'name') ?? '');
      return;
    }
    if (key === 'version') return;
    if (typeof key !== 'number')
      throw new KitError(`${this.#name} is no HTTP Archive: its log.entries is no list`);
    this.#entries += 1;
    const position = `entry ${this.#entries}`;
    this.#sink(readHarEntry(value, this.#writer, this.#resources, `${this.#name}, ${position}`), position);
  }

  #demandText(chunk: Uint8Array): void {
    const [first, second] = chunk;
    if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
      throw new KitError(`${this.#name} is UTF-16; save it as UTF-8`);
  }

  /** What the parser could not read; it is told where, and never what. */
  #explain(thrown: unknown): KitError {
    if (thrown instanceof KitError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const byte = /absolute position "(\d+)"/.exec(message)?.[1];
    const at = byte === undefined ? `behind byte ${this.#bytes}` : `at byte ${byte}`;
    const where = this.#entries === 0 ? '' : `, behind entry ${this.#entries}`;
    return new KitError(`${this.#name}:${this.#lines} is not JSON ${at}${where}`);
  }
}
