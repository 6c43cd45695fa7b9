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
    'date-under-the-other-name',
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
    'header-with-tabs',
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
    'connections-ended-by-refusals',
  ],
  [
    'list-not-offered-405',
    'slow',
    'values-camel-case',
    'ids-required',
    'head-like-get',
    'paths-folded',
    'scheme-in-any-case',
    'first-credentials-count',
    'long-targets-refused',
    'callers-of-no-name-refused',
    'connections-ended-now-and-then',
  ],
  [
    'list-not-offered-410',
    'ended-by-close',
    'malformed-ids-answered',
    'queries-refused',
    'options-and-trace-answered',
    'customer-ids-upper-case-inside',
  ],
  ['list-not-offered-404'],
  ['list-not-offered-501'],
  ['list-in-envelope', 'items-with-more', 'items-in-lower-case', 'date-with-offset', 'list-with-state-owned'],
  [
    'list-in-envelope-with-links',
    'list-none-item',
    'items-in-snake-case',
    'date-month-first',
    'list-with-denied',
  ],
  ['items-in-camel-case', 'items-with-nulls', 'status-expired', 'date-under-both-names'],
  [
    'update-by-string-alone',
    'tagging-denied',
    'app-only-unauthorized',
    'create-answers-list',
    'create-approves',
  ],
  ['create-answers-200', 'create-by-capital-key'],
  ['create-without-status'],
];

for (const names of groups) {
  test(`a service that is ${names.join(', ')} passes`, () => expectNoFailure(names));
}

test('every legal variation stands in a group', () => {
  expect([...groups.flat()].sort()).toEqual(variations.map(({ name }) => name).sort());
});
