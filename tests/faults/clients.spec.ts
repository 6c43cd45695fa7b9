import { expect, test } from '@playwright/test';
import { declareClientKills, miniature } from '../kit/clients-under-test.js';
import { idsWith, runCommand } from '../kit/command.js';

declareClientKills();

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
