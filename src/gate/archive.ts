import { createRequire } from 'node:module';
import { gunzipSync, constants as zlib } from 'node:zlib';

/** What is packed in an archive, or in the whole of a compressed file. */
export interface ArchiveEntry {
  readonly name: string;
  /** Bytes, as the archive declares them; 0 for gzip, which does not. */
  readonly size: number;
  /** The content, checked by its CRC. Throws for one that is broken or encrypted, or longer than declared. */
  readonly read: () => Uint8Array;
}

/** The form of an archive. */
export type Packing = 'zip' | 'gzip';

/** How bytes are packed, by how they begin or, for a zip with something in front of it, by how they end. */
export function packingOf(head: Uint8Array, tail: Uint8Array): Packing | undefined {
  const begin = Buffer.from(head.subarray(0, 4)).toString('latin1');
  if (begin === 'PK\u0003\u0004' || begin === 'PK\u0005\u0006') return 'zip';
  if (begin.startsWith('\u001f\u008b\u0008')) return 'gzip';
  const end = Buffer.from(tail.subarray(-22)).toString('latin1');
  return end.length === 22 && end.startsWith('PK\u0005\u0006') ? 'zip' : undefined;
}

/**
 * What is packed in the bytes, without unpacking it yet. Throws for an archive that is broken.
 * @param most bytes; gzip, which does not say how long it is, throws past them
 */
export function archiveEntriesOf(bytes: Uint8Array, packing: Packing, most: number): readonly ArchiveEntry[] {
  switch (packing) {
    case 'gzip':
      return [
        {
          name: 'gzip',
          size: 0,
          read: () => gunzipSync(bytes, { maxOutputLength: Math.max(most, 1) }),
        },
      ];
    case 'zip':
      return zipEntries(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    default:
      return packing satisfies never;
  }
}

/** As much of a gzip stream as is there, where it was cut off. Throws for what is no gzip stream. */
export function gunzipCut(bytes: Uint8Array, most: number): Uint8Array {
  return gunzipSync(bytes, { maxOutputLength: Math.max(most, 1), finishFlush: zlib.Z_SYNC_FLUSH });
}

function zipEntries(bytes: Buffer): readonly ArchiveEntry[] {
  // Loaded when there is a zip at all: most runs write none.
  const Zip: typeof import('adm-zip') = createRequire(import.meta.url)('adm-zip');
  let turn = 0;
  // The library refuses two entries of one name, which Playwright's blob reports may have: so each is given a number for a name.
  const decoder = { efs: true, encode: (name: string) => Buffer.from(name), decode: () => `${turn++}` };
  return new Zip(bytes, { decoder })
    .getEntries()
    .filter(({ isDirectory }) => !isDirectory)
    .map((entry) => ({
      name: entry.rawEntryName.toString(),
      size: entry.header.size,
      read: () => entry.getData(),
    }));
}
