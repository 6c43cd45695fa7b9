import { claimsOf, isJwt } from '../http/jwt.js';
import type { Generator } from '../seeded.js';

/** A way to be no good token, in words, and the token or header value. */
export type Variant = readonly [note: string, value: string];

/** Authorization values of other schemes, some of them with the good token. */
export function otherSchemes(token: string): readonly Variant[] {
  return [
    ['Basic credentials', `Basic ${Buffer.from('partner:partner').toString('base64')}`],
    ['Digest credentials', 'Digest username="partner", realm="x", nonce="x", uri="/", response="x"'],
    ['the token with the scheme Basic', `Basic ${token}`],
    ['the token with a scheme nobody has', `Qualification ${token}`],
    ['the token without a scheme', token],
  ];
}

/** Tokens that nobody issued. */
export function garbageTokens(faker: Generator): readonly Variant[] {
  return [
    ['a word for a token', 'garbage'],
    ['the word null', 'null'],
    ['random text for a token', faker.string.alphanumeric(64)],
    [
      'three random parts for a token',
      [20, 60, 40].map((length) => faker.string.alphanumeric(length)).join('.'),
    ],
    ['two tokens', `${faker.string.alphanumeric(20)} ${faker.string.alphanumeric(20)}`],
  ];
}

/** A good token cut short or made longer, by so much that no lenient decoder can overlook it. */
export function cutAndExtended(token: string): readonly Variant[] {
  return [
    ['the first half of the token', token.slice(0, Math.ceil(token.length / 2))],
    ['the token without its last twelve characters', token.slice(0, -12)],
    ['the token with text behind it', `${token}${isJwt(token) ? 'AAAA' : 'x'}`],
    ['the token with another part behind it', `${token}.AAAA`],
  ].filter((variant): variant is [string, string] => (variant[1] ?? '').length > 0);
}

/** A JWT with a changed signature, or a changed claim under the old signature; none for other tokens. */
export function tampered(token: string): readonly Variant[] {
  const [header, payload, signature] = token.split('.');
  if (!isJwt(token) || header === undefined || payload === undefined || signature === undefined) return [];
  // In the middle: the last character of base64url may hold bits that mean nothing.
  const place = Math.floor(signature.length / 2);
  const other = signature.charAt(place) === 'A' ? 'B' : 'A';
  const claims = claimsOf(token);
  const later = { ...claims, exp: Number(claims['exp'] ?? 0) + 86_400 };
  return [
    [
      'one character of the signature changed',
      `${header}.${payload}.${signature.slice(0, place)}${other}${signature.slice(place + 1)}`,
    ],
    ['a later expiry under the old signature', `${header}.${encode(later)}.${signature}`],
  ];
}

/** A JWT with the algorithm none and without a signature; none for other tokens. */
export function unsigned(token: string): readonly Variant[] {
  const [, payload] = token.split('.');
  if (!isJwt(token) || payload === undefined) return [];
  return ['none', 'None'].map((alg) => [
    `the algorithm ${alg} and no signature`,
    `${encode({ alg, typ: 'JWT' })}.${payload}.`,
  ]);
}

/** Whether two tokens are JWTs that have not expired and agree in tenant, issuer and audience, so that refusing only one of them is the service's choice. */
export function tellsSameTenant(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined || !isJwt(one) || !isJwt(other)) return false;
  const [a, b] = [claimsOf(one), claimsOf(other)];
  const alike = ['tid', 'iss', 'aud'].every(
    (claim) => a[claim] !== undefined && String(a[claim]) === String(b[claim]),
  );
  return alike && [a, b].every((claims) => Number(claims['exp'] ?? 0) * 1000 > Date.now());
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
