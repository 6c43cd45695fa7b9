import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

/** How a secret may stand in what services answer, and in what drivers print. */
export interface SecretForm {
  readonly name: string;
  readonly of: (secret: string) => string;
  /** Only for secrets that have something to escape, only for those that are long enough to be folded; absent: for all. */
  readonly for?: 'opaque' | 'jwt';
}

const bytes = (text: string): readonly number[] => [...Buffer.from(text)];
const every = (text: string, change: (code: number) => string): string => bytes(text).map(change).join('');
const escaped = (text: string, change: (code: number) => string): string =>
  text.replaceAll(/[^\w.~-]/g, (one) => change(one.charCodeAt(0)));
const hex = (code: number, length = 2): string => code.toString(16).padStart(length, '0');
const inLines = (text: string, length: number, end = '\n'): string =>
  (text.match(new RegExp(`.{1,${length}}`, 'gs')) ?? []).join(end);
const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
const mixed = (text: string): string => text.replaceAll(/[a-f](?=\d|$)/g, (one) => one.toUpperCase());

export function base32(text: string): string {
  const bits = every(text, (code) => code.toString(2).padStart(8, '0'));
  return (bits.match(/.{1,5}/g) ?? [])
    .map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(one.padEnd(5, '0'), 2)])
    .join('');
}

/** As `curl --trace` prints bytes. */
function dump(text: string): string {
  return (text.match(/.{1,16}/gs) ?? [])
    .map((line, index) => {
      const digits = every(line, (code) => `${hex(code)} `);
      return `${hex(index * 16, 4)}: ${digits.padEnd(48)}${line}`;
    })
    .join('\n');
}

/** As `curl --trace-ascii` prints it. */
function traceAscii(text: string): string {
  return (`Authorization: Bearer ${text}`.match(/.{1,64}/gs) ?? [])
    .map((line, index) => `${hex(index * 64, 4)}: ${line}`)
    .join('\n');
}

