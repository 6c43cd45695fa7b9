import { gunzipCut, type Packing, packingOf } from './archive.js';

/** An archive that stands in base64 within a text. */
export type Embedded =
  | { readonly kind: 'archive'; readonly packing: Packing; readonly bytes: Uint8Array }
  | { readonly kind: 'content'; readonly bytes: Uint8Array };

const declaration = 'data:application/zip;base64,';

/** What a text has in it that holds an archive in base64: a declared zip, the beginning of a zip, of an empty one, of gzip. */
export const marks: readonly string[] = [declaration, 'UEsDB', 'UEsFB', 'H4sI'];

/** Too short for a zip, it is a word in a program. */
const declared = new RegExp(`${declaration}([\\w+/-]{28,})`, 'g');
const undeclared = new RegExp(`(?<![\\w+/-]|${declaration})(?:UEsDB|UEsFB|H4sI)[\\w+/-]*`, 'g');

/**
 * The archives in a text, as Playwright's HTML report has one. A declared one is one, broken or not; what merely begins
 * like one may be anything, such as the cut body of an answer, of which as much is given as there is.
 * @param most bytes that are unpacked from gzip
 */
export function embeddedIn(text: string, most: number): readonly Embedded[] {
  const zips = [...text.matchAll(declared)].map(
    ([, run = '']): Embedded => ({ kind: 'archive', packing: 'zip', bytes: Buffer.from(run, 'base64') }),
  );
  const others = [...text.matchAll(undeclared)].flatMap(([run]): readonly Embedded[] => {
    const bytes = Buffer.from(run, 'base64');
    const packing = packingOf(bytes, bytes);
    if (packing === 'zip' && hasDirectory(bytes)) return [{ kind: 'archive', packing, bytes }];
    const content = packing === 'gzip' ? whatIsThere(bytes, most) : undefined;
    return content === undefined ? [] : [{ kind: 'content', bytes: content }];
  });
  return [...zips, ...others];
}

function hasDirectory(bytes: Buffer): boolean {
  return bytes.includes('PK\u0005\u0006', 0, 'latin1');
}

function whatIsThere(bytes: Uint8Array, most: number): Uint8Array | undefined {
  try {
    return gunzipCut(bytes, most);
  } catch {
    return undefined;
  }
}
