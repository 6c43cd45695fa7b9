/** What a request under way may say later: how many were allowed beside it. */
export interface Place {
  readonly limit: number;
  readonly round: number;
}

/** Lets so many requests be open at a time, and the others wait in their order. */
export class OpenRequests {
  #limit: number;
  #round = 0;
  #open = 0;
  #aside = 0;
  readonly #waiting: (() => void)[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #emptied: (() => void) | undefined;

  /** @param limit how many; Infinity where nobody counts */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get limit(): number {
    return this.#limit;
  }

  /** Whether requests of several tests may be open beside each other. */
  get isCrowd(): boolean {
    return this.#limit > 1 && this.#limit < Number.POSITIVE_INFINITY;
  }

  /** Does something that holds a place, as soon as there is one. */
  async during<Result>(act: (place: Place) => Promise<Result>): Promise<Result> {
    if (this.#aside > 0 || this.#open >= this.#limit)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#open += 1;
    try {
      return await act({ limit: this.#limit, round: this.#round });
    } finally {
      this.#open -= 1;
      if (this.#open === 0) this.#emptied?.();
      this.#admit();
    }
  }

  /** Does something while nothing else is open. What it does takes no place. */
  async alone<Result>(act: () => Promise<Result>): Promise<Result> {
    this.#aside += 1;
    const before = this.#last;
    let done = () => {};
    this.#last = new Promise<void>((resolve) => {
      done = resolve;
    });
    try {
      await before;
      if (this.#open > 0)
        await new Promise<void>((resolve) => {
          this.#emptied = resolve;
        });
      this.#emptied = undefined;
      return await act();
    } finally {
      this.#aside -= 1;
      done();
      this.#admit();
    }
  }

  /** Halves the limit because a request was told to wait; once for all that were under way together. Returns whether others were allowed beside it. */
  narrow({ limit, round }: Place): boolean {
    if (limit <= 1 || limit === Number.POSITIVE_INFINITY) return false;
    if (round !== this.#round) return true;
    this.#round += 1;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
    return true;
  }

  /** One at a time from now on. */
  slowDown(): void {
    this.#limit = 1;
  }

  #admit(): void {
    while (this.#aside === 0 && this.#open < this.#limit) {
      const next = this.#waiting.shift();
      if (!next) return;
      // Before it goes on, so that nobody takes the place in between.
      this.#open += 1;
      next();
    }
  }
}
