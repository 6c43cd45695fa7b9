import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { loadContract } from '../../src/contract/load-contract.js';
import { startMock } from '../../src/mock/server.js';
import { type CommandResult, environmentFor, idsWith, runCommand } from './command.js';
import { judgeHere } from './judged-here.js';
import { startRewritingGateway } from './rewriting-gateway.js';

const contract = loadContract();

/** What is judged of a mock whose answers are rewritten on the way; by the command where its environment matters. */
async function judged(
  args: readonly string[],
  rewrite: (answer: string, request: string) => string | undefined | Promise<string | undefined>,
  env?: NodeJS.ProcessEnv,
): Promise<CommandResult> {
  const mock = await startMock({ contract, seed: 7 });
  const gateway = await startRewritingGateway(mock.origin, rewrite);
  try {
    const described = { ...(await environmentFor(mock)), PARTNER_CENTER_BASE_URL: gateway.origin };
    const command = ['service', '--operation', 'getCustomerQualification', '--seed', '7', ...args];
    return env ? await runCommand(command, { ...described, ...env }) : await judgeHere(command, described);
  } finally {
    gateway.close();
    await mock.close();
  }
}

/** A text of so many characters, in words: one of that length would be searched for what it may hide. */
const long = (length: number) => 'policy '.repeat(Math.ceil(length / 7));

const withField = (field: string) => (answer: string) => answer.replace('\r\n', `\r\n${field}\r\n`);
const some = ['RTE-001', 'RTE-003', 'AVL-001', 'BDY-001'];
const only = some.flatMap((id) => ['--only', id]);

test('a header of 20,000 bytes and a folded field are judged like any other, whatever Node was told', async () => {
  const field = `X-Policy: ${long(20_000)}\r\nX-Folded: one\r\n two`;
  const NODE_OPTIONS = '--max-http-header-size=2048 --insecure-http-parser';
  const { code, report, stdout, stderr } = await judged(only, withField(field), { NODE_OPTIONS });
  expect(idsWith(report, 'pass'), stdout + stderr).toEqual(expect.arrayContaining(some));
  expect(code).toBe(0);
});

test('a malformed field violates AVL-001 alone, whatever Node was told', async () => {
  const NODE_OPTIONS = '--insecure-http-parser';
  const { code, report, stdout } = await judged(only, withField('X-Node : 7'), { NODE_OPTIONS });
  expect([idsWith(report, 'fail'), idsWith(report, 'error'), code]).toEqual([['AVL-001'], [], 1]);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'at header X-Node: expected a colon right behind the name, received white space',
  );
});

test('more header than the kit reads is an error that names the limit, and leaves the rest judged', async () => {
  const huge = withField(`X-Policy: ${long(300_000)}`);
  const { code, report, stdout } = await judged(only, (answer) =>
    answer.startsWith('HTTP/1.1 405') ? huge(answer) : answer,
  );
  expect(idsWith(report, 'error')).toEqual(['RTE-003', 'AVL-001']);
  expect(idsWith(report, 'fail')).toEqual([]);
  expect(idsWith(report, 'pass')).toEqual(expect.arrayContaining(['RTE-001', 'BDY-001']));
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'more than 262144 bytes of header, the most that the kit reads',
  );
  expect(code).toBe(2);
});

test('more header than the kit reads in every answer is told once, before anything is judged', async () => {
  const { code, stdout } = await judged(only, withField(`X-Policy: ${long(300_000)}`));
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'the first read could not be judged: the response has more than 262144 bytes of header, the most that the kit reads',
  );
  expect(code).toBe(2);
});

test('an answer just after the time limit is an error that says whose limit it is; silence stays a violation', async () => {
  const late = async (answer: string) => {
    if (answer.startsWith('HTTP/1.1 405')) await pause(2080);
    return answer;
  };
  const limit = ['--timeout', '2000'];
  const slow = await judged(['--only', 'RTE-003', ...limit], late);
  expect(idsWith(slow.report, 'error'), slow.stdout).toContain('RTE-003');
  expect(idsWith(slow.report, 'fail')).toEqual([]);
  expect(slow.stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /the response took 2\d\d\d ms, just longer than the kit's time limit of 2000 ms/,
  );
  expect(slow.code).toBe(2);
  const silent = await judged(['--only', 'RTE-003', ...limit], (answer) =>
    answer.startsWith('HTTP/1.1 405') ? undefined : answer,
  );
  expect(idsWith(silent.report, 'fail')).toContain('RTE-003');
  expect(silent.stdout.replaceAll(/\s+/g, ' ')).toContain("no response within 2000 ms, the kit's time limit");
});
