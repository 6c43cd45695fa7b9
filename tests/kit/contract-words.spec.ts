import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { parse } from 'yaml';
import { scenarios } from '../../src/client/scenarios.js';
import { defaultContractFile, loadContract } from '../../src/contract/load-contract.js';
import { parametersOf } from '../../src/contract/operation.js';
import { canonical, qualificationsOf, wordsOf } from '../../src/contract/qualification.js';
import { asksForGuid } from '../../src/contract/schema.js';
import { idHeaders, sentGuid } from '../../src/http/id-headers.js';
import { compose } from '../../src/service/probe.js';

const contract = loadContract();

test('the id headers are the header parameters for which the contract demands GUIDs', () => {
  const guids = contract.operations.flatMap((operation) =>
    parametersOf(operation, 'header').filter(({ schema }) => asksForGuid(schema.source)),
  );
  expect(new Set(guids.map(({ name }) => name))).toEqual(new Set(idHeaders));
});

test('a request of every operation carries both ids, new each time', () => {
  for (const operation of contract.operations) {
    const planned = { operation, customer: '1c752ab5-7956-4744-bde5-2fa96717f1fa', flow: 'app' } as const;
    const requests = [1, 2].map(() => ({
      ...compose(planned, { tokens: { app: 'good' }, prefix: '' }),
      origin: 'http://127.0.0.1',
    }));
    const sent = requests.flatMap((request) => idHeaders.map((name) => sentGuid(request, name)));
    expect(sent, operation.id).not.toContain(undefined);
    expect(new Set(sent).size, operation.id).toBe(4);
  }
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

/** Every node of the contract as it is written, with its place. */
function* nodesOf(node: unknown, place = '$'): Generator<readonly [string, Record<string, unknown>]> {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) yield [place, node as Record<string, unknown>];
  for (const [key, value] of Object.entries(node)) yield* nodesOf(value, `${place}.${key}`);
}

test('nothing stands in the contract that generators of clients are known to stumble over', () => {
  const written = [...nodesOf(parse(readFileSync(defaultContractFile, 'utf8')))];
  // What a generator reads: the other forms are the kit's.
  const read = written.filter(([place]) => !place.includes('.x-also'));
  const placesOf = (
    nodes: typeof written,
    wrong: (node: Record<string, unknown>, place: string) => boolean,
  ) => nodes.filter(([place, node]) => wrong(node, place)).map(([place]) => place);
  const isDoubled = (values: readonly unknown[]) =>
    new Set(values.map((value) => String(value).toLowerCase())).size < values.length;
  expect(
    placesOf(read, (node) => Array.isArray(node['enum']) && isDoubled(node['enum'])),
    'values that differ in case alone',
  ).toEqual([]);
  expect(
    placesOf(written, (node) => node['type'] === 'array' && node['items'] === undefined),
    'arrays without items',
  ).toEqual([]);
  expect(
    placesOf(read, (node) => Array.isArray(node['type']) || 'anyOf' in node || 'oneOf' in node),
    'several types in one place',
  ).toEqual([]);
  expect(
    placesOf(read, (node) => node['in'] === 'header' && node['name'] === 'Authorization'),
    'the credential beside its security scheme',
  ).toEqual([]);
  const headers = contract.operations.flatMap((operation) => parametersOf(operation, 'header'));
  expect(
    headers.filter(({ schema }) => schema.source['format'] === 'uuid').map(({ name }) => name),
    'ids that generators make objects of',
  ).toEqual([]);
});
