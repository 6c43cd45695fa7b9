import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { isAbout } from '../../src/catalogue/requirement.js';
import { universalClientChecks } from '../../src/client/checks/universal.js';
import { clientOperations } from '../../src/client/client-operations.js';
import { isOutcome, readOutcome } from '../../src/client/read-outcome.js';
import { castScenarios, idsOf, selectScope } from '../../src/client/scenarios.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { wrongClients } from '../miniatures/wrong-clients.js';
import { judgeClientHere } from './client-judged-here.js';
import { miniature } from './clients-under-test.js';
import { idsWith } from './command.js';
import { commandHere } from './command-here.js';

const contract = loadContract();
const catalogue = loadCatalogue();
const asItIs = (text: string) => text;

test('a client is judged by the read of the one qualification where no operation is named', () => {
  expect(clientOperations(contract).map(({ id }) => id)).toEqual(['getCustomerQualification']);
  const { requirements, scenarios } = selectScope(catalogue, [], clientOperations(contract));
  expect(requirements.map(({ area }) => area)).not.toContain('lists');
  expect(requirements.map(({ area }) => area)).not.toContain('writing');
  expect(scenarios.filter(({ area }) => area === 'lists' || area === 'writing')).toEqual([]);
});

for (const operation of contract.operations) {
  test(`each requirement about ${operation.id} has a scenario that gives occasion to judge it`, () => {
    const about = catalogue.select('client', []).filter((one) => isAbout(one, operation));
    const played = castScenarios(catalogue, [operation]);
    const judged = new Set([...played.flatMap(idsOf), ...universalClientChecks.keys()]);
    expect(about.length).toBeGreaterThan(40);
    expect(about.filter(({ id }) => !judged.has(id))).toEqual([]);
    for (const { judges } of played)
      for (const id of Object.keys(judges)) expect(isAbout(catalogue.get(id), operation), id).toBe(true);
  });
}

test('scenarios of several operations have a name each', () => {
  const names = castScenarios(catalogue, contract.operations).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toContain('healthy (createCustomerQualification)');
});

test('a list is an outcome, beside a qualification or an error it is none, and null is a member that is not there', () => {
  const items = [{ qualification: 'education', vettingStatus: 'approved' }];
  expect(readOutcome(JSON.stringify({ qualifications: items }), asItIs)).toEqual({
    kind: 'list',
    qualifications: items,
  });
  expect(readOutcome('{"qualifications":[],"qualification":null,"error":null}', asItIs)).toEqual({
    kind: 'list',
    qualifications: [],
  });
  expect(readOutcome('{"qualification":"none","qualifications":null}', asItIs)).toEqual({
    kind: 'value',
    qualification: 'none',
  });
  for (const line of [
    '{"qualifications":[],"qualification":"none"}',
    '{"qualifications":[],"error":{"status":404}}',
    '{"qualifications":null}',
  ])
    expect(isOutcome(line), line).toBe(false);
});

test('at least twenty-five wrong clients are wrong in another operation than the first', () => {
  const others = wrongClients.filter(({ operation }) => operation !== undefined);
  expect(others.length).toBeGreaterThanOrEqual(25);
  expect(new Set(others.map(({ operation }) => operation)).size).toBe(3);
});

for (const [words, told] of [
  [['--operation', 'createCustomerQualifications'], 'did you mean "createCustomerQualification"?'],
  [['--only', 'CWR-001'], 'nothing of CWR-001 is about getCustomerQualification; name another --operation'],
  [['--only', 'list-empty'], 'nothing of list-empty is about getCustomerQualification'],
  [['--operation='], '--operation names nothing'],
] as const) {
  test(`client ${words.join(' ')} is refused before a driver is started`, async () => {
    const { code, stderr, report } = await commandHere(['client', ...words, '--', ...miniature('good')]);
    expect(code).toBe(2);
    expect(stderr).toContain(told);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(report).toBeUndefined();
  });
}

test('a driver that passes over the operation is no client of the list', async () => {
  // It reads the one qualification whatever it is told.
  const { code, report } = await judgeClientHere([
    ...['client', '--operation', 'getCustomerQualifications', '--only', 'list-of-two', '--persistent'],
    ...['--', ...miniature('quotes-kept'), '--persistent'],
  ]);
  expect(code).toBe(1);
  expect(idsWith(report, 'fail')).toEqual(['CQL-004']);
  expect(report?.requirements.flatMap(({ findings }) => findings.map((one) => one.operation))).toEqual([
    'getCustomerQualifications',
  ]);
});
