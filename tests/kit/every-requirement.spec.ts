import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { universalClientChecks } from '../../src/client/checks/universal.js';
import { idsOf, scenarios } from '../../src/client/scenarios.js';
import { faults } from '../../src/mock/faults.js';
import { variations } from '../../src/mock/variations.js';
import { wrongClients } from '../miniatures/wrong-clients.js';

test('every requirement of the service side has a fault that turns it red and a legal variation that leaves it green', () => {
  const catalogue = loadCatalogue();
  const named = (behaviours: typeof faults) =>
    new Set(behaviours.flatMap(({ requirements }) => requirements));
  const ids = catalogue.select('service', []).map(({ id }) => id);
  expect(ids.filter((id) => !named(faults).has(id))).toEqual([]);
  expect(ids.filter((id) => !named(variations).has(id))).toEqual([]);
  expect([...named(faults), ...named(variations)].filter((id) => !catalogue.has(id))).toEqual([]);
});

test('every requirement of the client side has scenarios that give occasion and a wrong client that turns it red', () => {
  const ids = loadCatalogue()
    .select('client', [])
    .map(({ id }) => id);
  const occasioned = new Set(scenarios.flatMap(idsOf));
  const judged = new Set([
    ...scenarios.flatMap(({ judges }) => Object.keys(judges)),
    ...universalClientChecks.keys(),
  ]);
  const caught = new Set(wrongClients.flatMap(({ requirements }) => requirements));
  for (const set of [occasioned, judged, caught]) {
    expect(ids.filter((id) => !set.has(id))).toEqual([]);
    expect([...set].filter((id) => !ids.includes(id))).toEqual([]);
  }
});

test('names of scenarios are unlike ids and areas, and each occurs once', () => {
  const names = scenarios.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => loadCatalogue().selects('client', name))).toEqual([]);
});
