import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Removes the folders below a folder in which nothing lies, and itself when nothing is left: Playwright makes one for each test, most of which stay empty. */
export function pruneEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) pruneEmpty(join(folder, entry.name));
  if (readdirSync(folder).every((name) => name === '.last-run.json')) rmSync(folder, { recursive: true });
}
