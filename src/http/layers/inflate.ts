import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** Bytes that are unpacked to see what they hide. */
const most = 512 * 1024;

/** As much as there is: what was cut, or goes on with something else, may hide a secret too. */
const zlib = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: most };
const brotli = { finishFlush: constants.BROTLI_OPERATION_FLUSH, maxOutputLength: most };

const codings: readonly ((bytes: Uint8Array) => Uint8Array | undefined)[] = [
  (bytes) => (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, zlib) : undefined),
  (bytes) =>
    ((bytes[0] ?? 0) & 15) === 8 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0
      ? inflateSync(bytes, zlib)
      : undefined,
  // A third of all first bytes begins no deflate stream.
  (bytes) => (((bytes[0] ?? 0) & 6) === 6 ? undefined : inflateRawSync(bytes, zlib)),
  (bytes) => brotliDecompressSync(bytes, brotli),
];

/** What bytes hold when they are taken for gzip, zlib, deflate and brotli, cut or not; `beyond` where it is more than 512 KiB. */
export function inflated(bytes: Uint8Array): {
  readonly contents: readonly Uint8Array[];
  readonly beyond: boolean;
} {
  let beyond = false;
  const { stackTraceLimit } = Error;
  // Almost nothing is packed, and under Playwright the stack of an error costs a hundred times what reading the bytes does.
  Error.stackTraceLimit = 0;
  const contents = codings.flatMap((undo) => {
    try {
      const content = undo(bytes);
      return content === undefined || content.length === 0 ? [] : [content];
    } catch (thrown) {
      beyond ||= (thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
      return [];
    }
  });
  Error.stackTraceLimit = stackTraceLimit;
  return { contents, beyond };
}
