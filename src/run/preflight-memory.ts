import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EvidenceRecord } from '../evidence/evidence-record.js';
import { writeFailure, writeWhole } from '../files/write-whole.js';
import type { Preflight } from '../service/preflight.js';
import type { TargetCustomer } from '../target/target.js';
import type { Played } from './played.js';
import type { Task } from './task.js';

/** Playwright starts a new worker after every failed test; what the first one found out is kept for the others, so that the service is not asked again. */
function fileOf({ choices }: Task): string {
  return join(choices.output, `.preflight-${choices.run}.json`);
}

/** In a run that writes: how many writes were noted and counted, and the customers that may be written to, or may no more. */
export interface WritesMemory {
  readonly sent: number;
  readonly spent: number;
  readonly free: readonly TargetCustomer[];
  readonly spentCustomers: readonly string[];
}

/** What an earlier worker of this run found out, and how many requests were made. */
export interface Memory {
  readonly found: Preflight;
  readonly spent: number;
  readonly writes?: WritesMemory;
  /** Tests that were played in advance, by their keys, and nobody collected. */
  readonly played?: Readonly<Record<string, Played>>;
  /** The evidence that nobody collected. */
  readonly evidence?: readonly EvidenceRecord[];
}

/** What earlier workers of this run left; undefined for the first one. */
export function recall(task: Task): Memory | undefined {
  if (isAlone(task)) return undefined;
  try {
    return JSON.parse(readFileSync(fileOf(task), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Keeps what was found out, and how much was spent, for later workers. Throws KitError where it cannot be written. */
export function remember(task: Task, memory: Memory): void {
  if (isAlone(task)) return;
  const file = fileOf(task);
  const { output } = task.choices;
  try {
    mkdirSync(output, { recursive: true });
    writeWhole(file, JSON.stringify(memory));
  } catch (thrown) {
    throw writeFailure(output, thrown);
  }
}

/** To be called when a run ends. A folder that holds nothing else goes too. */
export function forget(task: Task): void {
  if (!existsSync(fileOf(task))) return;
  rmSync(fileOf(task), { force: true });
  if (readdirSync(task.choices.output).length === 0) rmdirSync(task.choices.output);
}

function isAlone(task: Task): boolean {
  return task.kind === 'by-hand' && task.alone;
}
