import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.js';
import { sha256Of } from './sha256.js';

/** What the build found out about the files of specs/ and openapi/, by the SHA-256 of their text: parsing and linting them took half of a run. */
interface Prepared {
  readonly parsed: Readonly<Record<string, unknown>>;
  /** Digests of sets of files that were linted together. */
  readonly linted: readonly string[];
}

const file = join(packageRoot, 'dist', 'prepared.json');

/** Where the build leaves the SHA-256 of what it prepared; the kit's digest is over it. */
export const preparedDigestFile = join(packageRoot, 'dist', 'src', 'files', 'prepared.sha256');

let prepared: Prepared | undefined;

function load(): Prepared {
  prepared ??= read();
  return prepared;
}

/** Nothing where it is not what the build wrote: then everything is parsed and linted anew. */
function read(): Prepared {
  try {
    const text = readFileSync(file, 'utf8');
    if (sha256Of(text) === readFileSync(preparedDigestFile, 'utf8')) return JSON.parse(text);
  } catch {}
  return { parsed: {}, linted: [] };
}

/** The data of a YAML text that the build parsed; undefined for any other. */
export function parsedBefore(sha256: string): unknown {
  return structuredClone(load().parsed[sha256]);
}

/** Whether the build found nothing wrong with these very files. */
export function lintedBefore(digest: string): boolean {
  return load().linted.includes(digest);
}

/** Writes what a build found out. */
export function savePrepared(found: Prepared): void {
  const text = JSON.stringify(found);
  writeFileSync(file, text);
  writeFileSync(preparedDigestFile, sha256Of(text));
}
