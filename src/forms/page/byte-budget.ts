import type { Markup } from './markup.js';

/** How many bytes of evidence the page still takes. Once something did not fit, nothing after it does, so that what is shown is the beginning. */
export class ByteBudget {
  #left: number;
  #spent = false;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Whether asking is of no use. */
  get spent(): boolean {
    return this.#spent;
  }

  /** What was made, if it fits. */
  take(make: () => Markup): Markup | undefined {
    if (this.#spent) return undefined;
    const made = make();
    this.#left -= Buffer.byteLength(made.toString());
    this.#spent = this.#left < 0;
    return this.#spent ? undefined : made;
  }
}
