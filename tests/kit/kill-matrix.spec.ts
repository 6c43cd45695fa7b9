import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { faults } from '../../src/mock/faults.js';
import { variations } from '../../src/mock/variations.js';
import { declareKills } from './faults-under-test.js';

declareKills('named requirements', 'first of each requirement');

test('every requirement of the service side has a fault that turns it red and a legal variation that leaves it green', () => {
  const catalogue = loadCatalogue();
  const named = (behaviours: typeof faults) =>
    new Set(behaviours.flatMap(({ requirements }) => requirements));
  const ids = catalogue.select('service', []).map(({ id }) => id);
  expect(ids.filter((id) => !named(faults).has(id))).toEqual([]);
  expect(ids.filter((id) => !named(variations).has(id))).toEqual([]);
  expect([...named(faults), ...named(variations)].filter((id) => !catalogue.has(id))).toEqual([]);
});
