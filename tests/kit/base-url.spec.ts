import { expect, test } from '@playwright/test';
import { loadContract } from '../../src/contract/load-contract.js';
import { behaviourNamed } from '../../src/mock/faults.js';
import { type Mock, startMock } from '../../src/mock/server.js';
import { type CommandResult, environmentFor, idsWith } from './command.js';
import { judgeHere } from './judged-here.js';
import { headersWith, judged, observation } from './observations.js';

const contract = loadContract();
const prefix = '/partner/api';

/** The forms of a base URL: where the mock listens, what it is behind, and what stands behind its origin. */
const forms = [
  ['with a slash behind it', '127.0.0.1', '', '/'],
  ['with a path prefix', '127.0.0.1', prefix, prefix],
  ['with a path prefix and a slash behind it', '127.0.0.1', prefix, `${prefix}/`],
  ['with an IPv6 address', '::1', '', ''],
  ['with an IPv6 address, a path prefix and a slash behind it', '::1', prefix, `${prefix}/`],
] as const;

async function judgeAt(mock: Mock, path: string, only: readonly string[] = []): Promise<CommandResult> {
  const env = { ...(await environmentFor(mock)), PARTNER_CENTER_BASE_URL: mock.origin + path };
  return judgeHere(['service', '--seed', '7', ...only], env).finally(() => mock.close());
}

test('behind a path prefix each requirement has the verdict that it has without one', async () => {
  const direct = await judgeAt(await startMock({ contract, seed: 7 }), '');
  const behind = await judgeAt(await startMock({ contract, seed: 7, prefix }), prefix);
  expect(direct.report?.verdict).toBe('pass');
  const verdicts = ({ report }: CommandResult) =>
    report?.requirements.map(({ id, verdict, reading }) => ({ id, verdict, reading }));
  expect(verdicts(behind)).toEqual(verdicts(direct));
  expect(behind.code).toBe(0);
});

for (const [what, host, before, path] of forms) {
  test(`a base URL ${what} shows a 405 without Allow, and what a path must not lead to`, async () => {
    const behaviours = ['allow-missing', 'prefix-routed'].map((name) => behaviourNamed(name));
    let mock: Mock;
    try {
      mock = await startMock({ contract, seed: 7, host, prefix: before, behaviours });
    } catch (thrown) {
      test.skip(host === '::1', `this machine has no IPv6: ${String(thrown)}`);
      throw thrown;
    }
    const only = ['RTE-004', 'RTE-007', 'RTE-009', 'CID-001'].flatMap((id) => ['--only', id]);
    const { report, stdout } = await judgeAt(mock, path, only);
    expect(idsWith(report, 'fail'), stdout).toEqual(['RTE-004', 'RTE-007']);
    expect(idsWith(report, 'pass')).toEqual(['RTE-009', 'CID-001']);
  });
}

for (const target of ['', prefix]) {
  test(`RTE-004 is judged by the path below the base URL${target === '' ? '' : `, here behind ${target}`}`, () => {
    const one = observation(405, '', headersWith('Allow', undefined));
    const { exchange } = one;
    const request = { ...exchange.request, target: target + exchange.request.target };
    expect(judged({ ...one, exchange: { ...exchange, request } }).violated).toContain('RTE-004');
    const allowed = observation(405, '', headersWith('Allow', 'GET'));
    expect(judged({ ...allowed, exchange: { ...allowed.exchange, request } }).held).toContain('RTE-004');
  });
}

test('a 405 for a path that the contract does not have says nothing of RTE-004', () => {
  const { violated, held } = judged(observation(405, '', [], { path: '/v1/customers' }));
  expect([...violated, ...held]).not.toContain('RTE-004');
});
