/** A line for each of so many milliseconds where nobody watches a terminal. */
const pauseMs = 10_000;

/** Tells how much of a recording is read: in place on a terminal, else a line now and then. */
export class ReadingProgress {
  readonly #stream: NodeJS.WriteStream;
  #told = Date.now();
  #open = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(file: string, bytes: number, of: number): void {
    const now = Date.now();
    if (now - this.#told < (this.#stream.isTTY ? 200 : pauseMs)) return;
    this.#told = now;
    const line = `reading ${file}: ${Math.floor((100 * bytes) / Math.max(1, of))} % of ${megabytes(of)}`;
    this.#stream.write(this.#stream.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
    this.#open = this.#stream.isTTY;
  }

  /** Takes away what stands on the terminal. */
  end(): void {
    if (this.#open) this.#stream.write('\r\x1b[K');
    this.#open = false;
  }
}

function megabytes(bytes: number): string {
  return `${Math.max(1, Math.round(bytes / 1024 / 1024))} MB`;
}
