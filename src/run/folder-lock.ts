import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { KitError } from '../errors.js';

/** Who writes to a folder. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** What tells the process from a later one with its number, where the system tells it. */
  readonly born?: string;
  /** When it took the folder, in milliseconds by the clock of the folder's file system. */
  readonly since: number;
}

/** A folder that is this process's own for a while. */
export interface FolderLock {
  /** When the run before took the folder that died without letting it go; what is newer in it was written by that run. */
  readonly abandonedSince?: number;
  release(): void;
}

/** Stands in a folder while a run writes to it. */
export const lockName = '.run.lock';

/** How often a holder shows that it is alive, and how long it is believed to be, where its process cannot be seen. */
const [everyMs, believedMs] = [10_000, 60_000];

/** Takes a folder. Throws KitError where another run has it; a lock whose process died is taken over. */
export function lockFolder(folder: string): FolderLock {
  const file = join(folder, lockName);
  const mine = `${file}.${randomUUID()}`;
  let abandonedSince: number | undefined;
  try {
    const since = now(mine);
    const holder: Holder = { pid: process.pid, host: hostname(), ...bornAs(process.pid), since };
    writeFileSync(mine, JSON.stringify(holder));
    while (!take(mine, file)) {
      const before = holderIn(file);
      if (before && isAlive(before, since - touchedAt(file)))
        throw new KitError(
          `--output ${folder} is in use by another run (process ${before.pid} on ${before.host}); give another one, or wait`,
        );
      if (before && remove(file, before)) abandonedSince = before.since;
    }
  } finally {
    rmSync(mine, { force: true });
  }
  const timer = setInterval(() => touch(file), everyMs).unref();
  return {
    ...(abandonedSince === undefined ? {} : { abandonedSince }),
    release: () => {
      clearInterval(timer);
      rmSync(file, { force: true });
    },
  };
}

/** The time by the clock of the file system. */
function now(file: string): number {
  writeFileSync(file, '');
  return statSync(file).mtimeMs;
}

/** A link is made whole or not at all. */
function take(mine: string, file: string): boolean {
  try {
    linkSync(mine, file);
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false;
    // A file system without links.
    return takeByWriting(mine, file);
  }
}

function takeByWriting(mine: string, file: string): boolean {
  try {
    writeFileSync(file, readFileSync(mine), { flag: 'wx' });
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false;
    throw thrown;
  }
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
}

/** Whoever holds the lock; undefined where it was just let go. */
function holderIn(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (thrown) {
    return codeOf(thrown) === 'ENOENT' ? undefined : { pid: 0, host: '', since: touchedAt(file) };
  }
}

function touchedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function touch(file: string): void {
  try {
    const time = new Date();
    utimesSync(file, time, time);
  } catch {
    // Whoever removed the folder ended the run's claim to it.
  }
}

function isAlive({ pid, host, born }: Holder, silentMs: number): boolean {
  if (host !== hostname()) return silentMs < believedMs && pid !== 0;
  if (!isRunning(pid)) return false;
  return born === undefined || born === bornAs(pid).born;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM';
  }
}

/** On Linux, when a process was started, in ticks since the machine was. */
function bornAs(pid: number): { readonly born?: string } {
  try {
    const behindName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '';
    const born = behindName.split(' ')[19];
    return born === undefined ? {} : { born };
  } catch {
    return {};
  }
}

/** Removes a lock that its holder left, unless another run was quicker: then what was taken is put back. */
function remove(file: string, { pid, since }: Holder): boolean {
  const taken = `${file}.${randomUUID()}`;
  try {
    renameSync(file, taken);
  } catch {
    return false;
  }
  const found = holderIn(taken);
  const same = found?.pid === pid && found.since === since;
  if (!same) take(taken, file);
  rmSync(taken, { force: true });
  return same;
}
