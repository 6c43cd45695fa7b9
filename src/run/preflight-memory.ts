import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Preflight } from '../service/preflight.js';
import type { RunOptions } from './run-options.js';

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
  if (options.alone) return undefined;
  try {
    return JSON.parse(readFileSync(fileOf(options), 'utf8'));
  } catch {
    return undefined;
  }
}

export function remember(options: RunOptions, memory: Memory): void {
  if (options.alone) return;
  const file = fileOf(options);
  mkdirSync(options.output, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(memory));
  renameSync(`${file}.${process.pid}`, file);
}

/** To be called when a run ends. A folder that holds nothing else goes too. */
export function forget(options: RunOptions): void {
  if (!existsSync(fileOf(options))) return;
  rmSync(fileOf(options), { force: true });
  if (readdirSync(options.output).length === 0) rmdirSync(options.output);
}
