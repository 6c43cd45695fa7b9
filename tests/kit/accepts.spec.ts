import { expect, test } from '@playwright/test';
import { acceptsCoding } from '../../src/http/accepts-coding.js';
import { claimsOf } from '../../src/http/jwt.js';

for (const [field, coding, accepted] of [
  ['gzip', 'gzip', true],
  ['x-gzip, br', 'gzip', true],
  ['gzip', 'x-gzip', true],
  ['GZIP;q=0.5', 'gzip', true],
  ['gzip;q=0', 'gzip', false],
  ['gzip;q=0.000', 'gzip', false],
  ['*', 'gzip', true],
  ['gzip;q=0, *', 'gzip', false],
  ['gzip, *;q=0', 'br', false],
  ['br', 'gzip', false],
  ['', 'gzip', false],
] as const) {
  test(`Accept-Encoding "${field}" ${accepted ? 'accepts' : 'does not accept'} ${coding}`, () => {
    expect(acceptsCoding(field, coding)).toBe(accepted);
  });
}

test('a token whose claims are no object claims nothing', () => {
  const tokenWith = (claims: string) => `e30.${Buffer.from(claims).toString('base64url')}.s`;
  expect(claimsOf(tokenWith('{"aud":"a"}'))).toEqual({ aud: 'a' });
  expect(['null', '1', 'none', ''].map((claims) => claimsOf(tokenWith(claims)))).toEqual([{}, {}, {}, {}]);
});
