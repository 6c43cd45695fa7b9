import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunOptions } from '../config/run-options.js';
import type { Preflight } from '../service/preflight.js';

/** Playwright starts a new worker after every failed test; what the first one found out is kept for the others, so that the service is not asked again. */
function fileOf(options: RunOptions): string {
  return join(options.output, `.preflight-${options.run}.json`);
}

/** What an earlier worker of this run found out, and how many requests were made. */
interface Memory {
  readonly found: Preflight;
  readonly spent: number;
}

/** What earlier workers of this run left; undefined for the first one. */
export function recall(options: RunOptions): Memory | undefined {
  try {
    return JSON.parse(readFileSync(fileOf(options), 'utf8'));
  } catch {
    return undefined;
  }
}

export function remember(options: RunOptions, memory: Memory): void {
  const file = fileOf(options);
  mkdirSync(options.output, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(memory));
  renameSync(`${file}.${process.pid}`, file);
}

/** To be called when a run ends. */
export function forget(options: RunOptions): void {
  rmSync(fileOf(options), { force: true });
}
