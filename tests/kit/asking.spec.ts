import { expect, test } from '@playwright/test';
import { loadContract } from '../../src/contract/load-contract.js';
import { behaviour } from '../../src/mock/behaviour.js';
import { callHeader } from '../../src/mock/call.js';
import { counting, success } from '../../src/mock/middleware.js';
import { withOtherValue } from '../../src/mock/reply.js';
import { startMock } from '../../src/mock/server.js';
import { withBehaviours } from './behaving-mock.js';
import { environmentFor, idsWith, runCommand } from './command.js';
import { judgeHere } from './judged-here.js';

const alone = ['--operation', 'getCustomerQualification', '--seed', '7', '--only'];

test('--user-agent stands in every request', async () => {
  const mock = await startMock({ contract: loadContract(), seed: 7, journalEntries: 1000 });
  const { code, stdout, stderr } = await runCommand(
    ['service', ...alone, 'CID-001', '--user-agent', 'ContosoPortal/4.2 (test)'],
    await environmentFor(mock),
  ).finally(() => mock.close());
  expect(code, stdout + stderr).toBe(0);
  const agents = mock.journal.read().map(({ call }) => callHeader(call, 'user-agent'));
  expect(new Set(agents)).toEqual(new Set(['ContosoPortal/4.2 (test)']));
});

test('a service that answers one User-Agent otherwise is found with --user-agent', async () => {
  const shy = behaviour('shy', [], 'answers one caller with another value', () => async (call, next) => {
    const reply = await next(call);
    const known = callHeader(call, 'user-agent') === 'ContosoPortal/4.2' && reply.status === 200;
    return known ? withOtherValue(reply) : reply;
  });
  await withBehaviours([shy], async (env) => {
    const without = await judgeHere(['service', ...alone, 'BDY-010'], env);
    expect(idsWith(without.report, 'fail'), without.stdout + without.stderr).toEqual([]);
    const named = await judgeHere(['service', ...alone, 'BDY-010', '--user-agent', 'ContosoPortal/4.2'], env);
    expect(idsWith(named.report, 'fail'), named.stdout + named.stderr).toEqual(['BDY-010']);
  });
});

test('a service that fails from the n-th request on is found with --repeat', async () => {
  const tired = () =>
    behaviour(
      'tired',
      [],
      'answers reads after fifty with another value',
      counting((count) => count > 50, withOtherValue, success),
    );
  for (const [more, failed] of [
    [[], []],
    [['--repeat', '40'], ['WEA-001']],
  ] as const) {
    await withBehaviours([tired()], async (env) => {
      const { report, stdout, stderr } = await judgeHere(['service', ...alone, 'WEA-001', ...more], env);
      expect(idsWith(report, 'fail'), stdout + stderr).toEqual(failed);
    });
  }
});

test('a User-Agent that no header can hold is refused before the first request', async () => {
  for (const text of ['', ' ', 'a\nb', 'Zoë']) {
    const { code, stderr } = await runCommand(['service', '--user-agent', text]);
    expect([code, stderr.split('\n').length], text).toEqual([2, 2]);
    expect(stderr).toContain('--user-agent is to be printable ASCII');
  }
});
