import { readFileSync } from 'node:fs';
import { KitError, messageOf } from '../errors.js';

/** The text of a file in UTF-8, without a byte order mark. Throws KitError that calls the file `shown`, where it cannot be read or holds another encoding, which would be mangled. */
export function readText(path: string, shown: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (thrown) {
    throw new KitError(`cannot read ${shown}: ${messageOf(thrown)}`);
  }
  const decoded = isUtf16(bytes) ? undefined : decodedFrom(bytes);
  if (decoded !== undefined) return decoded;
  if (isUtf16(bytes)) throw new KitError(`${shown} is in UTF-16; save it as UTF-8`);
  throw new KitError(`${shown}:${firstBrokenLine(bytes)} holds bytes that are not UTF-8; save it as UTF-8`);
}

function decodedFrom(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** By its mark, or by a zero in one of the first two bytes, as ASCII has it there. */
function isUtf16(bytes: Buffer): boolean {
  const begin = bytes.subarray(0, 2).toString('hex');
  return begin === 'fffe' || begin === 'feff' || (bytes.length > 1 && /^00..$|^..00$/.test(begin));
}

function firstBrokenLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line += 1) {
    const end = bytes.indexOf(10, start);
    const stop = end < 0 ? bytes.length : end;
    if (decodedFrom(bytes.subarray(start, stop)) === undefined) return line;
    start = stop + 1;
  }
  return 1;
}
