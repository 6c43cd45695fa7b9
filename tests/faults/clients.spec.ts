import { expect, test } from '@playwright/test';
import { judgeClientHere } from '../kit/client-judged-here.js';
import { declareClientKills, miniature } from '../kit/clients-under-test.js';
import { idsWith } from '../kit/command.js';

declareClientKills();

/** What a client that never tries again cannot be judged by. */
const retries = ['RTY-001', 'RTY-002', 'RTY-003', 'RTY-004', 'RTY-005', 'RTY-006', 'RTY-007'];

for (const [name, mode, ...operations] of [
  ['good', []],
  ['good', ['--persistent']],
  ['never-retrying', ['--persistent']],
  ['good', ['--persistent'], 'getCustomerQualifications'],
  ['good', ['--persistent'], 'updateCustomerQualification'],
  ['good', ['--persistent'], 'createCustomerQualification'],
  ['never-retrying', ['--persistent'], 'createCustomerQualification'],
] as const) {
  const of = operations.length === 0 ? '' : ` in ${operations.join(' and ')}`;
  const how = mode.length > 0 ? ' as a persistent driver' : '';
  test(`the ${name} client passes strictly${of}${how}`, async () => {
    const { code, report, stdout, stderr } = await judgeClientHere([
      ...['client', '--seed', '7', '--strict', ...mode],
      ...operations.flatMap((id) => ['--operation', id]),
      ...['--jobs', '4', '--', ...miniature(name), ...mode],
    ]);
    expect(code, stdout + stderr).toBe(0);
    expect([...idsWith(report, 'fail'), ...idsWith(report, 'error')]).toEqual([]);
    const skipped = idsWith(report, 'skip');
    expect([...skipped].sort()).toEqual(
      name === 'good' ? [] : [...(operations.length > 0 ? ['CWR-013'] : []), ...retries].sort(),
    );
    const reasons = report?.requirements.flatMap(({ verdict, reason }) =>
      verdict === 'skip' ? [reason] : [],
    );
    expect(new Set(reasons)).toEqual(
      new Set(
        name === 'good'
          ? []
          : [
              'the client made no second attempt where this is judged',
              'the client made one retry at most where this is judged',
            ],
      ),
    );
  });
}
