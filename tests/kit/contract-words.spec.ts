import { expect, test } from '@playwright/test';
import { scenarios } from '../../src/client/scenarios.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { parametersOf } from '../../src/contract/operation.js';
import { canonical, qualificationsOf, wordsOf } from '../../src/contract/qualification.js';
import { asksForGuid } from '../../src/contract/schema.js';
import { idHeaders } from '../../src/http/id-headers.js';

const contract = loadContract();

test('the id headers are the header parameters for which the contract demands GUIDs', () => {
  const guids = contract.operations.flatMap((operation) =>
    parametersOf(operation, 'header').filter(({ schema }) => asksForGuid(schema.source)),
  );
  expect(new Set(guids.map(({ name }) => name))).toEqual(new Set(idHeaders));
});

test('each qualification of the contract has a scenario that answers it', () => {
  const values = new Set(qualificationsOf(contract).map(canonical));
  const played = scenarios.filter(({ name }) => name.startsWith('value-')).map((one) => one.qualification);
  expect(new Set(played.filter((value) => value !== undefined))).toEqual(values);
});

for (const [spelling, words] of [
  ['education', ['education']],
  ['GovernmentCommunityCloud', ['government', 'community', 'cloud']],
  ['stateownedentity', ['state', 'owned', 'entity']],
  ['charity', ['charity']],
] as const) {
  test(`${spelling} has the words ${words.join(', ')}`, () => {
    expect(wordsOf(contract, spelling)).toEqual(words);
  });
}