export const secretForms: readonly SecretForm[] = [
  { name: 'as it is', of: (secret) => secret },
  // + / = as .NET, PHP, XML writers, templates and proxies write them.
  {
    name: '\\u002B',
    for: 'opaque',
    of: (secret) => escaped(secret, (code) => `\\u${hex(code, 4).toUpperCase()}`),
  },
  { name: '\\u003d', for: 'opaque', of: (secret) => escaped(secret, (code) => `\\u${hex(code, 4)}`) },
  { name: '\\u{3d}', for: 'opaque', of: (secret) => escaped(secret, (code) => `\\u{${hex(code)}}`) },
  { name: '\\x3d', for: 'opaque', of: (secret) => escaped(secret, (code) => `\\x${hex(code)}`) },
  {
    name: 'octal',
    for: 'opaque',
    of: (secret) => escaped(secret, (code) => `\\${code.toString(8).padStart(3, '0')}`),
  },
  { name: '\\/', for: 'opaque', of: (secret) => secret.replaceAll('/', '\\/') },
  {
    name: 'a shell that quotes',
    for: 'opaque',
    of: (secret) => escaped(secret, (code) => `\\${String.fromCharCode(code)}`),
  },
  {
    name: '\\u002B in JSON in JSON',
    for: 'opaque',
    of: (secret) => escaped(secret, (code) => `\\\\u${hex(code, 4)}`),
  },
  { name: '&#43;', for: 'opaque', of: (secret) => escaped(secret, (code) => `&#${code};`) },
  {
    name: '&#x3D;',
    for: 'opaque',
    of: (secret) => escaped(secret, (code) => `&#x${hex(code).toUpperCase()};`),
  },
  {
    name: '&plus;',
    for: 'opaque',
    of: (secret) => secret.replaceAll('+', '&plus;').replaceAll('/', '&sol;').replaceAll('=', '&equals;'),
  },
  {
    name: 'double percent-encoding',
    for: 'opaque',
    of: (secret) => encodeURIComponent(encodeURIComponent(secret)),
  },
  {
    name: 'threefold percent-encoding',
    for: 'opaque',
    of: (secret) => encodeURIComponent(encodeURIComponent(encodeURIComponent(secret))),
  },
  { name: '%u002B', for: 'opaque', of: (secret) => escaped(secret, (code) => `%u${hex(code, 4)}`) },
  {
    name: 'quoted-printable',
    for: 'opaque',
    of: (secret) => inLines(secret.replaceAll('=', '=3D'), 20, '=\r\n'),
  },
  // Every character.
  { name: 'all-character entities', of: (secret) => every(secret, (code) => `&#${code};`) },
  {
    name: 'all-character entities in hexadecimal',
    of: (secret) => every(secret, (code) => `&#x${hex(code)};`),
  },
  { name: 'percent-encoding of every character', of: (secret) => every(secret, (code) => `%${hex(code)}`) },
  {
    name: 'double percent-encoding of every character',
    of: (secret) => every(secret, (code) => `%25${hex(code)}`),
  },
  { name: '\\uXXXX of every character', of: (secret) => every(secret, (code) => `\\u${hex(code, 4)}`) },
  { name: '\\xXX of every character', of: (secret) => every(secret, (code) => `\\x${hex(code)}`) },
  {
    name: 'octal of every character',
    of: (secret) => every(secret, (code) => `\\${code.toString(8).padStart(3, '0')}`),
  },
  // Bytes.
  { name: 'hexadecimal digits', of: (secret) => every(secret, (code) => hex(code)) },
  { name: 'hexadecimal digits of either case', of: (secret) => mixed(every(secret, (code) => hex(code))) },
  {
    name: 'colon-separated hex',
    of: (secret) =>
      bytes(secret)
        .map((code) => hex(code))
        .join(':'),
  },
  {
    name: 'hex with spaces',
    of: (secret) =>
      bytes(secret)
        .map((code) => hex(code))
        .join(' '),
  },
  {
    name: 'hex as C has it',
    of: (secret) =>
      bytes(secret)
        .map((code) => `0x${hex(code)}`)
        .join(', '),
  },
  { name: 'a list of bytes', of: (secret) => JSON.stringify(bytes(secret)) },
  { name: 'a dump', of: dump },
  { name: 'base32', of: base32 },
  { name: 'base32 in small letters', of: (secret) => base32(secret).toLowerCase() },
  { name: 'base64', of: base64 },
  { name: 'base64 in lines of 76', of: (secret) => inLines(base64(`{"token":"${secret}"}`), 76, '\r\n') },
  {
    name: 'base64url without padding in lines',
    of: (secret) => inLines(Buffer.from(secret).toString('base64url'), 20),
  },
  { name: 'base64 of base64', of: (secret) => base64(base64(secret)) },
  { name: 'base64 of base64 of base64', of: (secret) => base64(base64(base64(`x ${secret}`))) },
  { name: 'base64 of UTF-16', of: (secret) => base64(Buffer.from(`\ufeff${secret}`, 'utf16le')) },
  { name: 'base64 of \\u0065', of: (secret) => base64(every(secret, (code) => `\\u${hex(code, 4)}`)) },
  { name: 'deflate in base64', of: (secret) => base64(deflateSync(secret)) },
  { name: 'raw deflate in base64', of: (secret) => base64(deflateRawSync(secret)) },
  { name: 'gzip in base64url', of: (secret) => gzipSync(secret).toString('base64url') },
  { name: 'brotli in base64', of: (secret) => base64(brotliCompressSync(secret)) },
  {
    name: 'deflate in base64 in a URL',
    of: (secret) => `/?SAMLRequest=${encodeURIComponent(base64(deflateRawSync(secret)))}`,
  },
  // Lines.
  { name: 'lines of 19', of: (secret) => inLines(secret, 19), for: 'jwt' },
  { name: 'lines of 64', of: (secret) => inLines(secret, 64, '\r\n'), for: 'jwt' },
  {
    name: 'lines of 19 in a JSON string',
    of: (secret) => JSON.stringify(inLines(secret, 19)).slice(1, -1),
    for: 'jwt',
  },
  { name: 'lines of 40 in HTML', of: (secret) => inLines(secret, 40, '<br />\n'), for: 'jwt' },
  { name: 'lines of a trace', of: traceAscii, for: 'jwt' },
];
