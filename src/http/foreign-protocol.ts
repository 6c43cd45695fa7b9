import { showBytes } from './content.js';
import type { Ending } from './exchange.js';

/** Bytes of a response's beginning that are looked at to tell what it is. */
export const bytesToTell = 60;

const begin = Buffer.from('HTTP/1.');
const settings = 4;
const goAway = 7;

/** What comes of a response that does not begin as HTTP/1 does; undefined where it does, or where more bytes must tell. */
export function foreign(first: Buffer): Ending | undefined {
  const length = Math.min(first.length, begin.length);
  if (first.compare(begin, 0, length, 0, length) === 0) return undefined;
  // A TLS alert in answer to plain HTTP: a record of type 21 and a version that begins with 3.
  if (first[0] === 0x15 && (first[1] ?? 3) === 3)
    return first.length < 2
      ? undefined
      : { kind: 'unreachable', message: 'the port speaks TLS; did you mean "https:"?', cause: 'protocol' };
  if (first[0] === 0 && first.length < frameHeader) return undefined;
  if (isFirstFrame(first))
    return {
      kind: 'limit',
      limit: 'protocol',
      message: 'it speaks HTTP/2 only, which the kit speaks over TLS alone; give its https: address',
    };
  return {
    kind: 'broken',
    breakage: 'not-http',
    message: `what came is no HTTP response (${showBytes(first)})`,
  };
}

/** Bytes before each frame of HTTP/2: length, type, flags and stream. */
const frameHeader = 9;

/** A server's HTTP/2 begins with SETTINGS or GOAWAY, which are about no stream. */
function isFirstFrame(first: Buffer): boolean {
  const [, , , type] = first;
  return (type === settings || type === goAway) && first[0] === 0 && first.readUInt32BE(5) === 0;
}
