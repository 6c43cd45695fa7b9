import { expect, test } from '@playwright/test';
import type { HeaderList } from '../../src/http/exchange.js';
import { headersWith, judged, observation, requestId, secret } from './observations.js';

const good = { code: 60003, description: 'The tenant was not found.', data: [], source: 'PartnerFD' };

const cases: readonly (readonly [what: string, status: number, body: string, violates: readonly string[]])[] =
  [
    ['the documented object', 404, JSON.stringify(good), []],
    ['a string code', 404, JSON.stringify({ ...good, code: '60003' }), []],
    ['no data', 404, JSON.stringify({ ...good, data: undefined }), []],
    ['more members', 404, JSON.stringify({ ...good, isRetryable: false }), []],
    ['a code of no table', 404, JSON.stringify({ ...good, code: 1002 }), []],
    ['20002 with 400', 400, JSON.stringify({ ...good, code: 20002 }), []],
    ['20002 with 403', 403, JSON.stringify({ ...good, code: 20002 }), []],
    ['a bare string', 403, '"Customer tagging denied."', []],
    ['no body on 404', 404, '', ['ERR-002']],
    ['a bare empty string', 404, '""', ['ERR-002']],
    ['a number', 404, '60003', ['ERR-002']],
    ['words without quotes', 404, 'Not Found', ['ERR-002']],
    ['an array', 404, JSON.stringify([good]), ['ERR-002']],
    ['no code', 404, JSON.stringify({ ...good, code: undefined }), ['ERR-003']],
    ['no description', 404, JSON.stringify({ ...good, description: undefined }), ['ERR-003']],
    ['no source', 404, JSON.stringify({ ...good, source: undefined }), ['ERR-003']],
    ['an empty description', 404, JSON.stringify({ ...good, description: '' }), ['ERR-003']],
    ['a description of 1024 characters', 404, JSON.stringify({ ...good, description: 'x'.repeat(1024) }), []],
    [
      'a description of 1025 characters',
      404,
      JSON.stringify({ ...good, description: 'x'.repeat(1025) }),
      ['ERR-003'],
    ],
    ['data that is no array', 404, JSON.stringify({ ...good, data: 'x' }), ['ERR-003']],
    ['60003 with 400', 400, JSON.stringify(good), ['ERR-004']],
    [
      'the form of a 429',
      404,
      JSON.stringify({ statusCode: 404, message: 'Resource not found' }),
      ['ERR-003'],
    ],
    ['a qualification in data', 404, JSON.stringify({ ...good, data: ['education'] }), ['AUT-012']],
    ['none in data', 404, JSON.stringify({ ...good, data: ['none'] }), []],
    [
      'a member called qualification that is none',
      404,
      JSON.stringify({ ...good, qualification: 'none' }),
      ['AUT-012'],
    ],
    ['a bare qualification', 403, '"Government_Community_Cloud"', ['AUT-012']],
    [
      'the word education in a sentence',
      404,
      JSON.stringify({ ...good, description: 'Not an Education Customer' }),
      [],
    ],
    [
      'a Java exception',
      404,
      JSON.stringify({ ...good, description: 'java.lang.NullPointerException: null' }),
      ['ERR-005'],
    ],
    [
      'a Python traceback',
      404,
      JSON.stringify({ ...good, description: 'Traceback (most recent call last):\n  File "app.py", line 3' }),
      ['ERR-005'],
    ],
    [
      'a path of Windows',
      404,
      JSON.stringify({ ...good, description: 'at C:\\src\\Api\\Qualification.cs' }),
      ['ERR-005'],
    ],
    [
      'an SQL error',
      404,
      JSON.stringify({ ...good, description: 'You have an error in your SQL syntax near x' }),
      ['ERR-005'],
    ],
    [
      'a sentence with "at"',
      404,
      JSON.stringify({ ...good, description: 'No customer at this address (yet).' }),
      [],
    ],
  ];

for (const [what, status, body, violates] of cases) {
  test(`an error with ${what} violates ${violates.length > 0 ? violates.join(' and ') : 'nothing'}`, () => {
    expect(judged(observation(status, body)).violated).toEqual(violates);
  });
}

