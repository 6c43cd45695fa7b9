import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from '@playwright/test';
import { loadContract } from '../../src/contract/load-contract.js';
import { connectionOptionsFrom } from '../../src/http/connection-options.js';
import { exchange } from '../../src/http/transport.js';
import { behaviourNamed, faults } from '../../src/mock/faults.js';
import { Journal } from '../../src/mock/journal.js';
import { type Mock, startMock } from '../../src/mock/server.js';
import { variations } from '../../src/mock/variations.js';
import { bareEnvironment, commandFile } from './command.js';

const contract = loadContract();
const limits = { timeoutMs: 3000, maxBodyBytes: 65536 };

async function withMock<Result>(use: (mock: Mock) => Promise<Result>): Promise<Result> {
  const mock = await startMock({ contract, seed: 2 });
  try {
    return await use(mock);
  } finally {
    await mock.close();
  }
}

async function statusOf(mock: Mock, headers: readonly (readonly [string, string])[]): Promise<number> {
  const target = `/v1/customers/${mock.customers[0]?.id}/qualification`;
  const { ending } = await exchange({ method: 'GET', origin: mock.origin, target, headers }, limits);
  return ending.kind === 'answered' ? ending.answer.status : 0;
}

test('a mock refuses to listen where other machines reach it, unless that is said', async () => {
  await expect(startMock({ contract, seed: 1, host: '0.0.0.0' })).rejects.toThrow(/--allow-remote/);
});

test('a port that is taken is told, with what to do', async () => {
  await withMock(async ({ origin }) => {
    const { port } = new URL(origin);
    await expect(startMock({ contract, seed: 1, port: Number(port) })).rejects.toThrow(
      /choose another --port/,
    );
  });
});

test('the same seed gives the same customers, another seed others', async () => {
  const ids = async (seed: number) => {
    const mock = await startMock({ contract, seed });
    await mock.close();
    return mock.customers.map(({ id }) => id);
  };
  expect(await ids(4)).toEqual(await ids(4));
  expect(await ids(4)).not.toEqual(await ids(5));
});

test('there is one customer for each qualification, whatever its spellings', async () => {
  await withMock(async ({ customers }) => {
    const read = customers.filter(({ writable }) => !writable);
    expect(read.map(({ qualification }) => qualification)).toEqual([
      'none',
      'education',
      'nonprofit',
      'governmentcommunitycloud',
      'stateownedentity',
    ]);
  });
});

test('a token is verified in issuer, audience, tenant, expiry and signature', async () => {
  await withMock(async (mock) => {
    const { authority } = mock;
    const bearer = (token: string) => statusOf(mock, [['Authorization', `Bearer ${token}`]]);
    const good = await authority.mint('app');
    expect(await bearer(good)).toBe(200);
    expect(await bearer(await authority.mint('user'))).toBe(200);
    const bad = [
      { issuer: 'https://sts.windows.net/other/' },
      { audience: 'https://graph.windows.net' },
      { tenant: 'other' },
      { expiresIn: -10 },
    ];
    for (const claims of bad)
      expect(await bearer(await authority.mint('app', claims)), JSON.stringify(claims)).toBe(401);
    const stranger = await startMock({ contract, seed: 2 });
    expect(
      await bearer(await stranger.authority.mint('app')),
      'a key of another mock with the same seed',
    ).toBe(401);
    await stranger.close();
    expect(await bearer(`${good.slice(0, -20)}${good.slice(-19)}`)).toBe(401);
  });
});

test('the journal has a call before its reply leaves, and keeps the latest only', async () => {
  await withMock(async (mock) => {
    await statusOf(mock, []);
    expect(mock.journal.read().map(({ reply }) => reply.status)).toEqual([401]);
  });
  const journal = new Journal(3);
  const entry = (number: number) => ({
    call: {
      number,
      connection: 1,
      method: 'GET',
      target: '/',
      headers: [],
      body: new Uint8Array(),
      receivedAt: 0,
    },
    reply: { status: 200, headers: [], body: new Uint8Array(), delivery: { kind: 'plain' } as const },
  });
  for (const number of [1, 2, 3, 4, 5]) journal.write(entry(number));
  expect(journal.read().map(({ call }) => call.number)).toEqual([3, 4, 5]);
});

