import type { Framing } from './framing.js';
import { HeaderLines } from './header-lines.js';
import { LineReader } from './line-reader.js';

/** How content ended: whole, cut by the kit at its limit of content, wrongly, or with too many bytes around it. */
export type ContentEnd =
  | { readonly kind: 'whole' | 'overflow' | 'too-much-around' }
  | { readonly kind: 'wrong'; readonly how: string };

type State = 'plain' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailers';

const [carriageReturn, lineFeed] = [13, 10];

/** What becomes of content past the most that is kept: reading ends there, or goes on and keeps no more. */
export type Beyond = 'ends' | 'is-dropped';

/** Reads the content of a message from bytes as they come, without the framing around it. */
export class ContentReader {
  readonly #most: number;
  readonly #mostAround: number;
  readonly #beyond: Beyond;
  readonly #pieces: Buffer[] = [];
  readonly #extensions: string[] = [];
  readonly #trailers = new HeaderLines();
  readonly #lines = new LineReader();
  #state: State;
  #due: number;
  #size = 0;
  #extensionBytes = 0;
  #end: ContentEnd | undefined;

  /**
   * @param most bytes of content that are kept
   * @param mostAround bytes of trailers and chunk extensions that are read
   */
  constructor(
    framing: Exclude<Framing, { readonly kind: 'wrong' }>,
    most: number,
    mostAround: number,
    beyond: Beyond = 'ends',
  ) {
    this.#most = most;
    this.#beyond = beyond;
    this.#mostAround = mostAround;
    this.#state = framing.kind === 'chunked' ? 'chunk-size' : 'plain';
    this.#due = framing.kind === 'length' ? framing.bytes : Number.POSITIVE_INFINITY;
    if (framing.kind === 'none' || this.#due === 0) this.#end = { kind: 'whole' };
  }

  /** How it ended; undefined as long as more is to come. */
  get end(): ContentEnd | undefined {
    return this.#end;
  }

  /** Bytes of content so far. */
  get size(): number {
    return this.#size;
  }

  /** Whether there was more content than is kept. */
  get overflow(): boolean {
    return this.#size > this.#most;
  }

  get bytes(): Buffer {
    const [first] = this.#pieces;
    return first && this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces);
  }

  get trailers(): HeaderLines {
    return this.#trailers;
  }

  /** Chunk extensions as sent, each with its semicolon. */
  get extensions(): readonly string[] {
    return this.#extensions;
  }

  /** Takes bytes from a place on; returns where to go on. */
  take(bytes: Buffer, at: number): number {
    if (this.#state === 'plain' || this.#state === 'chunk') return this.#takeContent(bytes, at);
    const first = bytes[at];
    const behindChunk = this.#state === 'chunk-end' && !this.#lines.begun;
    if (behindChunk && first !== carriageReturn && first !== lineFeed) return this.#tooLongChunk(at);
    const { next, line, bare } = this.#lines.take(bytes, at);
    if (this.#lines.bytes > this.#mostAround) this.#end = { kind: 'too-much-around' };
    else if (line !== undefined) {
      if (bare) this.#trailers.bareLineEnd();
      this.#line(line, next);
    }
    return next;
  }

  #takeContent(bytes: Buffer, at: number): number {
    const next = Math.min(bytes.length, at + this.#due);
    const room = this.#most - this.#size;
    this.#size += next - at;
    this.#due -= next - at;
    if (room > 0) this.#pieces.push(bytes.subarray(at, Math.min(next, at + room)));
    if (this.#size > this.#most && this.#beyond === 'ends') this.#end = { kind: 'overflow' };
    else if (this.#due === 0 && this.#state === 'chunk') this.#state = 'chunk-end';
    else if (this.#due === 0) this.#end = { kind: 'whole' };
    return next;
  }

  #line(line: string, next: number): void {
    if (this.#state === 'chunk-size') this.#chunkSize(line);
    else if (this.#state === 'trailers') {
      if (line === '') this.#end = { kind: 'whole' };
      else this.#trailers.add(line);
    } else if (line === '') this.#state = 'chunk-size';
    else this.#tooLongChunk(next);
    // Sizes of chunks are no more than content has of them; what is said beside them is counted.
    if (this.#state !== 'trailers') this.#lines.count(this.#extensionBytes);
  }

  #chunkSize(line: string): void {
    const [, digits, extension = ''] = /^([0-9a-f]{1,16})[ \t]*(;.*)?$/is.exec(line) ?? [];
    if (digits === undefined) {
      this.#end = { kind: 'wrong', how: `${JSON.stringify(line.slice(0, 40))} is no size of a chunk` };
      return;
    }
    if (extension !== '') this.#extensions.push(extension);
    this.#extensionBytes += extension.length;
    this.#due = Number.parseInt(digits, 16);
    this.#state = this.#due === 0 ? 'trailers' : 'chunk';
  }

  #tooLongChunk(at: number): number {
    this.#end = { kind: 'wrong', how: 'a chunk is longer than its size says' };
    return at;
  }
}
