import { expect, test } from '@playwright/test';
import { variations } from '../../src/mock/variations.js';
import { expectNoFailure } from '../kit/variations-under-test.js';

/** Variations that can be had at once, outermost first; a group that fails is taken apart by the project `matrix`. */
const groups: readonly (readonly string[])[] = [
  [
    'chunked',
    'further-headers',
    'white-space-around-text',
    'charset-absent',
    'ids-answered-in-upper-case',
    'error-code-string',
    'unknown-forbidden',
    'throttles-in-seconds',
  ],
  [
    'header-names-in-lower-case',
    'header-long',
    'charset-quoted',
    'characters-escaped',
    'error-code-number',
    'malformed-not-found',
    'unknown-bad-request',
    'bad-credentials-400',
    'tls-1-3-alone',
  ],
  [
    'header-folded',
    'gzip-always',
    'session-cookie',
    'values-pascal-case',
    'unauthorized-empty',
    'errors-bare-string',
    'accept-disregarded',
    'tls-1-2-alone',
  ],
  [
    'front-end-refuses',
    'throttles-by-date',
    'drips-to-the-end',
    'gzip-when-offered',
    'values-snake-case',
    'contract-version-required',
    'allow-longer',
  ],
  ['slow', 'values-camel-case', 'ids-required', 'head-like-get', 'paths-folded', 'scheme-in-any-case'],
  ['ended-by-close', 'malformed-ids-answered', 'queries-refused', 'customer-ids-upper-case-inside'],
];

for (const names of groups) {
  test(`a service that is ${names.join(', ')} passes`, () => expectNoFailure(names));
}

test('every legal variation stands in a group', () => {
  expect([...groups.flat()].sort()).toEqual(variations.map(({ name }) => name).sort());
});