test('headers and content over the limits are refused without harm', async () => {
  await withMock(async (mock) => {
    expect(await statusOf(mock, [['X-Long', 'x'.repeat(20_000)]])).toBeGreaterThanOrEqual(400);
    const status = await new Promise<number>((resolve) => {
      const sent = request(mock.origin, { method: 'POST' }, (response) =>
        resolve(response.resume().statusCode ?? 0),
      );
      sent.on('error', () => resolve(0));
      sent.end(Buffer.alloc(200_000));
    });
    expect([413, 0]).toContain(status);
    expect(await statusOf(mock, [['Authorization', `Bearer ${await mock.authority.mint('app')}`]])).toBe(200);
  });
});

test('at its root the mock says what it is and where to look', async () => {
  await withMock(async (mock) => {
    const front = await fetch(`${mock.origin}/`);
    expect(front.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    const text = await front.text();
    expect(text).toContain('mock of qualification-kit');
    expect(text).toContain('GET /v1/customers/{customer-tenant-id}/qualification');
    expect(text).toContain('/openapi.yaml');
    expect((await fetch(`${mock.origin}/`, { method: 'POST' })).status).not.toBe(200);
  });
});

test('behind a prefix the API is below it alone, redirects to what is below it, and the authority is where it was', async () => {
  const prefix = '/partner/api';
  const redirecting = [behaviourNamed('trailing-slash-redirected')];
  const mock = await startMock({ contract, seed: 3, prefix, behaviours: redirecting });
  expect(mock.baseUrl).toBe(mock.origin + prefix);
  const path = `/v1/customers/${mock.customers[0]?.id}/qualification`;
  const headers = { Authorization: `Bearer ${await mock.authority.mint('app')}` };
  const ask = (target: string) => fetch(mock.origin + target, { headers, redirect: 'manual' });
  expect(await (await ask(prefix + path)).json()).toBe(mock.customers[0]?.qualification);
  expect((await ask(path)).status).toBe(404);
  expect((await ask(`/partner/apis${path}`)).status).toBe(404);
  expect((await ask(`${prefix}${path}/`)).headers.get('location')).toBe(prefix + path);
  expect((await ask('/health')).status).toBe(200);
  expect((await ask(`/${mock.authority.registration.tenant}/discovery/keys`)).status).toBe(200);
  expect(mock.journal.read()[0]?.call.target).toBe(prefix + path);
  await mock.close();
});

test('bytes that are no HTTP get a 400 and leave the mock running', async () => {
  await withMock(async (mock) => {
    const text = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(mock.origin).port), '127.0.0.1', () =>
        socket.write('\u0000\u0001 nonsense\r\n\r\n'),
      );
      let received = '';
      socket.on('data', (chunk) => {
        received += chunk;
      });
      socket.on('close', () => resolve(received));
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(await statusOf(mock, [])).toBe(401);
  });
});

/** What the mock answers to bytes, until it closes the connection. */
async function answerTo(mock: Mock, bytes: string): Promise<string> {
  return new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(mock.origin).port), '127.0.0.1', () => socket.write(bytes));
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(received));
  });
}

test('a target in absolute form is taken, and is the path that it names', async () => {
  await withMock(async (mock) => {
    const path = `/v1/customers/${mock.customers[0]?.id}/qualification`;
    const token = await mock.authority.mint('app');
    const { host } = new URL(mock.origin);
    const ask = (target: string) =>
      answerTo(
        mock,
        `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\n\r\n`,
      );
    for (const start of [mock.origin, `HTTP://${host}`, 'https://api.example'])
      expect(await ask(start + path)).toMatch(/^HTTP\/1\.1 200 /);
    expect(mock.journal.read().map(({ call }) => call.target)).toEqual([path, path, path]);
    expect(await ask(`${mock.origin}${path}?a=http://b/c`)).toMatch(/^HTTP\/1\.1 /);
    expect(await ask(mock.origin)).toMatch(/^HTTP\/1\.1 200 .*the mock of qualification-kit/s);
    expect(await ask(`${mock.origin}?a`)).toMatch(/^HTTP\/1\.1 404 /);
    expect(await ask(`/v1/http://${host}${path}`)).toMatch(/^HTTP\/1\.1 404 /);
    const targets = mock.journal.read().map(({ call }) => call.target);
    expect(targets.slice(3)).toEqual([`${path}?a=http://b/c`, '/', '/?a', `/v1/http://${host}${path}`]);
  });
});

