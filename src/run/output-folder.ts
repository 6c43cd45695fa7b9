import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KitError } from '../errors.js';
import {
  digestOfFolder,
  type Manifest,
  manifestName,
  readManifest,
  writeManifest,
} from '../evidence/manifest.js';
import { sha256Of } from '../files/sha256.js';
import { writeFailure } from '../files/write-whole.js';
import { formats } from '../forms/forms.js';
import { considerName } from '../forms/publish.js';
import type { GateOutcome } from '../report/gate-record.js';
import { reportName } from '../report/report-file.js';
import { statementNames } from '../report/statement/statement.js';
import { isStatementOf } from '../report/statement/statement-files.js';
import { writesName } from '../service/write-journal.js';
import { type FolderLock, lockFolder, lockName } from './folder-lock.js';

/** What a run may write, on the client's side with `-client` in the name. */
const fileNames: ReadonlySet<string> = new Set([
  ...[
    reportName,
    considerName,
    'evidence.ndjson',
    writesName,
    'exchanges.har',
    manifestName,
    'overview.json',
  ],
  ...['playwright.json', 'playwright.xml', 'playwright-blob.zip'],
  ...Object.keys(formats),
]);

/** What Playwright writes below it. */
const folderNames: ReadonlySet<string> = new Set(['playwright', 'playwright-html']);

/** What a shard leaves. */
const part = /^part-\d+-of-\d+\.(json|zip)$/;

const locks = new Map<string, FolderLock>();

/**
 * Makes the folder that a run writes to this process's own, without an earlier run's report and what belongs to it. Only
 * what an earlier run wrote, by its manifest, is removed. Throws KitError where another run is writing, where something
 * else is in the way, and where nothing can be written. Once more does nothing.
 */
export function claimOutput(folder: string): void {
  if (locks.has(folder)) return;
  if (basename(folder) === '--') throw new KitError('--output names no folder; give one behind it');
  const lock = reachable(folder, () => {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
    return lockFolder(folder);
  });
  try {
    const own = namesIn(folder).filter((name) => isOwn(name));
    const written = provenIn(folder, lock.abandonedSince);
    const [foreign, ...others] = own.filter((name) => !written(name));
    if (foreign !== undefined) throw new KitError(inTheWay(folder, foreign, others.length));
    const stated = statementNames.filter((name) => isStatementOf(folder, name));
    reachable(folder, () => {
      for (const name of [...own, ...stated]) rmSync(join(folder, name), { recursive: true, force: true });
    });
  } catch (thrown) {
    lock.release();
    throw thrown;
  }
  locks.set(folder, lock);
}

/** Removes a report that could not be written whole, and all that is made of it: a half of it would look whole. */
export function removeForms(folder: string, suffix: string): void {
  for (const name of [reportName, considerName, ...Object.keys(formats)])
    rmSync(join(folder, name.replace('.', `${suffix}.`)), { force: true });
}

/** Lists what the run wrote to its folder, and lets the folder go. `gate` is what the leak gate found; absent where there was none. Without a list it stays locked by a process that has ended, which tells the next run whose files lie there. */
export function releaseOutput(folder: string, gate: GateOutcome | undefined): void {
  const names = namesIn(folder).filter((name) => isOwn(name) && name !== manifestName);
  if (names.length > 0) writeManifest(folder, names, gate);
  locks.get(folder)?.release();
  locks.delete(folder);
}

function reachable<Value>(folder: string, act: () => Value): Value {
  try {
    return act();
  } catch (thrown) {
    throw writeFailure(folder, thrown);
  }
}

/** Level by level: Node's recursive form never ends below some folders that no folder can be made in, such as /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

function namesIn(folder: string): readonly string[] {
  return readdirSync(folder).sort();
}

function isOwn(name: string): boolean {
  return part.test(name) || folderNames.has(name) || fileNames.has(name.replace('-client.', '.'));
}

/** Whether a run may have written a file, by its path below an output folder: one of a run's names there, or below the folder of one of several targets. */
export function isOfRun(folder: string, file: string): boolean {
  const [first = '', second] = file.split('/');
  if (isOwn(first) || first.startsWith(lockName)) return true;
  const isTargets =
    existsSync(join(folder, first, manifestName)) || existsSync(join(folder, first, lockName));
  return second !== undefined && isTargets && (isOwn(second) || second.startsWith(lockName));
}

/** Whether an earlier run wrote what has a name: by its manifest, or because it died while the folder was its own. */
function provenIn(folder: string, abandonedSince: number | undefined): (name: string) => boolean {
  const manifest = manifestIn(folder);
  const listed = new Map(manifest?.files.map(({ file, sha256 }) => [file, sha256]));
  const folders = new Map(manifest?.folders?.map((one) => [one.folder, one.sha256]));
  return (name) => {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return false;
    if (abandonedSince !== undefined && oldestIn(path) >= abandonedSince) return true;
    if (name === manifestName) return manifest !== undefined;
    if (stat.isDirectory())
      return readdirSync(path).length === 0 || folders.get(name) === digestOfFolder(path);
    return stat.isFile() && listed.get(name) === sha256Of(readFileSync(path));
  };
}

/** The manifest of an earlier run; undefined where there is none, or one that is somebody else's. */
function manifestIn(folder: string): Manifest | undefined {
  try {
    return readManifest(folder).manifest;
  } catch {
    return undefined;
  }
}

/** When the oldest file of a folder was written, or the file itself, in milliseconds. */
function oldestIn(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const inner = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.min(
    stat.birthtimeMs || stat.mtimeMs,
    ...inner.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );
}

function inTheWay(folder: string, name: string, others: number): string {
  const more = others === 0 ? '' : `, and ${others} more`;
  return `${name}${more} in --output ${folder} would be replaced and is not what an earlier run left there; move it away, or give another folder`;
}
