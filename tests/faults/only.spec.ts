import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { clientOperations } from '../../src/client/client-operations.js';
import type { Scenario } from '../../src/client/scenario.js';
import { selectScope } from '../../src/client/scenarios.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { behaviourNamed } from '../../src/mock/faults.js';
import { judgeAll, withoutOperations } from '../../src/report/judge-all.js';
import type { Verdict } from '../../src/verdict.js';
import { withBehaviours } from '../kit/behaving-mock.js';
import { judgeClientHere } from '../kit/client-judged-here.js';
import { miniature, recordsOf } from '../kit/clients-under-test.js';
import { judgeHere } from '../kit/judged-here.js';

const catalogue = loadCatalogue();
const operations = clientOperations(loadContract());

/** Wrong in what is sent, in how it is read, in retries, now and then, and by ending. */
const clients = [
  ...['good', 'posts', 'request-id-of-process', 'type-compared', 'crashes-on-null', 'status-ignored'],
  ...['id-doubled-in-retry', 'no-back-off', 'token-in-errors', 'redirects-followed'],
];

for (const name of clients) {
  test(`each requirement alone has the verdict of the whole run: the client ${name}`, async () => {
    const { requirements: ids, scenarios } = selectScope(catalogue, [], operations);
    const byScenario = await recordsOf(name, scenarios);
    const verdictsIn = (played: readonly Scenario[], scope: typeof ids): ReadonlyMap<string, Verdict> => {
      const records = played.flatMap((scenario) => byScenario.get(scenario.name) ?? []);
      return new Map(
        judgeAll(withoutOperations(scope), { catalogue, records, missing: 'not judged' }).map((one) => [
          one.id,
          one.verdict,
        ]),
      );
    };
    const whole = verdictsIn(scenarios, ids);
    const alone = ids.map(({ id }) => {
      const scope = selectScope(catalogue, [id], operations);
      return [id, verdictsIn(scope.scenarios, scope.requirements).get(id)] as const;
    });
    expect(whole.size).toBe(ids.length);
    expect(Object.fromEntries(alone)).toEqual(Object.fromEntries(whole));
  });
}

test('a client that posts violates REQ-001, of which what it reads says no more', async () => {
  const scope = selectScope(catalogue, ['REQ-001', 'DEC-005', 'DEC-006'], operations);
  const records = [...(await recordsOf('posts', scope.scenarios)).values()].flat();
  const judged = judgeAll(withoutOperations(scope.requirements), {
    catalogue,
    records,
    missing: 'not judged',
  });
  expect(judged.map(({ id, verdict }) => [id, verdict])).toEqual([
    ['REQ-001', 'fail'],
    ['DEC-005', 'skip'],
    ['DEC-006', 'skip'],
  ]);
});

/** Faults of all kinds, and what is judged alone besides all that the whole run finds violated. */
const services = [
  'correlation-id-lost',
  'injection-crashes',
  'errors-other-form',
  'redirects-unknown-customers',
];
const besides = ['RTE-001', 'HDR-003', 'AVL-002'];

/** What each of them violates in the whole run, by its causes. */
const causes: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'correlation-id-lost': { 'HDR-002': ['HDR-005', 'CON-001', 'KEP-003', 'KEP-004'] },
  // What the crash tells of the implementation is another deviation than the crash.
  'injection-crashes': { 'ERR-005': [], 'AVL-002': ['CID-005', 'CID-007'] },
  'redirects-unknown-customers': { 'RTE-002': ['CID-009', 'WEA-001'] },
};

for (const name of services) {
  test(`each requirement alone has the verdict of the whole run: a service with the fault ${name}`, async () => {
    await withBehaviours([behaviourNamed(name)], async (env) => {
      const verdictsOf = async (...only: readonly string[]) => {
        const { report, stdout, stderr } = await judgeHere(
          ['service', '--seed', '7', '--timeout', '700', ...only.flatMap((id) => ['--only', id])],
          env,
        );
        expect(report, stdout + stderr).toBeDefined();
        const told = (report?.causes ?? []).map(({ requirement, touches }) => [requirement, touches]);
        if (only.length === 0 && causes[name]) expect(Object.fromEntries(told)).toEqual(causes[name]);
        return new Map(report?.requirements.map(({ id, verdict }) => [id, verdict]));
      };
      const whole = await verdictsOf();
      const violated = [...whole].flatMap(([id, verdict]) => (verdict === 'fail' ? [id] : []));
      expect(violated).not.toEqual([]);
      for (const id of new Set([...violated, ...besides]))
        expect((await verdictsOf(id)).get(id), id).toBe(whole.get(id));
    });
  });
}

test('a service whose value alternates violates BDY-011, and what is told of the customers beforehand', async () => {
  await withBehaviours([behaviourNamed('value-alternates')], async (env) => {
    const { report, stdout, stderr } = await judgeHere(['service', '--seed', '7'], env);
    const violated = report?.requirements.flatMap(({ id, verdict }) => (verdict === 'fail' ? [id] : []));
    // BDY-010 and QLS-007 hold each value against the one that the target's description names.
    expect(violated?.toSorted(), stdout + stderr).toEqual(['BDY-010', 'BDY-011', 'QLS-007']);
  });
});

test('a client that crashes in one scenario alone violates FLR-001, alone as in the whole run', async () => {
  const { report, stdout } = await judgeClientHere([
    ...['client', '--only', 'FLR-001', '--seed', '7', '--persistent', '--jobs', '4'],
    ...['--', ...miniature('crashes-on-null'), '--persistent'],
  ]);
  expect(
    report?.requirements.map(({ id, verdict }) => [id, verdict]),
    stdout,
  ).toEqual([['FLR-001', 'fail']]);
});

test('a service that answers no read with JSON violates BDY-005, of which HDR-012 says no more', async () => {
  await withBehaviours([behaviourNamed('json-cut')], async (env) => {
    const { code, report, stdout } = await judgeHere(['service', '--seed', '7', '--only', 'HDR-012'], env);
    expect(code, stdout).toBe(1);
    expect(report?.requirements.map(({ id, verdict }) => [id, verdict])).toEqual([
      ['HDR-012', 'skip'],
      ['BDY-005', 'fail'],
    ]);
    expect(report?.requirements[0]?.reason).toBe('BDY-005 is violated, which leaves nothing to judge');
  });
});
