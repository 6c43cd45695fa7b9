/** Characters of all runs that are remembered together. */
const most = 512 * 1024;

/** Remembers which runs of characters hold nothing legible: the same ids and paths stand in the files of a run many times. */
export class IdleRuns {
  #known = new Set<string>();
  #size = 0;

  /** Whether the run was added, and not forgotten since. */
  has(run: string): boolean {
    return this.#known.has(run);
  }

  /** Remembers a run of ASCII; whatever was remembered before is forgotten when it is too much. */
  add(run: string): void {
    if (this.#size > most) {
      this.#known = new Set();
      this.#size = 0;
    }
    // A copy: a slice would keep the whole text that it was found in.
    this.#known.add(Buffer.from(run, 'latin1').toString('latin1'));
    this.#size += run.length;
  }
}
