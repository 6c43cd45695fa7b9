import { expect, test } from '@playwright/test';
import { cookiesMasked, sessionValuesSet } from '../../src/http/session-values.js';

const names = new Set(['app token']);
const fields: readonly (readonly [field: string, value: string, masked: string])[] = [
  ['Set-Cookie', 'gateway=s-3f9c0b7ad2e1; HttpOnly', 'gateway=[session value]; HttpOnly'],
  ['set-cookie', 'a="b=c"; Path=/; SameSite=Lax', 'a="[session value]"; Path=/; SameSite=Lax'],
  ['Set-Cookie', 'x; Secure', '[session value]; Secure'],
  [
    'Set-Cookie',
    'gone=; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    'gone=; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
  ],
  ['Set-Cookie', 'a=1; Path=/, b=2', 'a=[session value]; Path=/, b=[session value]'],
  ['Set-Cookie', 'a=[app token]; Path=/', 'a=[app token]; Path=/'],
  ['Cookie', 'a=1; b=2', 'a=[session value]; b=[session value]'],
  ['X-Cookie', 'a=1', 'a=1'],
];

for (const [field, value, masked] of fields)
  test(`of ${field}: ${value} the names and attributes are shown, and no value`, () => {
    expect(cookiesMasked(field, value, names)).toBe(masked);
  });

test('a value that is long and odd is looked for everywhere; words, ids and what the request sent are not', () => {
  const set = (value: string, sent = '') => sessionValuesSet([['Set-Cookie', `a=${value}; Path=/`]], sent);
  expect(set('s-3f9c0b7ad2e1')).toEqual(['s-3f9c0b7ad2e1']);
  expect(set('"s-3f9c0b7ad2e1"')).toEqual(['s-3f9c0b7ad2e1']);
  for (const value of [
    'en-US',
    'governmentcommunitycloud',
    '20250101000000',
    '3f1c752a-b579-4744-bde5-2fa96717f1fa',
  ])
    expect(set(value), value).toEqual([]);
  expect(set('s-3f9c0b7ad2e1', '/v1/S-3F9C0B7AD2E1')).toEqual([]);
});
