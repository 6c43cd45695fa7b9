/** Names for places in the page, each given once. */
export class Anchors {
  readonly #taken: Set<string>;

  constructor(taken: readonly string[] = []) {
    this.#taken = new Set(taken);
  }

  /** The wanted name in the characters of an anchor, with a number where it is taken. */
  claim(wanted: string): string {
    const name = wanted.replaceAll(/[^\w.-]/g, '_') || '_';
    let free = name;
    for (let number = 2; this.#taken.has(free); number += 1) free = `${name}_${number}`;
    this.#taken.add(free);
    return free;
  }
}
