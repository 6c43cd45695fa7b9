import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { expect, test } from '@playwright/test';
import { loadContract } from '../../src/contract/load-contract.js';
import { publishedSchema, schemaEngine } from '../../src/files/json-schema.js';
import type { Call } from '../../src/mock/call.js';
import { type Reply, withHeader, withStatus } from '../../src/mock/reply.js';
import { startMock } from '../../src/mock/server.js';
import { selfCheckNoticeOf } from '../../src/report/report.js';
import { environmentFor, idsWith, runCommand } from './command.js';
import { judgeHere } from './judged-here.js';

const contract = loadContract();
const customer = '11111111-2222-4333-8444-555555555555';
const someTarget = { PARTNER_CENTER_APP_TOKEN: 'opaque-app-token', PARTNER_CENTER_CUSTOMERS: customer };
const validate = schemaEngine().compile(publishedSchema('conformance'));

function expectValid(report: unknown): void {
  validate(report);
  expect(validate.errors ?? []).toEqual([]);
}

test('a healthy mock passes, and the first line says that it is a self-check', async () => {
  const { code, stdout, stderr, report } = await runCommand(['service', '--seed', '11']);
  expect(code, stdout + stderr).toBe(0);
  expect(stdout.split('\n')[0]).toBe(selfCheckNoticeOf('service'));
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(report?.verdict).toBe('pass');
  expect(report?.subject.selfCheck).toBe(true);
  expect(report?.contract.sha256).toBe(contract.sha256);
  expect(report?.seed).toBe(11);
  expect(idsWith(report, 'fail')).toEqual([]);
  expect(idsWith(report, 'skip'), 'a healthy service is not throttled, and the mock has no TLS').toEqual([
    'THR-001',
    'THR-002',
    'THR-003',
    'TLS-001',
    'TLS-002',
  ]);
  expectValid(report);
});

test('a report with violations satisfies the published schema and holds no token in any form', async () => {
  const { behaviourNamed } = await import('../../src/mock/faults.js');
  const mock = await startMock({
    contract,
    seed: 3,
    behaviours: ['token-in-errors', 'token-in-header', 'gzip-claimed', 'byte-order-mark'].map((name) =>
      behaviourNamed(name),
    ),
  });
  try {
    const env = await environmentFor(mock);
    const { code, report, stdout, stderr } = await runCommand(['service'], env);
    expect(code).toBe(1);
    expect(idsWith(report, 'fail')).toEqual(expect.arrayContaining(['AUT-013', 'BDY-001']));
    expectValid(report);
    const written = JSON.stringify(report) + stdout + stderr;
    for (const token of [env['PARTNER_CENTER_APP_TOKEN'] ?? '', env['PARTNER_CENTER_USER_TOKEN'] ?? '']) {
      const parts = [
        token,
        ...token.split('.').slice(1),
        Buffer.from(token).toString('base64'),
        token.slice(20, 120),
      ];
      expect(parts.filter((part) => written.includes(part))).toEqual([]);
    }
  } finally {
    await mock.close();
  }
});

test('nobody listening is an error with the cause in it, and no requirement fails', async () => {
  const closed = await freePort();
  const { code, report, stdout } = await judgeHere(
    ['service', '--base-url', `http://127.0.0.1:${closed}`],
    someTarget,
  );
  expect(code).toBe(2);
  expect(idsWith(report, 'fail')).toEqual([]);
  expect(idsWith(report, 'pass')).toEqual([]);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    `no connection to http://127.0.0.1:${closed}: connect ECONNREFUSED`,
  );
  expectValid(report);
});

