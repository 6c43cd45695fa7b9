import { isJwt } from '../http/jwt.js';
import type { Variant } from './tokens.js';

/** The token with its letters in another case; none for a token of hexadecimal digits alone, which may mean the same in either case. */
export function otherLetterCase(token: string): readonly Variant[] {
  if (/^[0-9a-f-]*$/i.test(token)) return [];
  const signature = token.slice(token.lastIndexOf('.') + 1);
  const variants: readonly Variant[] = [
    ['the token in lower case', token.toLowerCase()],
    ['the token in upper case', token.toUpperCase()],
    ...(isJwt(token)
      ? [
          [
            'the signature in the other letter case',
            token.slice(0, -signature.length) + swapped(signature),
          ] as const,
        ]
      : []),
  ];
  return variants.filter(([, changed]) => changed !== token);
}

/** The token with one character changed: at the start, in the middle and at the end of each part of a JWT, and of other tokens. The middle of a signature is left to `tampered`. */
export function oneCharacterChanged(token: string): readonly Variant[] {
  const jwt = isJwt(token);
  const parts = jwt ? token.split('.') : [token];
  const names = jwt ? ['header', 'payload', 'signature'] : ['token'];
  let begin = 0;
  return parts.flatMap((part, index) => {
    const start = begin;
    begin += part.length + 1;
    const places: readonly (readonly [string, number])[] = [
      ['first', 0],
      ['middle', Math.floor(part.length / 2)],
      ['last', part.length - 1],
    ];
    return places
      .filter(([where]) => !jwt || names[index] !== 'signature' || where !== 'middle')
      .map(([where, place]): Variant => {
        const at = start + place;
        const changed = jwt ? otherBits(token.charAt(at)) : otherOfItsKind(token.charAt(at));
        return [
          `the ${where} character of the ${names[index]} changed`,
          token.slice(0, at) + changed + token.slice(at + 1),
        ];
      });
  });
}

/** What one JWT says under the signature of another; none where one of them is no JWT. */
export function signedByAnother(token: string, other: string | undefined): readonly Variant[] {
  if (other === undefined || !isJwt(token) || !isJwt(other)) return [];
  const said = token.slice(0, token.lastIndexOf('.'));
  return [['the signature of the other flow', said + other.slice(other.lastIndexOf('.'))]];
}

/** Credentials of which only one is good, joined by a comma. */
export function joinedByComma(token: string): readonly Variant[] {
  return [
    ['a good and a bad token, joined by a comma', `Bearer ${token}, Bearer garbage`],
    ['a bad and a good token, joined by a comma', `Bearer garbage, Bearer ${token}`],
  ];
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A character of base64url with another first bit: the last ones of a part may mean nothing. */
function otherBits(char: string): string {
  return alphabet.charAt((alphabet.indexOf(char) + 32) % 64);
}

function otherOfItsKind(char: string): string {
  if (/\d/.test(char)) return char === '0' ? '1' : '0';
  if (/[a-z]/.test(char)) return char === 'a' ? 'b' : 'a';
  if (/[A-Z]/.test(char)) return char === 'A' ? 'B' : 'A';
  return 'a';
}

function swapped(text: string): string {
  return [...text]
    .map((char) => (char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase()))
    .join('');
}
