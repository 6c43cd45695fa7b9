const everyMs = 25;
const kept = 400;

/** Notices when this process itself is late, because the machine is busy: mocks answer late then, and drivers may give up on them. */
export class EventLoopDelay {
  readonly #delays: { readonly at: number; readonly ms: number }[] = [];
  readonly #timer: NodeJS.Timeout;
  #last = performance.now();

  constructor() {
    this.#timer = setInterval(() => {
      const now = performance.now();
      const ms = now - this.#last - everyMs;
      this.#last = now;
      if (ms < everyMs) return;
      this.#delays.push({ at: now, ms });
      if (this.#delays.length > kept) this.#delays.shift();
    }, everyMs);
    this.#timer.unref();
  }

  /** The longest delay since a moment of the monotonic clock, in milliseconds. */
  longestSince(moment: number): number {
    return Math.max(0, ...this.#delays.filter(({ at }) => at >= moment).map(({ ms }) => ms));
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
