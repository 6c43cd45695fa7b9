import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { codingsOf, contentOf } from '../http/content.js';
import type { Answer } from '../http/exchange.js';

const coders: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
};

/** An answer's bytes after a change that is made to what was transferred, and to what a content coding hides. Bytes that the change leaves alone stay as they were transferred. */
export function changeContent(answer: Answer, change: (bytes: Uint8Array) => Buffer): Buffer {
  const outside = change(answer.body);
  const codings = codingsOf(answer);
  const content = contentOf(answer);
  if (codings.length === 0 || !('bytes' in content)) return outside;
  const inside = change(content.bytes);
  if (Buffer.compare(inside, content.bytes) === 0) return outside;
  return codings.reduce((bytes, coding) => Buffer.from(coders[coding]?.(bytes) ?? bytes), inside);
}
