/** What came of looking for a line: where to go on, and the line without its end once that came. */
export interface TakenLine {
  readonly next: number;
  readonly line?: string;
  /** It ended with LF alone. */
  readonly bare?: true;
}

const lineFeed = 10;

/** Lines out of bytes as they come, each byte a character; counts how many bytes they took. */
export class LineReader {
  #partial: Buffer[] = [];
  #bytes = 0;

  /** Bytes of lines since the count began. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether the beginning of a line came already. */
  get begun(): boolean {
    return this.#partial.length > 0;
  }

  /** Begins to count anew. */
  count(from = 0): void {
    this.#bytes = from;
  }

  take(bytes: Buffer, at: number): TakenLine {
    const end = bytes.indexOf(lineFeed, at);
    const next = end < 0 ? bytes.length : end + 1;
    this.#bytes += next - at;
    if (end < 0) {
      this.#partial.push(bytes.subarray(at));
      return { next };
    }
    const line = this.begun
      ? Buffer.concat([...this.#partial, bytes.subarray(at, end)]).toString('latin1')
      : bytes.toString('latin1', at, end);
    this.#partial = [];
    return line.endsWith('\r') ? { next, line: line.slice(0, -1) } : { next, line, bare: true };
  }
}
