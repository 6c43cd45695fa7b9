import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { messageOf } from '../errors.js';
import { type Answer, headerValues } from './exchange.js';

/** Decoded content past this is no qualification and no error. */
const maxContentBytes = 64 * 1024;

/** The content with its codings undone, or why they cannot be. */
export type Content = { readonly bytes: Uint8Array } | { readonly problem: string };

const decoders: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  gzip: (bytes) => gunzipSync(bytes, { maxOutputLength: maxContentBytes }),
  'x-gzip': (bytes) => gunzipSync(bytes, { maxOutputLength: maxContentBytes }),
  deflate: (bytes) => inflateSync(bytes, { maxOutputLength: maxContentBytes }),
  br: (bytes) => brotliDecompressSync(bytes, { maxOutputLength: maxContentBytes }),
  identity: (bytes) => bytes,
};

const decoded = new WeakMap<Answer, Content>();

/** An answer's content, decoded at most once and never to more than 64 KiB. */
export function contentOf(answer: Answer): Content {
  let content = decoded.get(answer);
  if (!content) {
    content = decode(answer);
    decoded.set(answer, content);
  }
  return content;
}

function decode(answer: Answer): Content {
  if (answer.overflow || answer.body.length > maxContentBytes) {
    return { problem: `more than ${maxContentBytes} bytes of content` };
  }
  let bytes = answer.body;
  for (const coding of codingsOf(answer).reverse()) {
    const undo = decoders[coding];
    if (!undo) return { problem: `the unknown coding "${coding}"` };
    try {
      bytes = undo(bytes);
    } catch (thrown) {
      const message = messageOf(thrown);
      const bomb = /larger than/.test(message);
      return {
        problem: bomb
          ? `${coding} content that grows over ${maxContentBytes} bytes`
          : `content that is not ${coding} (${message})`,
      };
    }
  }
  return { bytes };
}

/** The content codings an answer names, in the order they were applied, in lower case. */
export function codingsOf(answer: Answer): string[] {
  return headerValues(answer.headers, 'content-encoding').flatMap((value) =>
    value
      .split(',')
      .map((coding) => coding.trim().toLowerCase())
      .filter((coding) => coding !== ''),
  );
}

const byteOrderMark = [0xef, 0xbb, 0xbf];

/** Whether bytes begin with the byte order mark of UTF-8. */
export function hasByteOrderMark(bytes: Uint8Array): boolean {
  return byteOrderMark.every((byte, index) => bytes[index] === byte);
}

/** The bytes as text without a byte order mark, or undefined when they are no UTF-8. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The JSON value of a text, or undefined when it is none. */
export function jsonOf(text: string | undefined): { readonly value: unknown } | undefined {
  if (text === undefined || isWord(text)) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** A text that begins with a letter is JSON in three cases alone; to have JSON.parse say so takes as long as all other checks of an answer. */
function isWord(text: string): boolean {
  return /^[ \t\r\n]*[A-Za-z]/.test(text) && !/^[ \t\r\n]*(true|false|null)[ \t\r\n]*$/.test(text);
}

/** The JSON value of an answer's content, whatever its media type; undefined when there is none. */
export function jsonContentOf(answer: Answer): { readonly value: unknown } | undefined {
  const content = contentOf(answer);
  return 'bytes' in content ? jsonOf(textOf(content.bytes)) : undefined;
}

/** Bytes for a person: as text in quotes when they are clean UTF-8, else as hexadecimal; cut to a line. */
export function showBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'nothing';
  const text = hasByteOrderMark(bytes)
    ? undefined
    : (textOf(bytes.subarray(0, 60)) ?? textOf(bytes.subarray(0, 57)));
  const more = bytes.length > 60 ? '…' : '';
  if (text === undefined)
    return `bytes ${Buffer.from(bytes.subarray(0, 24))
      .toString('hex')
      .replaceAll(/(..)(?=.)/g, '$1 ')}${bytes.length > 24 ? '…' : ''}`;
  return `\`${text.replaceAll(/[\u0000-\u001f\u007f]/g, (char) => JSON.stringify(char).slice(1, -1))}${more}\``;
}
