import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { KitError, messageOf } from '../errors.js';
import type { Resources } from './har-content.js';
import type { EntrySink, RecordingStream } from './read-entry.js';
import { isPlainName, mostOfResource } from './resource-name.js';

/** Makes what reads a recording that begins like this. */
export type StreamMaker = (
  name: string,
  beginning: Uint8Array,
  sink: EntrySink,
  resources: Resources,
) => RecordingStream;

/** So much of a zip's small files is held, which may be what an archive refers to. */
const mostResources = 64 * 1024 * 1024;

/** Reads every HAR and every evidence in a zip. Throws KitError for a zip that cannot be read, or that has none. */
export async function readZip(file: string, sink: EntrySink, make: StreamMaker): Promise<void> {
  let zip: ZipFile;
  try {
    zip = await openPromise(file, { autoClose: false });
  } catch (thrown) {
    throw new KitError(`${file} is no zip that can be read: ${messageOf(thrown)}`);
  }
  try {
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) entries.push(entry);
    const recordings = entries.filter(({ fileName }) => /\.(har|ndjson)$/i.test(fileName));
    if (recordings.length === 0) throw new KitError(`${file} has no .har in it${whatElse(entries)}`);
    const others = entries.filter((entry) => !recordings.includes(entry));
    const resources = recordings.some(({ fileName }) => /\.har$/i.test(fileName))
      ? await resourcesIn(zip, others)
      : () => undefined;
    for (const entry of recordings) {
      const name = `${file}!${entry.fileName}`;
      let stream: RecordingStream | undefined;
      for await (const chunk of await zip.openReadStreamPromise(entry)) {
        stream ??= make(name, chunk.subarray(0, 4096), sink, resources);
        stream.write(chunk);
      }
      if (!stream) throw new KitError(`${name} is empty`);
      stream.end();
    }
  } catch (thrown) {
    if (thrown instanceof KitError) throw thrown;
    throw new KitError(`${file} is a zip that cannot be read: ${messageOf(thrown)}`);
  } finally {
    zip.close();
  }
}

/** The small files of a zip by their plain names. */
async function resourcesIn(zip: ZipFile, entries: readonly Entry[]): Promise<Resources> {
  const held = new Map<string, Buffer>();
  let size = 0;
  for (const entry of entries) {
    const { fileName, uncompressedSize } = entry;
    if (!isPlainName(fileName) || uncompressedSize > mostOfResource || size > mostResources) continue;
    const pieces: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) pieces.push(chunk);
    held.set(fileName, Buffer.concat(pieces));
    size += uncompressedSize;
  }
  return (name) => held.get(name);
}

function whatElse(entries: readonly Entry[]): string {
  const names = entries.map(({ fileName }) => fileName);
  if (names.some((name) => /\.trace$/.test(name))) return "; it is a trace of Playwright's, record a HAR";
  if (names.some((name) => /^raw\/.*_[cms]\.(txt|xml)$/.test(name)))
    return "; it is Fiddler's own archive, export it as HTTPArchive v1.2";
  return '';
}
