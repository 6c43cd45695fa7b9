import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.js';

/** What the build found out about the files of specs/ and openapi/, by the SHA-256 of their text: parsing and linting them took half of a run. */
interface Prepared {
  readonly parsed: Readonly<Record<string, unknown>>;
  /** Digests of sets of files that were linted together. */
  readonly linted: readonly string[];
}

const file = join(packageRoot, 'dist', 'prepared.json');

let prepared: Prepared | undefined;

function load(): Prepared {
  try {
    prepared ??= JSON.parse(readFileSync(file, 'utf8')) as Prepared;
  } catch {
    prepared ??= { parsed: {}, linted: [] };
  }
  return prepared;
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
  writeFileSync(file, JSON.stringify(found));
}
