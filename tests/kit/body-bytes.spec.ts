import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { headersWith, judged, observation } from './observations.js';

const word = Buffer.from('"education"');

const defects: readonly (readonly [what: string, body: string | Uint8Array, violates: readonly string[]])[] =
  [
    ['no bytes', '', ['BDY-005']],
    ['a word without quotes', 'education', ['BDY-005']],
    ['single quotes', "'education'", ['BDY-005']],
    ['typographic quotes', '“education”', ['BDY-005']],
    ['a text cut short', '"educa', ['BDY-005']],
    ['a comma behind', '"education",', ['BDY-005']],
    ['two texts', '"education""education"', ['BDY-005']],
    ['two lines of texts', '"education"\n"education"', ['BDY-005']],
    ['a NUL behind', Buffer.concat([word, Buffer.of(0)]), ['BDY-005']],
    ['a no-break space around', '\u00a0"education"', ['BDY-005']],
    ['braces as printed in 2018', '{ "education" }', ['BDY-005']],
    ['HTML', '<!doctype html><p>education', ['BDY-005']],
    ['a raw line end in the string', '"educa\ntion"', ['BDY-005']],
    ['UTF-16 without a mark', Buffer.from('"education"', 'utf16le'), ['BDY-005']],
    ['UTF-16 with a mark', Buffer.from('\ufeff"education"', 'utf16le'), ['BDY-003']],
    ['a stray byte', Buffer.from([0x22, 0x65, 0xe9, 0x22]), ['BDY-003']],
    ['an overlong encoding', Buffer.from([0x22, 0xc1, 0xa5, 0x22]), ['BDY-003']],
    ['a byte order mark', Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), word]), ['BDY-004']],
    [
      'two byte order marks',
      Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf), word]),
      ['BDY-004', 'BDY-005'],
    ],
    ['an object', '{"qualification":"education"}', ['BDY-006']],
    ['an array', '["education"]', ['BDY-006']],
    ['a number', '1', ['BDY-006']],
    ['null', 'null', ['BDY-006']],
    ['a boolean', 'true', ['BDY-006']],
    ['quotes in quotes', '"\\"education\\""', ['BDY-007']],
    ['a space in the value', '" education"', ['BDY-008']],
    ['an escaped line end in the value', '"education\\n"', ['BDY-008']],
    ['a zero-width space in the value', '"edu\u200bcation"', ['BDY-008']],
    ['capital letters', '"EDUCATION"', ['BDY-009']],
    ['a hyphen', '"state-owned-entity"', ['BDY-009']],
    ['a value of nobody', '"charity"', ['BDY-009']],
    ['the empty string', '""', ['BDY-009']],
  ];

for (const [what, body, violates] of defects) {
  test(`a success with ${what} violates ${violates.join(' and ')} and nothing else`, () => {
    expect(judged(observation(200, body)).violated).toEqual(violates);
  });
}

const legal: readonly (readonly [what: string, body: string | Uint8Array, encoding?: string])[] = [
  ['the bare string', '"education"'],
  ['white space around', ' \t\r\n"education"\r\n'],
  ['an escape in the string', '"edu\\u0063ation"'],
  ['gzip', gzipSync(word), 'gzip'],
  ['x-gzip', gzipSync(word), 'x-gzip'],
  ['deflate', deflateSync(word), 'deflate'],
  ['brotli', brotliCompressSync(word), 'br'],
  ['gzip twice', gzipSync(gzipSync(word)), 'gzip, gzip'],
  ['identity', '"education"', 'identity'],
];

for (const [what, body, encoding] of legal) {
  test(`a success with ${what} violates nothing`, () => {
    const result = judged(
      observation(200, body, headersWith('Content-Encoding', encoding), { expected: 'education' }),
    );
    expect(result.violated).toEqual([]);
    expect(result.held).toEqual(
      expect.arrayContaining([
        'BDY-001',
        'BDY-003',
        'BDY-005',
        'BDY-006',
        'BDY-007',
        'BDY-008',
        'BDY-009',
        'BDY-010',
      ]),
    );
  });
}

const spellings: readonly (readonly [text: string, reading: string | undefined])[] = [
  ['governmentcommunitycloud', 'lower-case'],
  ['government_community_cloud', 'snake-case'],
  ['governmentCommunityCloud', 'camel-case'],
  ['GovernmentCommunityCloud', 'pascal-case'],
  ['StateOwnedEntity', 'pascal-case'],
  ['Education', 'pascal-case'],
  ['education', undefined],
];

for (const [text, reading] of spellings) {
  test(`"${text}" is accepted and ${reading === undefined ? 'tells no reading' : `reported as ${reading}`}`, () => {
    const result = judged(observation(200, JSON.stringify(text)));
    expect(result.violated).toEqual([]);
    expect(result.readings['BDY-009']).toBe(reading);
  });
}

const types: readonly (readonly [field: string | undefined, violates: boolean, reading?: string])[] = [
  ['application/json', false, 'without-charset'],
  ['application/json; charset=utf-8', false, 'utf-8'],
  ['application/json;charset="UTF-8"', false, 'utf-8'],
  ['Application/Json; odata.metadata=minimal', false, 'without-charset'],
  ['application/json; charset=iso-8859-1', true],
  ['application/json; charset=', true],
  ['text/json', true],
  ['application/problem+json', true],
  ['application/jsonp', true],
  ['', true],
  [undefined, true],
];

for (const [field, violates, reading] of types) {
  test(`Content-Type ${field === undefined ? 'that is absent' : `"${field}"`} ${violates ? 'violates' : 'satisfies'} BDY-002`, () => {
    const result = judged(observation(200, '"education"', headersWith('Content-Type', field)));
    expect(result.violated).toEqual(violates ? ['BDY-002'] : []);
    expect(result.readings['BDY-002']).toBe(reading);
  });
}

test('a coding that the request does not offer violates BDY-001', () => {
  const one = observation(200, brotliCompressSync(word), headersWith('Content-Encoding', 'br'));
  const offering = {
    ...one.exchange.request,
    headers: [...one.exchange.request.headers, ['Accept-Encoding', 'gzip;q=1, br;q=0'] as const],
  };
  expect(judged({ ...one, exchange: { ...one.exchange, request: offering } }).violated).toEqual(['BDY-001']);
});

test('the expected value is compared without regard to spelling, and nothing else is', () => {
  expect(judged(observation(200, '"Education"', undefined, { expected: 'education' })).violated).toEqual([]);
  expect(judged(observation(200, '"none"', undefined, { expected: 'education' })).violated).toEqual([
    'BDY-010',
  ]);
});
