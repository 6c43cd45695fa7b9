import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { universalClientChecks } from '../../src/checks/client/universal.js';
import { idsOf, scenarios } from '../../src/client/scenarios.js';
import { wrongClients } from '../miniatures/wrong-clients.js';
import { declareClientKills, miniature } from './clients-under-test.js';
import { idsWith, runCommand } from './command.js';

declareClientKills('first of each requirement');

for (const [name, mode] of [
  ['good', []],
  ['good', ['--persistent']],
  ['never-retrying', ['--persistent']],
] as const) {
  test(`the ${name} client passes strictly${mode.length > 0 ? ' as a persistent driver' : ''}`, async () => {
    const { code, report, stdout, stderr } = await runCommand([
      ...['client', '--seed', '7', '--strict', ...mode],
      ...['--jobs', '4', '--', ...miniature(name), ...mode],
    ]);
    expect(code, stdout + stderr).toBe(0);
    expect([...idsWith(report, 'fail'), ...idsWith(report, 'error')]).toEqual([]);
    const skipped = idsWith(report, 'skip');
    expect(skipped).toEqual(
      name === 'good' ? [] : ['RTY-001', 'RTY-002', 'RTY-003', 'RTY-004', 'RTY-005', 'RTY-006', 'RTY-007'],
    );
    const reasons = report?.requirements.flatMap(({ verdict, reason }) =>
      verdict === 'skip' ? [reason] : [],
    );
    expect(new Set(reasons)).toEqual(
      new Set(
        name === 'good' ? [] : ['the client made no second attempt', 'the client made one retry at most'],
      ),
    );
  });
}

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
