import { expect, test } from '@playwright/test';
import { blocksMixed, oneDigitChanged } from '../../src/http/neighbouring-ids.js';
import { Redactor } from '../../src/http/redact.js';
import { oneCharacterChanged, otherLetterCase } from '../../src/service/changed-tokens.js';
import { learnChangedToken } from '../../src/service/learn-changed-token.js';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = [
  encode({ alg: 'ES256', typ: 'JWT' }),
  encode({ sub: 'Nobody' }),
  Buffer.alloc(64, 7).toString('base64url'),
].join('.');
const opaque = 'Opaque.of/an+application=0123456789';

test('each changed token differs from the good one in one character, of a JWT in the bytes that it stands for', () => {
  for (const [token, count] of [
    [jwt, 8],
    [opaque, 3],
  ] as const) {
    const changed = oneCharacterChanged(token).map(([, text]) => text);
    expect(new Set(changed).size).toBe(count);
    for (const text of changed) {
      const places = [...text].filter((char, place) => char !== token[place]);
      expect([text.length, places.length]).toEqual([token.length, 1]);
      if (token === opaque) continue;
      const bytes = (one: string) =>
        one.split('.').map((part) => Buffer.from(part, 'base64url').toString('hex'));
      expect(bytes(text)).not.toEqual(bytes(token));
    }
  }
});

test('a token of hexadecimal digits alone has no other letter case; others have', () => {
  expect(otherLetterCase('0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0')).toEqual([]);
  expect(otherLetterCase(opaque)).toHaveLength(2);
  expect(otherLetterCase(jwt)).toHaveLength(3);
});

test('a token changed in one character or in letter case is a secret from then on, in whichever Authorization field', () => {
  for (const [, sent] of [...oneCharacterChanged(opaque), ...otherLetterCase(opaque)]) {
    const redactor = new Redactor(new Map([[opaque, 'app token']]));
    learnChangedToken(
      [
        ['Authorization', 'Bearer garbage'],
        ['authorization', `Bearer ${sent}`],
      ],
      [opaque],
      redactor,
    );
    expect(redactor.find(`it was ${sent}`)).toContain('changed token');
    expect(redactor.find('garbage')).toEqual([]);
  }
});

const [id, other] = ['c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2', '1c752ab5-7956-4744-bde5-2fa96717f1fa'];

test('neighbours of an id are well-formed, unlike it and one another, and the same for a seed', () => {
  for (const near of [oneDigitChanged(id, 7), blocksMixed(id, other, 7)]) {
    const ids = near.map((one) => one.id);
    expect(new Set([id, other, ...ids]).size).toBe(near.length + 2);
    for (const one of ids) expect(one).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  }
  expect(oneDigitChanged(id, 7)).toEqual(oneDigitChanged(id, 7));
  expect(oneDigitChanged(id, 7).map(({ change }) => change)).toEqual(
    expect.arrayContaining(['digit 1 changed', 'digit 32 changed']),
  );
});

test('one digit is changed in every block of an id', () => {
  const blocks = new Set(
    oneDigitChanged(id, 7).map((near) => {
      const own = id.split('-');
      return near.id.split('-').findIndex((block, at) => block !== own[at]);
    }),
  );
  expect([...blocks].sort()).toEqual([0, 1, 2, 3, 4]);
});
