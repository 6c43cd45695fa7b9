import { bytesOfBase32, bytesOfHex } from './alphabets.js';
import { IdleRuns } from './idle-runs.js';
import { inflated } from './inflate.js';
import { type View, ViewBuilder } from './view.js';

/** Bytes that a run of characters may stand for. */
interface Reading {
  readonly bytes: Uint8Array;
  /** Whether it may be all of something, so that it may be packed. */
  readonly whole: boolean;
}

interface Kind {
  readonly pattern: RegExp;
  readonly read: (run: string) => readonly Reading[];
  readonly idle: IdleRuns;
}

const lineEnd = String.raw`(?:\\?\r?\n[ \t]*|<w?br ?/?>\s*)(?:[0-9a-f]{4,8}: )?`;
const lineEnds = new RegExp(lineEnd, 'g');
/** In lines, as mail, PEM, HTML and `curl --trace-ascii` have it. */
const folded = new RegExp(`(?<![\\w.~+/=-])[\\w.~+/=-]{8,}(?:${lineEnd}[\\w.~+/=-]+)+`, 'g');

const kinds: readonly Kind[] = (<readonly Omit<Kind, 'idle'>[]>[
  { pattern: /[\w+/-]{16,}(?:\r?\n[ \t]*[\w+/-]+)*/g, read: ofBase64 },
  {
    pattern: /\b(?:[A-Z2-7]{16,}|[a-z2-7]{16,})\b/g,
    read: (run) => [{ bytes: bytesOfBase32(run), whole: /\d/.test(run) }],
  },
  {
    pattern: /(?<![0-9a-f])[0-9a-f]{16,}/gi,
    read: (run) => [
      { bytes: bytesOfHex(run), whole: run.length > 64 },
      { bytes: bytesOfHex(run.slice(1)), whole: false },
    ],
  },
  {
    pattern: /\b(?:0x)?[0-9a-f]{2}(?:[:\-.,; ]{1,2}\s*(?:0x)?[0-9a-f]{2}\b){7,}/gi,
    read: (run) => [{ bytes: bytesOfHex(run.replaceAll(/0x/gi, '')), whole: true }],
  },
  // As `curl --trace`, `xxd` and `hexdump -C` print bytes.
  {
    pattern: /(?:(?<![\w.-])[0-9a-f]{4,8}:?[ \t]+(?:[0-9a-f]{2,4}[ \t]{1,2}){1,16}.*(?:\r?\n|$)){2,}/gim,
    read: (run) => {
      const line = /^[0-9a-f]{4,8}:?[ \t]+((?:[0-9a-f]{2,4}[ \t]{1,2}){1,16})/i;
      const digits = run.split('\n').map((one) => line.exec(one)?.[1] ?? '');
      return [{ bytes: bytesOfHex(digits.join('')), whole: true }];
    },
  },
  // As lists of bytes are printed in JSON, by Java and by Python.
  {
    pattern: /\b\d{1,3}(?:,\s*\d{1,3}\b){15,}/g,
    read: (run) => {
      const codes = run.split(',').map(Number);
      return codes.every((code) => code < 256) ? [{ bytes: Buffer.from(codes), whole: true }] : [];
    },
  },
]).map((kind) => ({ ...kind, idle: new IdleRuns() }));

/** What the encoded runs of a text hold, in one view of no more than so many characters: base64, base32, hexadecimal digits, dumps and lists of bytes, packed or not, and what is folded in lines. `beyond` where it is more. */
export function decodedRuns(
  parent: View,
  most: number,
): { readonly view: View | undefined; readonly beyond: boolean } {
  const builder = new ViewBuilder(parent);
  let beyond = false;
  const put = (text: string, start: number, end: number) => {
    if (builder.length + text.length > most) beyond = true;
    else builder.put(`${text}\n`, start, end);
  };
  for (const { 0: run, index } of parent.text.matchAll(folded))
    put(run.replaceAll(lineEnds, ''), index, index + run.length);
  for (const { pattern, read, idle } of kinds) {
    for (const { 0: run, index } of parent.text.matchAll(pattern)) {
      const contents = idle.has(run) ? [] : read(run).map(contentsOf);
      const tooMuch = contents.some((one) => one.beyond);
      beyond ||= tooMuch;
      const texts = contents.flatMap((one) => one.texts);
      for (const text of texts) put(text, index, index + run.length);
      if (texts.length === 0 && !tooMuch) idle.add(run);
    }
  }
  return { view: builder.view, beyond };
}

/** A stretch of ASCII, which may be in UTF-16. */
const legible = /[\u0020-\u007e\0\t\r\n]{8,}/;

/** What is legible of a run, as it is and unpacked. */
function contentsOf({ bytes, whole }: Reading): {
  readonly texts: readonly string[];
  readonly beyond: boolean;
} {
  const { contents, beyond } =
    whole && bytes.length >= 16 ? inflated(bytes) : { contents: [], beyond: false };
  const texts = [bytes, ...contents].map((one) => Buffer.from(one).toString('latin1'));
  return { texts: texts.filter((text) => legible.test(text)), beyond };
}

function ofBase64(folds: string): readonly Reading[] {
  const lines = folds.split(/\s+/);
  const run = lines.join('');
  // Hexadecimal digits and GUIDs.
  if (/^[0-9a-f-]+$/i.test(run)) return [];
  const mixed = /[A-Z]/.test(run) && /[a-z]/.test(run) && /\d/.test(run);
  // What stands in front of it may have the same characters, and so may the lines behind it.
  const shifted = [0, 1, 2, 3].map((shift) => ({
    bytes: Buffer.from(run.slice(shift), 'base64'),
    whole: mixed && shift === 0,
  }));
  const shorter = lines.length > 1 ? [lines.slice(0, -1).join(''), lines[0] ?? ''] : [];
  return [...shifted, ...shorter.map((one) => ({ bytes: Buffer.from(one, 'base64'), whole: mixed }))];
}
