import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { clientOperations } from '../../src/client/client-operations.js';
import { castScenarios, scenarios, selectScope } from '../../src/client/scenarios.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { judgeAll, withoutOperations } from '../../src/report/judge-all.js';
import type { Judgement } from '../../src/report/report.js';
import { judgeClientHere } from './client-judged-here.js';
import { miniature, recordsOf } from './clients-under-test.js';
import { idsWith } from './command.js';

const catalogue = loadCatalogue();
const operations = clientOperations(loadContract());

/** What scenarios, played alone, say of a miniature, by requirement. */
async function judgedIn(name: string, ...names: readonly string[]): Promise<ReadonlyMap<string, Judgement>> {
  const played = scenarios.filter((scenario) => names.includes(scenario.name));
  expect(played).toHaveLength(names.length);
  const records = [...(await recordsOf(name, played)).values()].flat();
  const ids = new Set(records.map(({ id }) => id));
  const scope = catalogue.requirements.filter(({ id }) => ids.has(id));
  return new Map(
    judgeAll(withoutOperations(scope), { catalogue, records: records, missing: 'not judged' }).map((one) => [
      one.id,
      one,
    ]),
  );
}

test('a client that follows a redirect with its token violates SEC-005, not FLR-002', async () => {
  const judged = await judgedIn(
    'redirects-followed',
    'redirect-to-port',
    'redirect-to-host',
    'redirect-kept',
  );
  const failed = [...judged.values()].filter(({ verdict }) => verdict === 'fail');
  expect(failed.map(({ id }) => id)).toEqual(['SEC-005']);
  expect(judged.get('FLR-002')).toMatchObject({
    verdict: 'skip',
    reason: 'the client followed the redirect',
  });
});

test('a client that takes a redirect for a value without following it violates FLR-002', async () => {
  const judged = await judgedIn('redirect-is-none', 'redirect-to-port');
  expect(judged.get('FLR-002')?.verdict).toBe('fail');
  expect(judged.get('SEC-005')?.verdict).toBe('pass');
});

test('how a client reads a success is not judged where its request was refused', async () => {
  const names = [
    'charset-absent',
    'charset-quoted',
    'chunked',
    'dripped',
    'ended-by-close',
    'byte-order-mark',
  ];
  const judged = await judgedIn('posts', ...names, 'header-names-in-lower-case', 'object');
  for (const id of ['DEC-005', 'DEC-006', 'DEC-008', 'DEC-009'])
    expect(judged.get(id)).toMatchObject({
      verdict: 'skip',
      reason: 'REQ-001 is violated, which leaves nothing to judge',
    });
});

test('a client that did not try again where a requirement is judged is said to have done no more than that', async () => {
  const judged = await judgedIn('unauthorized-hammered', 'unauthorized', 'throttled-by-date');
  expect(judged.get('FLR-007')?.verdict).toBe('fail');
  expect(judged.get('RTY-004')).toMatchObject({
    verdict: 'skip',
    reason: 'the client made no second attempt where this is judged',
  });
});

test('an id that is there and no GUID is one violation, and one that is not there another', async () => {
  const failedOf = async (name: string) =>
    [...(await judgedIn(name, 'healthy')).values()].flatMap(({ id, verdict }) =>
      verdict === 'fail' ? [id] : [],
    );
  expect(await failedOf('request-id-in-braces')).toEqual(['REQ-017']);
  expect(await failedOf('request-id-missing')).toEqual(['REQ-008']);
});

test('a requirement that holds in every scenario is judged in every scenario, also alone', () => {
  for (const id of ['FLR-001', 'REQ-010', 'SEC-002'])
    expect(selectScope(catalogue, [id], operations).scenarios).toEqual(castScenarios(catalogue, operations));
  expect(selectScope(catalogue, ['DEC-009', 'RTY-004'], operations).scenarios.length).toBeLessThan(8);
});

test('what kept a scenario from being judged is told, although the scenario alone was selected', async () => {
  const { code, report, stdout } = await judgeClientHere([
    ...['client', '--only', 'forbidden', '--persistent'],
    ...['--', ...miniature('crashes-on-errors'), '--persistent'],
  ]);
  expect(code, stdout).toBe(1);
  expect(idsWith(report, 'fail')).toEqual(['FLR-001']);
  expect(idsWith(report, 'skip')).toContain('FLR-002');
  expect(stdout).toContain('FLR-001 must: Every call ends by itself with a qualification or an error.');
});
