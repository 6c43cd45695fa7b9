import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { textOf } from './content.js';
import type { Redactor } from './redact.js';

/** Bytes that are decoded to see what they hide. */
const most = 512 * 1024;

/** As much as there is: what was cut, or goes on with something else, may hide a secret too. */
const zlib = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: most };
const undo: readonly ((bytes: Uint8Array) => Uint8Array)[] = [
  (bytes) => gunzipSync(bytes, zlib),
  (bytes) => inflateSync(bytes, zlib),
  (bytes) => inflateRawSync(bytes, zlib),
  (bytes) =>
    brotliDecompressSync(bytes, { finishFlush: constants.BROTLI_OPERATION_FLUSH, maxOutputLength: most }),
];

/** Whether bytes hold a secret, as they are or inside of codings, declared or not, cut or not. What grows past 512 KiB is taken to hold one. */
export function hidesSecret(bytes: Uint8Array, redactor: Redactor, depth = 2): boolean {
  const text = Buffer.from(bytes).toString('latin1');
  if (redactor.text(text) !== text) return true;
  const clean = textOf(bytes);
  if (depth === 0 || (clean !== undefined && !/[\u0000-\u0008\u000e-\u001f]/.test(clean))) return false;
  return undo.some((decode) => {
    try {
      const inner = decode(bytes);
      return inner.length > 0 && hidesSecret(inner, redactor, depth - 1);
    } catch (thrown) {
      return (thrown as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    }
  });
}