const strangers: readonly (readonly [
  what: string,
  status: number,
  headers: Record<string, string>,
  body: string,
  says: RegExp,
])[] = [
  [
    'a page of HTML',
    200,
    { 'Content-Type': 'text/html' },
    '<!doctype html><title>Sign in</title>',
    /answers HTML \(200\)/,
  ],
  [
    'a redirect',
    302,
    { Location: 'https://login.example/' },
    '',
    /redirects to https:\/\/login\.example\/ \(302\)/,
  ],
  [
    '404 for everything',
    404,
    { 'Content-Type': 'application/json' },
    '{"code":60003}',
    /refused with 404 \(code 60003: the tenant was not found\)/,
  ],
  [
    '401 for everything',
    401,
    { 'Content-Type': 'application/json' },
    '{"code":"900420"}',
    /token in PARTNER_CENTER_APP_TOKEN is refused with 401 \(code 900420/,
  ],
  ['410 for everything', 410, {}, '', /answers 410: the resource is gone/],
  ['503 for everything', 503, {}, '', /answers 503, also when asked again/],
];

for (const [what, status, headers, body, says] of strangers) {
  test(`a base URL that answers ${what} is an error told in one sentence`, async () => {
    const server = createServer((_, response) => response.writeHead(status, headers).end(body));
    const origin = await listen(server);
    const { code, report, stdout } = await judgeHere(['service', '--base-url', origin], someTarget);
    server.closeAllConnections();
    server.close();
    expect(code, stdout).toBe(2);
    expect(idsWith(report, 'fail')).toEqual([]);
    expect(idsWith(report, 'pass')).toEqual([]);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(says);
  });
}

test('a token that only one of two flows has wrong is an error, not a violation', async () => {
  const mock = await startMock({ contract, seed: 5 });
  try {
    const env = { ...(await environmentFor(mock)), PARTNER_CENTER_APP_TOKEN: 'wrong-and-opaque' };
    const { code, report } = await judgeHere(['service', '--only', 'AUT-009'], env);
    expect(code).toBe(2);
    expect(report?.requirements[0]?.reason).toMatch(/app token is refused with 401 and may be the wrong one/);
  } finally {
    await mock.close();
  }
});

test('a missing token skips what needs it, with that reason', async () => {
  const mock = await startMock({ contract, seed: 5 });
  try {
    const env = { ...(await environmentFor(mock)), PARTNER_CENTER_USER_TOKEN: '' };
    const { code, report } = await judgeHere(['service'], env);
    expect(code).toBe(0);
    expect(report?.requirements.find(({ id }) => id === 'AUT-009')).toMatchObject({
      verdict: 'skip',
      reason: 'there is no user token',
    });
  } finally {
    await mock.close();
  }
});

test('a customer that the token cannot see is an error for the value that was expected', async () => {
  const mock = await startMock({ contract, seed: 5 });
  try {
    const env = await environmentFor(mock);
    const { code, report } = await judgeHere(['service', '--only', 'body'], {
      ...env,
      PARTNER_CENTER_CUSTOMERS: `${env['PARTNER_CENTER_CUSTOMERS']},${customer}=education`,
    });
    expect(code).toBe(2);
    expect(idsWith(report, 'error')).toEqual(['BDY-010']);
    expect(idsWith(report, 'fail')).toEqual([]);
  } finally {
    await mock.close();
  }
});

test('an interrupted run reports what it has and exits with 2', async () => {
  test.skip(process.platform === 'win32', 'there are no signals to send');
  const { variations } = await import('../../src/mock/variations.js');
  const mock = await startMock({
    contract,
    seed: 5,
    behaviours: variations.filter(({ name }) => name === 'slow'),
  });
  let reads = 0;
  try {
    const env = await environmentFor(mock);
    const { code, report } = await runCommand(['service'], env, (pid) => {
      const timer = setInterval(() => {
        reads = mock.journal.read().length;
        if (reads < 60) return;
        clearInterval(timer);
        process.kill(pid, 'SIGINT');
      }, 5);
    });
    expect(code).toBe(2);
    expect(report?.requirements.some(({ reason }) => reason === 'the run was interrupted')).toBe(true);
    expect(idsWith(report, 'pass').length).toBeGreaterThan(0);
    expectValid(report);
  } finally {
    await mock.close();
  }
});

test('a service that dies in the middle of a run leaves errors, and what it did before stands', async () => {
  const mock = await startMock({ contract, seed: 5 });
  const env = await environmentFor(mock);
  const timer = setInterval(() => {
    if (mock.journal.read().length < 60) return;
    clearInterval(timer);
    void mock.close();
  }, 2);
  const { code, report } = await judgeHere(['service'], env);
  expect(code).toBe(2);
  expect(idsWith(report, 'pass').length).toBeGreaterThan(0);
  expect(idsWith(report, 'error').length).toBeGreaterThan(0);
});

test('a service that throttles without end is an error', async () => {
  const server = createServer((_, response) =>
    response
      .writeHead(429, { 'Content-Type': 'application/json', 'Retry-After': '0' })
      .end('{"statusCode":429,"message":"Rate limit is exceeded."}'),
  );
  const origin = await listen(server);
  const { code, report, stdout } = await judgeHere(['service', '--base-url', origin], someTarget);
  server.close();
  expect(code).toBe(2);
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('kept throttling');
  expect(idsWith(report, 'fail')).toEqual([]);
});

test('a port that speaks another protocol violates availability', async () => {
  const server = createTcpServer((socket) => socket.on('error', () => {}).end('220 mail ready\r\n'));
  const origin = await listen(server);
  const { code, report } = await judgeHere(['service', '--base-url', origin], someTarget);
  server.close();
  expect(code).toBe(1);
  expect(idsWith(report, 'fail')).toEqual(['AVL-001']);
});

function listen(server: ReturnType<typeof createTcpServer>): Promise<string> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    ),
  );
}

async function freePort(): Promise<string> {
  const server = createTcpServer();
  const origin = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return new URL(origin).port;
}

test('a service that begins to fail every read ends the run early, as an error', async () => {
  let calls = 0;
  const storm = {
    name: 'storm',
    summary: 'answers everything with 503 from the sixtieth call on',
    requirements: [],
    start: () => async (call: Call, next: (call: Call) => Promise<Reply>) => {
      calls += 1;
      const reply = await next(call);
      return calls < 60 ? reply : withStatus(withHeader(reply, 'Retry-After', '0'), 503);
    },
  };
  const mock = await startMock({ contract, seed: 3, behaviours: [storm] });
  try {
    const { code, stdout, report } = await judgeHere(['service'], await environmentFor(mock));
    expect(code).toBe(2);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('valid reads in a row were answered with 5xx');
    // Eight at a time, each of which is tried again; the whole run has more than 800.
    expect(calls, 'no storm of our own').toBeLessThan(300);
    expect(idsWith(report, 'pass').length).toBeGreaterThan(0);
  } finally {
    await mock.close();
  }
});