test('a request that does not name one host is refused, and seen', async () => {
  await withMock(async (mock) => {
    const { host } = new URL(mock.origin);
    const ask = (version: string, fields: string) =>
      answerTo(mock, `GET /v1/customers HTTP/${version}\r\n${fields}Connection: close\r\n\r\n`);
    expect(await ask('1.1', '')).toMatch(/^HTTP\/1\.1 400 [\s\S]*names one Host/);
    expect(await ask('1.1', `Host: ${host}\r\nHost: ${host}\r\n`)).toMatch(
      /^HTTP\/1\.1 400 [\s\S]*names one Host/,
    );
    expect(await ask('1.0', '')).toMatch(/^HTTP\/1\.1 404 /);
    expect(mock.journal.read().map(({ reply }) => reply.status)).toEqual([400, 400, 404]);
    expect(mock.unreadable).toBe(0);
  });
});

test('what cannot be read is counted, with the reason', async () => {
  const told: string[] = [];
  const mock = await startMock({ contract, seed: 2, unread: (reason) => told.push(reason) });
  const { host } = new URL(mock.origin);
  const long = `GET / HTTP/1.1\r\nHost: ${host}\r\nX-Long: ${'x'.repeat(17_000)}\r\n\r\n`;
  expect(await answerTo(mock, long)).toMatch(/^HTTP\/1\.1 431 /);
  expect(await answerTo(mock, '\u0016\u0003\u0001\u0002\u0000\u0001\u0000')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await answerTo(mock, 'GET / HTTP/1.1\r\nno colon\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  expect(await answerTo(mock, long)).toMatch(/^HTTP\/1\.1 431 /);
  await mock.close();
  const reasons = [
    'header fields over 16 KiB',
    'TLS, which this mock does not speak',
    expect.stringMatching(/^a malformed request line or header: Invalid header/),
  ];
  expect(told).toEqual([...reasons, reasons[0]]);
  expect(mock.unreadReasons).toEqual(reasons);
  expect(mock.unreadable).toBe(4);
});

for (const [signal, ...words] of [
  ['SIGINT'],
  ['SIGINT', '--prefix', '/partner/api/'],
  ['SIGTERM', '--tls', '--fault', 'tls-1-1-too'],
] as const) {
  test(`the command's mock${words.map((word) => ` ${word}`).join('')} prints an environment, judges itself sound by it, and stops cleanly on ${signal}`, async () => {
    test.skip(process.platform === 'win32', 'there are no signals to send');
    const child = spawn(process.execPath, [commandFile, 'mock', '--seed', '6', ...words], {
      env: bareEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk) => {
        stdout += chunk;
        if (stdout.includes('Ctrl-C stops')) resolve();
      });
    });
    const env = Object.fromEntries(
      stdout
        .split('\n')
        .filter((line) => /^[A-Z_]+=/.test(line))
        .map((line) => line.split(/=(.*)/).slice(0, 2)),
    );
    const ca = env['NODE_EXTRA_CA_CERTS'];
    const origin = String(env['PARTNER_CENTER_AUTHORITY']);
    const prefix = words[0] === '--prefix' ? '/partner/api' : '';
    expect([ca, origin + prefix]).toEqual([env['SSL_CERT_FILE'], env['PARTNER_CENTER_BASE_URL']]);
    expect(ca !== undefined && origin.startsWith('https:')).toBe(words[0] === '--tls');
    const [first] = String(env['PARTNER_CENTER_CUSTOMERS']).split(',');
    const target = `${prefix}/v1/customers/${first?.split('=')[0]}/qualification`;
    const headers = [['Authorization', `Bearer ${env['PARTNER_CENTER_USER_TOKEN']}`]] as const;
    const { ending } = await exchange(
      { method: 'GET', origin, target, headers },
      limits,
      ca === undefined ? {} : { connection: connectionOptionsFrom({ ca }) },
    );
    expect(ending.kind === 'answered' && Buffer.from(ending.answer.body).toString()).toBe(
      `"${first?.split('=')[1]}"`,
    );
    child.kill(signal);
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(existsSync(ca ?? ''), 'a file that nobody named is taken away').toBe(false);
  });
}

test('faults and variations have names of their own and summaries in the present tense', () => {
  const all = [...faults, ...variations];
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  expect(all.filter(({ summary }) => !/^(never )?[a-z]+s\b/.test(summary)).map(({ name }) => name)).toEqual(
    [],
  );
  expect(variations.length).toBeGreaterThanOrEqual(20);
});
