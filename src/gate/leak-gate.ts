import { realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../errors.js';
import { type Learnt, Redactor } from '../http/redact.js';
import { ConsoleCopy, type Writable } from './console-copy.js';
import type { Leak, Place, Unread, Wanted } from './examine.js';
import { examineFolder } from './examine-folder.js';
import { quarantine } from './quarantine.js';

/** What became of a file that held a secret. */
export type Removal =
  | { readonly kind: 'moved'; readonly to: string }
  | { readonly kind: 'stuck'; readonly reason: string }
  /** No run of the kit writes a file of that name. */
  | { readonly kind: 'left' };

/** What the console's streams are called. */
export type ConsoleName = 'standard output' | 'standard error';

/** What stands between a run and whoever reads what it wrote. */
export interface GateResult {
  /** The console's streams count as files. */
  readonly leaks: readonly Leak[];
  readonly unread: readonly Unread[];
  /** Where more is hidden than is decoded, in files and on the console. */
  readonly bounded: readonly Place[];
  /** How many files below the folder were read. */
  readonly files: number;
  /** By the file's path; none for the console. */
  readonly removals: ReadonlyMap<string, Removal>;
}

/**
 * Knows the secrets of a run by value, copies what the run prints, and at the end reads all that it wrote. It is
 * synchronous, so that it can be closed when the process exits and nothing is written behind it any more.
 */
export class LeakGate {
  readonly #folder: string;
  readonly #since: number;
  readonly #wanted: Wanted;
  readonly #isOfRun: (file: string) => boolean;
  readonly #copies: (readonly [name: ConsoleName, copy: ConsoleCopy])[] = [];

  /**
   * @param folder exists, and can be written to; everything that is written below it from now on belongs to the run
   * @param requirements the ids that what stands around a secret may name
   * @param isOfRun whether a run may have written a file, by its path below the folder; any other is somebody else's and stays where it is
   */
  constructor(
    folder: string,
    requirements: Iterable<string>,
    isOfRun: (file: string) => boolean = () => true,
  ) {
    this.#isOfRun = isOfRun;
    this.#folder = realpathSync(folder);
    this.#since = now(this.#folder);
    this.#wanted = { redactor: new Redactor(new Map()), requirements: new Set(requirements) };
  }

  /** Looks for one more secret. Values of fewer than eight characters are ignored: they would be found in words. */
  readonly learn: Learnt = (secret, name) => this.#wanted.redactor.learn(secret, name);

  /** Copies from now on what is written to a stream. */
  listen(name: ConsoleName, stream: Writable): void {
    this.#copies.push([name, new ConsoleCopy(stream, this.#wanted)]);
  }

  /** Reads everything, and moves the files that hold secrets to the folder's quarantine. */
  close(): GateResult {
    const examined = examineFolder(this.#folder, this.#wanted, this.#since);
    const { leaks, unread, files: read } = examined;
    const bounded: Place[] = [...examined.bounded];
    const files = new Set(leaks.map(({ file }) => file));
    const removals = new Map([...files].map((file) => [file, this.#remove(file)] as const));
    const printed = this.#copies.flatMap(([file, copy]) => {
      const { bounded: isBounded, ...found } = copy.end();
      if (isBounded) bounded.push({ file, inside: [] });
      return found.secrets.length > 0 ? [{ file, inside: [], ...found }] : [];
    });
    return { leaks: [...leaks, ...printed], unread, bounded, files: read, removals };
  }

  /** A text, such as a path, without the secrets. */
  clean(text: string): string {
    return this.#wanted.redactor.text(text);
  }

  #remove(file: string): Removal {
    if (!this.#isOfRun(file)) return { kind: 'left' };
    try {
      return { kind: 'moved', to: quarantine(this.#folder, file) };
    } catch (thrown) {
      return { kind: 'stuck', reason: messageOf(thrown) };
    }
  }
}

/** The time by the clock of the folder's file system, which may be another machine's and coarser than ours; in milliseconds. */
function now(folder: string): number {
  const file = join(folder, `.begun-${process.pid}`);
  try {
    writeFileSync(file, '');
    return statSync(file).ctimeMs;
  } finally {
    rmSync(file, { force: true });
  }
}