test('an empty 401 is a reading, and lacks a challenge', () => {
  const result = judged(observation(401, '', headersWith('Content-Type', undefined)));
  expect(result.violated).toEqual(['AUT-014']);
  expect(result.readings['ERR-002']).toBe('empty');
});

test('the two challenges that documents show are readings', () => {
  for (const [field, reading] of [
    ['Bearer realm="x"', 'bearer'],
    ['OAuth realm=urn:cpsvc:cpid:1', 'oauth'],
  ] as const) {
    const result = judged(
      observation(401, JSON.stringify({ ...good, code: '900420' }), headersWith('WWW-Authenticate', field)),
    );
    expect(result.violated).toEqual([]);
    expect(result.readings['AUT-014']).toBe(reading);
  }
});

const throttledBody = JSON.stringify({
  statusCode: 429,
  message: 'Rate limit is exceeded. Try again in 57 seconds.',
});

const throttled: readonly (readonly [
  what: string,
  headers: HeaderList,
  body: string,
  violates: readonly string[],
])[] = [
  ['seconds', [['Retry-After', '57']], throttledBody, []],
  ['a date', [['Retry-After', 'Fri, 19 Oct 2018 16:46:23 GMT']], throttledBody, []],
  ['the form of other errors', [['Retry-After', '1']], JSON.stringify({ ...good, code: '429' }), []],
  ['no Retry-After', [], throttledBody, ['THR-001']],
  ['a word', [['Retry-After', 'soon']], throttledBody, ['THR-002']],
  ['a unit', [['Retry-After', '57s']], throttledBody, ['THR-002']],
  ['a negative number', [['Retry-After', '-1']], throttledBody, ['THR-002']],
  ['a date of another form', [['Retry-After', '2018-10-19T16:46:23Z']], throttledBody, ['THR-002']],
  [
    'two fields',
    [
      ['Retry-After', '1'],
      ['Retry-After', '2'],
    ],
    throttledBody,
    ['THR-002'],
  ],
  ['no content', [['Retry-After', '1']], '', ['THR-003']],
  ['HTML', [['Retry-After', '1']], '<html>', ['THR-003']],
  [
    'another statusCode',
    [['Retry-After', '1']],
    JSON.stringify({ statusCode: 503, message: 'x' }),
    ['THR-003'],
  ],
];

for (const [what, headers, body, violates] of throttled) {
  test(`a 429 with ${what} violates ${violates.length > 0 ? violates.join(' and ') : 'nothing'}, also without ids`, () => {
    expect(
      judged(
        observation(429, body, [['Content-Type', 'application/json'], ...headers], {
          valid: true,
          final: false,
        }),
      ).violated,
    ).toEqual(violates);
  });
}

test('a 429 whose JSON is called text/plain violates THR-003', () => {
  const headers: HeaderList = [
    ['Retry-After', '1'],
    ['Content-Type', 'text/plain'],
  ];
  expect(judged(observation(429, throttledBody, headers, { final: false })).violated).toEqual(['THR-003']);
});

test('ids are compared as GUIDs, must stand once, and are asked of refusals too', () => {
  expect(
    judged(observation(200, '"none"', headersWith('MS-RequestId', requestId.toUpperCase()))).violated,
  ).toEqual([]);
  expect(judged(observation(200, '"none"', headersWith('MS-RequestId', undefined))).violated).toEqual([
    'HDR-001',
  ]);
  expect(
    judged(observation(200, '"none"', headersWith('MS-RequestId', `${requestId}, ${requestId}`))).violated,
  ).toEqual(['HDR-004']);
  expect(
    judged(observation(200, '"none"', [...headersWith('X', 'y'), ['ms-requestid', requestId]])).violated,
  ).toEqual(['HDR-004']);
  expect(
    judged(observation(404, JSON.stringify(good), headersWith('MS-CorrelationId', undefined))).violated,
  ).toEqual(['HDR-003']);
});

test('an error that repeats the token violates AUT-013, in plain and in base64', () => {
  for (const form of [secret, Buffer.from(secret).toString('base64'), encodeURIComponent(secret)]) {
    expect(
      judged(observation(404, JSON.stringify({ ...good, description: `refused: ${form}` }))).violated,
    ).toEqual(['AUT-013']);
  }
});
