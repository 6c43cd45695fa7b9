import { Tokenizer, TokenParser } from '@streamparser/json';
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
  readonly #tokenizer = new Tokenizer({ stringBufferSize: 64 * 1024 });
  readonly #parser = new TokenParser({
    paths: ['$.log.entries.*', '$.log.creator', '$.log.version'],
    keepStack: false,
  });
  /** As long as nobody has said who wrote it, what is left out says nothing. */
  #writer: HarWriter = { exact: false, stripsCredentials: true };
  #entries = 0;
  #isArchive = false;
  #bytes = 0;
  #lines = 1;
  /** Where the last token began. */
  #token = 0;
  #wrong: Error | undefined;

  /** @param name what messages call the file */
  constructor(name: string, sink: EntrySink, resources: Resources = () => undefined) {
    this.#name = name;
    this.#sink = sink;
    this.#resources = resources;
    this.#parser.onValue = ({ value, key }) => this.#take(value, key);
    this.#tokenizer.onToken = (token) => {
      this.#token = token.offset;
      this.#parser.write(token);
    };
    this.#tokenizer.onError = (error) => this.#fail(error);
    this.#parser.onError = (error) => this.#fail(error);
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
      this.#tokenizer.write(chunk);
    } catch (thrown) {
      this.#fail(thrown);
    }
    if (this.#wrong) throw this.#explain(this.#wrong, chunk, before);
    this.#lines += linesIn(chunk);
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

  #fail(thrown: unknown): void {
    this.#wrong ??= thrown instanceof Error ? thrown : new Error(String(thrown));
  }

  /** What the parser could not read in a piece that begins at a byte; it is told where, and never what. */
  #explain(wrong: Error, chunk: Uint8Array, begin: number): KitError {
    if (wrong instanceof KitError) return wrong;
    const byte = Number(/absolute position "(\d+)"/.exec(wrong.message)?.[1] ?? this.#token);
    const line = this.#lines + linesIn(chunk.subarray(0, Math.max(0, byte - begin)));
    const where = this.#entries === 0 ? '' : `, behind entry ${this.#entries}`;
    return new KitError(`${this.#name}:${line} is not JSON at byte ${byte}${where}`);
  }
}

function linesIn(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) lines += 1;
  return lines;
}
