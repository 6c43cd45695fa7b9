import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { messageOf } from '../errors.js';
import type { Redactor } from '../http/redact.js';
import { latin1 } from '../http/secret-search.js';
import { type ArchiveEntry, archiveEntriesOf, type Packing } from './archive.js';
import { embeddedIn } from './embedded.js';
import { idsIn, requirementsAround } from './requirements-around.js';
import { Scan } from './scan.js';
import { withoutZeros } from './without-zeros.js';

/** What a gate looks for. */
export interface Wanted {
  readonly redactor: Redactor;
  /** The ids that what stands around a secret may name. */
  readonly requirements: ReadonlySet<string>;
}

/** A file, by its path below the folder that is read, with slashes, and the entries that lead to a place inside it, outermost first. */
export interface Place {
  readonly file: string;
  readonly inside: readonly string[];
}

/** Secrets that were found, by their names, never their values. */
export interface Leak extends Place {
  readonly secrets: readonly string[];
  /** Those that the secrets were written for, where that can be told. */
  readonly requirements: readonly string[];
}

/** What could not be read, so that nobody knows what it holds. */
export interface Unread extends Place {
  readonly reason: string;
}

/** What bounds the memory and time that one file may take, in bytes. */
export interface Limits {
  /** Read at once. */
  readonly piece: number;
  /** Held in memory at once: an archive, its entry, an archive in that. */
  readonly held: number;
  /** Unpacked from one file, over all its entries. */
  readonly unpacked: number;
  /** Archives in archives. */
  readonly depth: number;
}

export const usualLimits: Limits = {
  piece: 256 * 1024,
  held: 256 * 1024 * 1024,
  unpacked: 4 * 1024 * 1024 * 1024,
  depth: 12,
};

/** Bytes; longer texts are not asked which requirement a secret belongs to. */
const mostTelling = 16 * 1024 * 1024;

/** Searches one file, and everything that is packed in it. Memory is bounded by the limits, whatever the file's size; what lies past them is told as unread. */
export class Examination {
  readonly leaks: Leak[] = [];
  readonly unread: Unread[] = [];
  /** Where more is hidden than is decoded. */
  readonly bounded: Place[] = [];
  readonly #file: string;
  readonly #wanted: Wanted;
  readonly #limits: Limits;
  #left: number;
  #held = 0;

  /** @param file the path as it is told */
  constructor(file: string, wanted: Wanted, limits: Limits) {
    this.#file = file;
    this.#wanted = wanted;
    this.#limits = limits;
    this.#left = limits.unpacked;
  }

  /** Reads the file at a path. */
  read(path: string): void {
    try {
      const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
      try {
        this.#stream(file, path);
      } finally {
        closeSync(file);
      }
    } catch (thrown) {
      this.#cannotRead([], messageOf(thrown));
    }
  }

  #stream(file: number, path: string): void {
    const { piece, held } = this.#limits;
    const buffer = Buffer.allocUnsafe(piece);
    const scan = new Scan(this.#wanted.redactor);
    let size = 0;
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
      scan.add(buffer.subarray(0, read));
      size += read;
    }
    const packing = scan.packing ?? (size > 0 && path.toLowerCase().endsWith('.zip') ? 'zip' : undefined);
    if (size <= held) {
      const opened = scan.found.length > 0 || packing !== undefined || scan.embeds;
      this.#conclude(scan, packing, opened ? readFileSync(path) : Buffer.alloc(0), []);
      return;
    }
    if (scan.found.length > 0) this.#leak(scan.found, [], []);
    if (scan.bounded) this.bounded.push({ file: this.#file, inside: [] });
    if (packing !== undefined || scan.embeds) this.#cannotRead([], `an archive of more than ${held} bytes`);
  }

  #bytes(bytes: Uint8Array, inside: readonly string[]): void {
    const scan = new Scan(this.#wanted.redactor);
    for (let at = 0; at < bytes.length; at += this.#limits.piece)
      scan.add(bytes.subarray(at, at + this.#limits.piece));
    this.#conclude(scan, scan.packing, bytes, inside);
  }

  #conclude(scan: Scan, packing: Packing | undefined, bytes: Uint8Array, inside: readonly string[]): void {
    const { redactor, requirements } = this.#wanted;
    if (scan.found.length > 0) {
      const around =
        bytes.length > mostTelling
          ? []
          : requirementsAround(withoutZeros(latin1(bytes)), redactor, requirements);
      this.#leak(scan.found, around, inside);
    }
    if (scan.bounded) this.bounded.push({ file: this.#file, inside });
    this.#held += bytes.length;
    if (packing !== undefined) this.#unpack(bytes, packing, inside);
    else if (scan.embeds)
      for (const found of embeddedIn(latin1(bytes), this.#most)) {
        const within = [...inside, 'base64'];
        if (found.kind === 'archive') this.#unpack(found.bytes, found.packing, within);
        else this.#bytes(found.bytes, within);
      }
    this.#held -= bytes.length;
  }

  #unpack(bytes: Uint8Array, packing: Packing, inside: readonly string[]): void {
    const { depth } = this.#limits;
    if (inside.length >= depth) {
      this.#cannotRead(inside, `more than ${depth} archives in one another`);
      return;
    }
    try {
      for (const entry of archiveEntriesOf(bytes, packing, this.#most))
        this.#entry(entry, [...inside, entry.name]);
    } catch (thrown) {
      this.#cannotRead(inside, messageOf(thrown));
    }
  }

  #entry({ size, read }: ArchiveEntry, inside: readonly string[]): void {
    try {
      if (size > this.#most) throw new Error(`unpacks to more than ${this.#most} bytes`);
      const bytes = read();
      this.#left -= bytes.length;
      this.#bytes(bytes, inside);
    } catch (thrown) {
      this.#cannotRead(inside, messageOf(thrown));
    }
  }

  /** How much may be unpacked at once, by now. */
  get #most(): number {
    return Math.max(0, Math.min(this.#limits.held - this.#held, this.#left));
  }

  #leak(secrets: readonly string[], around: readonly string[], inside: readonly string[]): void {
    const byName = idsIn([this.#file, ...inside].join(' '), this.#wanted.requirements);
    this.leaks.push({ file: this.#file, inside, secrets, requirements: byName.length > 0 ? byName : around });
  }

  #cannotRead(inside: readonly string[], reason: string): void {
    this.unread.push({ file: this.#file, inside, reason });
  }
}
