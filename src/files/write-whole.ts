import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KitError, messageOf } from '../errors.js';

/** Writes a file whole or not at all: what was there before stays until all is written. Throws what the file system says. */
export function writeWhole(file: string, content: string | Buffer): void {
  const part = join(dirname(file), `.${basename(file)}.${process.pid}`);
  try {
    writeFileSync(part, content);
    renameSync(part, file);
  } catch (thrown) {
    rmSync(part, { force: true });
    throw thrown;
  }
}

/** Why nothing could be written to the folder of a run, by what was thrown. */
export function writeFailure(folder: string, thrown: unknown): KitError {
  if (thrown instanceof KitError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  // The file system is full, or this user's part of it.
  if (code === 'ENOSPC' || code === 'EDQUOT') return new KitError(`no space left in ${folder}`);
  return new KitError(`cannot write to --output ${folder}: ${messageOf(thrown)}`);
}
