import { request as askOver } from 'node:http';
import { expect, test } from '@playwright/test';
import { type RunningConsole, startConsole } from '../../src/console/console.js';
import { ExchangeLog } from '../../src/console/exchange-log.js';
import { type Knock, refusalOf } from '../../src/console/guard.js';
import type { Row } from '../../src/console/messages.js';
import { environmentLines, mockSubject } from '../../src/console/mock-subject.js';
import { attemptsOf, type Filter, fits } from '../../src/console/page/exchanges.js';
import { rowOf, showing } from '../../src/console/row.js';
import type { ConsoleSubject } from '../../src/console/subject.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { Redactor } from '../../src/http/redact.js';
import { FaultSwitches } from '../../src/mock/fault-switches.js';
import { startMock } from '../../src/mock/server.js';
import { seeded } from '../../src/seeded.js';
import { FaultDraw } from '../../src/traffic/proxy/fault-draw.js';
import { type ExchangeToSee, seenExchange, violates } from './seen-exchanges.js';

const faker = seeded(23, 'console');
const token = faker.string.alphanumeric(60);
const redactor = new Redactor(new Map([[token, 'app token']]));
const door = { host: '127.0.0.1:4020', key: faker.string.alphanumeric(24) };
const own = { host: door.host, origin: `http://${door.host}`, 'content-type': 'application/json' };

const bare: ConsoleSubject = {
  title: 'a subject',
  environment: environmentLines([
    'PARTNER_CENTER_BASE_URL=http://127.0.0.1:4010',
    '# a comment',
    `PARTNER_CENTER_APP_TOKEN=${token}`,
  ]),
  redactorOf: () => redactor,
};

async function withConsole(
  use: (running: RunningConsole, ask: Ask) => Promise<void>,
  subject = bare,
): Promise<void> {
  const running = await startConsole(subject);
  try {
    await use(running, asking(running));
  } finally {
    await running.close();
  }
}

type Ask = (path: string, change?: unknown) => Promise<{ status: number; data: Record<string, unknown> }>;

/** Asks as the page does. */
function asking({ address }: RunningConsole): Ask {
  const { origin, hash } = new URL(address);
  return async (path, change) => {
    const response = await fetch(origin + path, {
      headers: { 'X-Console-Key': hash.slice(1), Origin: origin, 'Content-Type': 'application/json' },
      ...(change === undefined ? {} : { method: 'POST', body: JSON.stringify(change) }),
    });
    return { status: response.status, data: Object(await response.json()) };
  };
}

