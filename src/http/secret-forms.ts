import { isJwt } from './jwt.js';
import { unescaped } from './layers/unescape.js';
import { rootOf } from './layers/view.js';

/** Characters of the shortest text that is searched for wherever it stands: shorter ones are found in words. */
export const shortestForm = 8;

/** The secret, and each part of a JWT but for the first, which is no secret. */
export function partsOf(secret: string): readonly string[] {
  const parts = isJwt(secret) ? secret.split('.').slice(1) : [];
  return [secret, ...parts].filter((part) => part.length >= shortestForm);
}

/** The forms of a secret that are looked for in a text as it stands: as it is, in parts, URL-encoded, escaped for JSON or XML, in hexadecimal digits, in base64, in base64 of UTF-16. */
export function formsOf(secret: string): readonly string[] {
  const inUrl = [encodeURIComponent(secret), new URLSearchParams([['', secret]]).toString().slice(1)];
  const inJson = escapedForJson(secret);
  const hex = partsOf(secret).map((part) => Buffer.from(part).toString('hex'));
  const wide = Buffer.from(secret, 'utf16le');
  const forms = [
    ...[...partsOf(secret), ...inUrl, ...inUrl.map(withSmallHex)],
    ...[inJson, escapedForJson(inJson), escapedForXml(secret), ...changedByUnescaping(secret)],
    ...[...hex, ...hex.map((digits) => digits.toUpperCase())],
    ...[...base64Of(Buffer.from(secret)), ...base64Of(wide), ...base64Of(Buffer.from(wide).swap16())],
  ];
  return forms.filter((form) => form.length >= shortestForm);
}

/** A text as its characters stand in UTF-16, of which each byte is read as one: with a zero between any two. */
export function widened(text: string): string {
  return [...text].join('\0');
}

/** A secret that looks as if it were escaped itself is changed where a text around it is unescaped. */
function changedByUnescaping(secret: string): readonly string[] {
  const once = unescaped(rootOf(secret))?.text;
  const twice = once === undefined ? undefined : unescaped(rootOf(once))?.text;
  return [once, twice].filter((form) => form !== undefined);
}

function withSmallHex(encoded: string): string {
  return encoded.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}

function escapedForJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As in JUnit reports. */
function escapedForXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** The characters that stand for the secret inside base64 of a longer text: three alignments, in both alphabets. */
function base64Of(secret: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), secret])
      .toString('base64')
      .replace(/=+$/, '');
    const aligned = (secret.length + shift) % 3 === 0;
    const inner = text.slice([0, 2, 3][shift], aligned ? undefined : -1);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
