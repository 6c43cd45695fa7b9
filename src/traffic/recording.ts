import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KitError, messageOf } from '../errors.js';
import { evidenceName } from '../evidence/evidence-file.js';
import { didYouMean } from '../files/nearest.js';
import { EvidenceStream } from './evidence-stream.js';
import type { Resources } from './har-content.js';
import { HarStream } from './har-stream.js';
import type { EntrySink, RecordingStream } from './read-entry.js';
import { isPlainName, mostOfResource } from './resource-name.js';
import { readZip } from './zip-recording.js';

/** Is told how many bytes of how many are read. */
export type ReadProgress = (bytes: number, of: number) => void;

/** Files of other kinds that people have in the place of a HAR, by the end of their name. */
const otherKinds: readonly (readonly [name: RegExp, hint: string])[] = [
  [/\.saz$/i, "is Fiddler's own archive; export it as HTTPArchive v1.2"],
  [/\.(chls|chlz)$/i, "is Charles's own session; export it as HAR"],
  [/\.(flow|flows|mitm|dump)$/i, "is mitmproxy's own format; record with --set hardump=FILE"],
  [/\.(pcap|pcapng|cap)$/i, 'is a capture of packets, in which HTTPS cannot be read; record a HAR'],
];

/** A file that recordings are read from: its path, which exists. Of a run's folder, its evidence. Throws KitError with the nearest name. */
export function recordingFile(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new KitError(`there is no ${path}${didYouMean(basename(path), namesBeside(path))}`);
  if (!stat.isDirectory()) return path;
  const inside = join(path, evidenceName);
  if (!statSync(inside, { throwIfNoEntry: false }))
    throw new KitError(`${path} is a folder without ${evidenceName}; name the recordings in it`);
  return inside;
}

/** Reads a recording piece by piece, and returns its digest. Throws KitError, with file and place, for what is none. */
export async function readRecording(
  file: string,
  sink: EntrySink,
  progress: ReadProgress = () => {},
): Promise<string> {
  const total = statSync(file).size;
  const other = otherKinds.find(([name]) => name.test(file));
  if (other) throw new KitError(`${file} ${other[1]}`);
  const beginning = beginningOf(file);
  const hash = createHash('sha256');
  let read = 0;
  const zip = beginning.subarray(0, 2).toString('latin1') === 'PK';
  const stream = zip ? undefined : streamFor(file, beginning, sink, besides(file));
  for await (const chunk of pieces(file)) {
    hash.update(chunk);
    stream?.write(chunk);
    read += chunk.length;
    progress(read, total);
  }
  stream?.end();
  if (zip) await readZip(file, sink, streamFor);
  return hash.digest('hex');
}

/** What reads a recording that begins like this. */
function streamFor(
  name: string,
  beginning: Uint8Array,
  sink: EntrySink,
  resources: Resources,
): RecordingStream {
  const text = Buffer.from(beginning).toString('utf8');
  const isEvidence = /^\s*\{[^\n]*"format":\s*"qualification-kit-evidence\//.test(text);
  return isEvidence ? new EvidenceStream(name, sink) : new HarStream(name, sink, resources);
}

async function* pieces(file: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) yield chunk;
  } catch (thrown) {
    if (thrown instanceof KitError) throw thrown;
    throw new KitError(`cannot read ${file}: ${messageOf(thrown)}`);
  }
}

function beginningOf(file: string): Buffer {
  const beginning = Buffer.alloc(4096);
  try {
    const handle = openSync(file, 'r');
    try {
      return beginning.subarray(0, readSync(handle, beginning));
    } finally {
      closeSync(handle);
    }
  } catch (thrown) {
    throw new KitError(`cannot read ${file}: ${messageOf(thrown)}`);
  }
}

function besides(file: string): Resources {
  return (name) => {
    const path = join(dirname(file), name);
    const stat = isPlainName(name) ? statSync(path, { throwIfNoEntry: false }) : undefined;
    return stat?.isFile() && stat.size <= mostOfResource ? readFileSync(path) : undefined;
  };
}

function namesBeside(path: string): readonly string[] {
  try {
    return readdirSync(dirname(path)).filter((name) => /\.(har|zip|ndjson|json)$/i.test(name));
  } catch {
    return [];
  }
}