/** The first events that a page is told, until one has the wanted text. */
async function eventsUntil({ address }: RunningConsole, wanted: string, last = 0): Promise<string> {
  const { origin, hash } = new URL(address);
  const response = await fetch(`${origin}/api/events?key=${hash.slice(1)}`, {
    headers: { 'Last-Event-ID': String(last) },
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (reader && !text.includes(wanted)) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
  }
  await reader?.cancel();
  return text;
}

test.describe('the guard of the console', () => {
  const read = { method: 'GET', open: false, headers: own, key: door.key };
  const knocks: readonly (readonly [title: string, knock: Partial<Knock>, refusal: string | undefined])[] = [
    ['its own page reads', {}, undefined],
    ['its own page changes', { method: 'POST' }, undefined],
    ['the page itself needs no key', { open: true, key: undefined }, undefined],
    ['a rebound name is refused', { headers: { ...own, host: 'evil.example:4020' } }, 'this console is at'],
    ['the page is refused to a rebound name too', { open: true, headers: { host: 'evil.example' } }, 'is at'],
    ['another origin is refused', { headers: { ...own, origin: 'http://127.0.0.1:9' } }, 'another origin'],
    ['an opaque origin is refused', { headers: { ...own, origin: 'null' } }, 'another origin'],
    [
      'another site without an Origin is refused',
      { headers: { host: door.host, 'sec-fetch-site': 'same-site' } },
      'another site',
    ],
    ['no key is refused', { key: undefined }, 'the key is missing'],
    ['a wrong key is refused', { key: `${door.key}x` }, 'the key is missing'],
    ['a change without an Origin is refused', { method: 'POST', headers: { host: door.host } }, 'Origin'],
    ['a form is refused', { method: 'POST', headers: { ...own, 'content-type': 'text/plain' } }, 'JSON'],
    ['a change of the page is refused', { method: 'POST', open: true }, 'only be read'],
  ];
  for (const [title, knock, refusal] of knocks)
    test(title, () => {
      const found = refusalOf({ ...read, ...knock }, door);
      if (refusal === undefined) expect(found).toBeUndefined();
      else expect(found).toContain(refusal);
    });
});

test('a console answers nobody who asks by another name, and says where it is', async () => {
  await withConsole(async ({ address }) => {
    const { port, host } = new URL(address);
    for (const path of ['/', '/api/exchange?number=1', '//evil.example/', 'http://[']) {
      const answer = await new Promise<string>((resolve, reject) => {
        const asked = askOver({ port, path, headers: { Host: 'rebound.example' } }, (response) => {
          let text = `${response.statusCode} `;
          response.setEncoding('utf8').on('data', (part) => {
            text += part;
          });
          response.on('end', () => resolve(text));
        });
        asked.on('error', reject).end();
      });
      expect(answer).toBe(`403 {"error":"this console is at ${host} alone"}`);
    }
  });
});

test('the page has a policy under which it can neither load nor make anything else', async () => {
  await withConsole(async ({ address }) => {
    const { headers } = await fetch(new URL('/', address));
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });
});

test('what a page is told has no secret in it, and a secret is told to whoever asks for it', async () => {
  await withConsole(async (running, ask) => {
    running.watch(
      seenExchange({
        target: `/v1/customers/1/qualification?access_token=${token}`,
        headers: [['Authorization', `Bearer ${token}`]],
        text: `"${token}"`,
      }),
    );
    const events = await eventsUntil(running, 'event: rows');
    expect(events).toContain('PARTNER_CENTER_APP_TOKEN');
    expect(events).toContain('[app token]');
    expect(events).not.toContain(token);
    const { data } = await ask('/api/exchange?number=1');
    expect(JSON.stringify(data)).toContain('Bearer [app token]');
    expect(JSON.stringify(data)).not.toContain(token);
    expect(JSON.stringify(data)).not.toContain(Buffer.from(token).toString('base64').slice(4, 40));
    expect((await ask('/api/secret', { name: 'PARTNER_CENTER_APP_TOKEN' })).data['value']).toBe(token);
    expect((await ask('/api/secret', { name: '*' })).data['value']).toBe(
      `PARTNER_CENTER_BASE_URL=http://127.0.0.1:4010\nPARTNER_CENTER_APP_TOKEN=${token}\n`,
    );
  });
});

test('a page that comes back is told what it has missed', async () => {
  await withConsole(async (running, ask) => {
    for (const status of [200, 429, 503]) running.watch(seenExchange({ status }));
    const events = await eventsUntil(running, '"status":503', 2);
    expect(events).toContain('id: 3\n');
    expect(events).not.toContain('"status":429');
    await ask('/api/clear', {});
    expect(await eventsUntil(running, 'event: state')).not.toContain('event: rows');
    expect((await ask('/api/exchange?number=3')).status).toBe(404);
  });
});

test('faults, clock and customers of a mock are switched while it runs', async () => {
  const contract = loadContract();
  const switches = new FaultSwitches(['correlation-id-lost']);
  const mock = await startMock({ contract, seed: 5, behaviours: [switches.behaviour] });
  const bearer = await mock.authority.mint('app');
  const [customer] = mock.customers;
  const read = async () => {
    const response = await fetch(`${mock.origin}/v1/customers/${customer?.id}/qualification`, {
      headers: { Authorization: `Bearer ${bearer}`, 'MS-CorrelationId': faker.string.uuid() },
    });
    await response.arrayBuffer();
    return response;
  };
  try {
    expect((await read()).headers.get('MS-CorrelationId')).toBeNull();
    expect(switches.take(1)).toEqual(['correlation-id-lost']);
    await withConsole(
      async (running, ask) => {
        expect((await ask('/api/fault', { name: 'correlation-id-lost', on: false })).status).toBe(200);
        expect((await read()).headers.get('MS-CorrelationId')).not.toBeNull();
        expect(switches.take(2)).toEqual([]);
        await ask('/api/fault', { name: 'reads-answer-201', on: true });
        expect((await read()).status).toBe(201);
        const mistyped = await ask('/api/fault', { name: 'reads-answer-202', on: true });
        expect(mistyped).toMatchObject({
          status: 400,
          data: { error: expect.stringContaining('did you mean') },
        });
        mock.store.record(customer?.id ?? '')?.add('education', 'vetted');
        expect(await eventsUntil(running, 'event: state')).toContain('InReview');
        await ask('/api/clock', { advanceMs: 86_400_000 });
        expect(await eventsUntil(running, 'event: state')).not.toContain('InReview');
        await ask('/api/reset', {});
        expect(mock.store.record(customer?.id ?? '')?.qualifications()).toEqual([]);
        expect((await ask('/api/clock', { advanceMs: -1 })).status).toBe(400);
        expect((await ask('/api/nothing', {})).status).toBe(400);
      },
      mockSubject(mock, bare, switches),
    );
  } finally {
    await mock.close();
  }
});

test('what goes wrong on the way is switched while requests pass', async () => {
  const draw = await FaultDraw.of([], 1, loadContract(), 3);
  const drawn = () => draw.draw('GET', '/v1/customers/1/qualification').map(({ name }) => name);
  expect(drawn()).toEqual([]);
  draw.turn('byte-order-mark', true);
  draw.turn('slow', true);
  expect(drawn()).toEqual(draw.on);
  draw.turn('byte-order-mark', false);
  expect(draw.on).toEqual(['slow']);
  expect(() => draw.turn('slwo', true)).toThrow(/did you mean "slow"/);
});

test('a switch that the subject does not have is refused', async () => {
  await withConsole(async (_, ask) => {
    expect((await ask('/api/fault', { name: 'reads-answer-201', on: true })).status).toBe(400);
  });
});

test('a port that is taken is told, with what to do', async () => {
  await withConsole(async ({ address }) => {
    await expect(startConsole(bare, Number(new URL(address).port))).rejects.toThrow(
      /cannot listen on 127\.0\.0\.1:\d+: choose another port behind --console/,
    );
  });
});

test('the log keeps the latest by number and by bytes', () => {
  const filled = (most: number, mostBytes: number, text = '') => {
    const log = new ExchangeLog(most, mostBytes);
    for (let count = 0; count < 100; count += 1) {
      const seen = seenExchange({ text });
      log.add({ seen, row: rowOf(seen, log.next, (shown) => shown) });
    }
    return log.after(0).map(({ number }) => number);
  };
  expect(filled(10, 1_000_000)).toEqual([91, 92, 93, 94, 95, 96, 97, 98, 99, 100]);
  expect(filled(1000, 100_000, 'x'.repeat(30_000)).length).toBeLessThan(5);
  expect(filled(1000, 1).at(-1)).toBe(100);
});

/** Rows of exchanges with these ids, a second apart. */
function rows(...all: readonly ExchangeToSee[]): readonly Row[] {
  const show = showing(redactor);
  return all.map((one, at) => rowOf(seenExchange({ startedAt: at * 1000, ...one }), at + 1, show));
}

test('attempts of one call are found by its ids and by what came of each', () => {
  const [first, second] = [faker.string.uuid(), faker.string.uuid()];
  const by = (id: string, status: number): ExchangeToSee => ({ status, headers: [['MS-CorrelationId', id]] });
  const all = rows(
    by(first, 200),
    by(first, 429),
    by(second, 429),
    by(first, 503),
    by(first, 200),
    by(first, 200),
  );
  const callOf = (index: number) => {
    const row = all[index];
    return row && attemptsOf(all, row).map(({ number }) => number);
  };
  expect(callOf(0)).toEqual([1]);
  for (const index of [1, 3, 4]) expect(callOf(index)).toEqual([2, 4, 5]);
  expect(callOf(2)).toEqual([3]);
  expect(callOf(5)).toEqual([6]);
});

test('the list is filtered by verdict, operation, status and words', () => {
  const all = rows(
    {},
    { status: 503, service: violates('THR-001') },
    { client: violates('REQ-008', 'at header MS-RequestId: expected a GUID, received none') },
    { operation: 'getCustomerQualifications', faults: ['throttled'] },
  );
  const any: Filter = { verdict: '', operation: '', status: '', words: [] };
  const numbers = (filter: Partial<Filter>) =>
    all.filter((row) => fits(row, { ...any, ...filter })).map(({ number }) => number);
  expect(numbers({})).toEqual([1, 2, 3, 4]);
  expect(numbers({ verdict: 'any' })).toEqual([2, 3]);
  expect(numbers({ verdict: 'client' })).toEqual([3]);
  expect(numbers({ verdict: 'service' })).toEqual([2]);
  expect(numbers({ operation: 'getCustomerQualifications' })).toEqual([4]);
  expect(numbers({ status: '5xx' })).toEqual([2]);
  expect(numbers({ words: ['req-008', 'guid'] })).toEqual([3]);
  expect(numbers({ words: ['throttled'] })).toEqual([4]);
});
