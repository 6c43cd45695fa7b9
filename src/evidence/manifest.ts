import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { KitError, messageOf } from '../errors.js';
import { kitVersion } from '../files/package-root.js';
import { sha256Of } from '../files/sha256.js';
import { writeWhole } from '../files/write-whole.js';
import type { GateOutcome, GateRecord } from '../report/gate-record.js';
import { readJson, reportName } from '../report/report-file.js';
import { describeRecord, readEvidence } from './evidence-file.js';

/** What a run left, and what the leak gate made of it; schemas/manifest.schema.json describes it. */
export interface Manifest {
  readonly format: 'qualification-kit-manifest/1';
  readonly kit: { readonly name: string; readonly version: string };
  /** Absent where none watched the run: it was started by hand. */
  readonly leakGate?: GateOutcome;
  readonly files: readonly ListedFile[];
  /** What lies in folders below it, which is no evidence. */
  readonly folders?: readonly { readonly folder: string; readonly sha256: string }[];
}

interface ListedFile {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Of evidence: the SHA-256 of its last line, which vouches for all the others. */
  readonly head?: string;
}

/** The name of the manifest in a run's folder. */
export const manifestName = 'manifest.json';

/** Lists what a run left in its folder: the files and folders of these names. */
export function writeManifest(
  folder: string,
  names: readonly string[],
  leakGate: GateOutcome | undefined,
): void {
  const isFolder = (name: string) => statSync(join(folder, name)).isDirectory();
  const folders = names
    .filter(isFolder)
    .map((name) => ({ folder: name, sha256: digestOfFolder(join(folder, name)) }));
  const manifest: Manifest = {
    format: 'qualification-kit-manifest/1',
    kit: { name: 'qualification-kit', version: kitVersion },
    ...(leakGate ? { leakGate } : {}),
    files: names.filter((name) => !isFolder(name)).map((name) => listed(folder, name)),
    ...(folders.length > 0 ? { folders } : {}),
  };
  writeWhole(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The SHA-256 over names and contents of all files below a folder. */
export function digestOfFolder(folder: string): string {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  return sha256Of(names.map((name) => `${name}\0${sha256Of(readFileSync(join(folder, name)))}\n`).join(''));
}

function listed(folder: string, file: string): ListedFile {
  const path = join(folder, file);
  const bytes = readFileSync(path);
  const head = /^evidence.*\.ndjson$/.test(file)
    ? { head: sha256Of(bytes.toString().trimEnd().split('\n').at(-1) ?? '') }
    : {};
  return { file, bytes: bytes.length, sha256: sha256Of(bytes), ...head };
}

/** The manifest of a run, and its own digest. Throws KitError where there is none, or one that does not satisfy its schema. */
export function readManifest(folder: string): { readonly manifest: Manifest; readonly sha256: string } {
  if (!existsSync(join(folder, manifestName)))
    throw new KitError(
      `there is no ${manifestName} in ${folder}; a run of the command writes one when it ends`,
    );
  const { data, sha256 } = readJson(join(folder, manifestName), 'manifest');
  return { manifest: data as Manifest, sha256 };
}

/** What the leak gate left in the folder of a run; undefined where no gate was closed. Throws KitError like readManifest. */
export function gateRecordIn(folder: string): GateRecord | undefined {
  if (!existsSync(join(folder, manifestName))) return undefined;
  const { leakGate, files } = readManifest(folder).manifest;
  if (!leakGate) return undefined;
  const conformance = files.find(({ file }) => file === reportName)?.sha256;
  return { ...leakGate, ...(conformance === undefined ? {} : { conformance }) };
}

/** How one file of a run is now. */
export interface FileState {
  readonly file: string;
  /** What is not as it was written; absent for a file that is. */
  readonly problem?: string;
  /** Records, of evidence. */
  readonly records?: number;
}

/** Looks at every file that the manifest lists. Of changed evidence, the first record that was changed is named. */
export function examineFiles(folder: string, { files }: Manifest): readonly FileState[] {
  return files.map((listed): FileState => {
    try {
      return fileStateOf(folder, listed);
    } catch (thrown) {
      return { file: listed.file, problem: messageOf(thrown).replaceAll(/\s+/g, ' ') };
    }
  });
}

function fileStateOf(folder: string, { file, bytes, sha256, head }: ListedFile): FileState {
  const path = join(folder, file);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return { file, problem: 'it is missing' };
  if (!stat.isFile()) return { file, problem: 'it is no file' };
  const same = sha256Of(readFileSync(path)) === sha256;
  if (head === undefined) return same ? { file } : { file, problem: changed(stat.size, bytes) };
  return evidenceState(file, path, head, same);
}

function evidenceState(file: string, path: string, head: string, same: boolean): FileState {
  const { records, broken, head: found } = readEvidence(path);
  if (broken !== undefined) return { file, problem: broken };
  const last = records.at(-1);
  if (found !== head && last)
    return {
      file,
      problem: `its chain is another one than the manifest's: record ${records.length} (${describeRecord(last)}) or one before it was changed, and all behind it were made anew`,
    };
  return same ? { file, records: records.length } : { file, problem: 'it was changed between its lines' };
}

function changed(size: number, bytes: number): string {
  return size === bytes ? 'it was changed' : `it was changed: ${size} bytes, not ${bytes}`;
}

/** The names of files that lie there and are not in the manifest. */
export function unlistedFilesIn(folder: string, { files }: Manifest): readonly string[] {
  const known = new Set([manifestName, ...files.map(({ file }) => file)]);
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !known.has(entry.name))
    .map(({ name }) => name);
}
