import type { Markup } from './markup.js';

/** How many bytes of evidence the page still takes. Once something found no room, nothing after it does, so that what is shown is the beginning. */
export class Room {
  #left: number;
  #over = false;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Whether asking is of no use. */
  get over(): boolean {
    return this.#over;
  }

  /** What was made, if there is room for it. */
  take(make: () => Markup): Markup | undefined {
    if (this.#over) return undefined;
    const made = make();
    this.#left -= Buffer.byteLength(made.toString());
    this.#over = this.#left < 0;
    return this.#over ? undefined : made;
  }
}
