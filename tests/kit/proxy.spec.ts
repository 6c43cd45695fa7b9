import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { scenarios } from '../../src/client/scenarios.js';
import { MockConsole } from '../../src/console/mock-console.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { evidenceOf } from '../../src/http/evidence.js';
import { behaviourNamed, faults } from '../../src/mock/faults.js';
import { type Mock, startMock } from '../../src/mock/server.js';
import { variations } from '../../src/mock/variations.js';
import { MockTraffic } from '../../src/traffic/mock-traffic.js';
import { FaultDraw } from '../../src/traffic/proxy/fault-draw.js';
import { type FaultOnTheWay, faultOnTheWay, faultsOnTheWay } from '../../src/traffic/proxy/faults.js';
import { PassedObserver } from '../../src/traffic/proxy/observer.js';
import { type ProxyOptions, startProxy } from '../../src/traffic/proxy/proxy.js';
import type { SeenExchange } from '../../src/traffic/seen-exchange.js';
import { seenLine } from '../../src/traffic/seen-line.js';
import { TrafficJudge } from '../../src/traffic/traffic-judge.js';
import { startRawServer } from './raw-server.js';
import { serverCertificate } from './tls-authority.js';

const contract = loadContract();

/** A proxy in front of an origin, and what it saw. */
async function open(origin: string, more: Partial<ProxyOptions> = {}) {
  const seen: SeenExchange[] = [];
  const told: string[] = [];
  const judge = new TrafficJudge({ contract, catalogue: loadCatalogue() });
  const observer = new PassedObserver(
    contract,
    judge,
    () => {},
    (one) => seen.push(one),
  );
  const proxy = await startProxy({
    ...{ origin, prefix: '', port: 0, keepHost: false, connection: {}, timeoutMs: 2000 },
    ...{ writes: false, faults: undefined, passed: observer.see, told: (line) => told.push(line) },
    ...more,
  });
  return { proxy, seen, told, judge, observer };
}

async function mockWith(...names: readonly string[]): Promise<Mock> {
  return startMock({ contract, seed: 1, behaviours: names.map((name) => behaviourNamed(name)) });
}

const drawOf = (names: readonly string[], rate = 1) =>
  FaultDraw.of(names.map(faultOnTheWay), rate, contract, 7);

/** What a right client sends. */
async function headersFor(mock: Mock): Promise<Record<string, string>> {
  return {
    Authorization: `Bearer ${await mock.authority.mint('app')}`,
    Accept: 'application/json',
    'MS-RequestId': randomUUID(),
    'MS-CorrelationId': randomUUID(),
  };
}

const readPath = ({ customers }: Mock) => `/v1/customers/${customers[0]?.id}/qualification`;

/** Sends bytes down a connection of their own and returns all that came back. */
function say(baseUrl: string, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect({ port: Number(new URL(baseUrl).port), host: '127.0.0.1', allowHalfOpen: true });
    socket.setEncoding('latin1').on('data', (text) => {
      heard += text;
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(`${heard}[${error.code}]`));
    socket.on('end', () => {
      socket.end();
      resolve(heard);
    });
    socket.end(bytes, 'latin1');
  });
}

test('a wrong client and a wrong service are told apart in one run', async () => {
  const mock = await mockWith('correlation-id-lost');
  const { proxy, seen, judge } = await open(mock.baseUrl);
  const headers = await headersFor(mock);
  const { 'MS-RequestId': _, ...without } = headers;
  try {
    await fetch(proxy.baseUrl + readPath(mock), { headers });
    await fetch(proxy.baseUrl + readPath(mock), { headers: without });
  } finally {
    await proxy.close();
    await mock.close();
  }
  expect(seen.map(({ service, client }) => [service, client].map(violatedIn))).toEqual([
    [['HDR-002'], []],
    [['HDR-002'], ['REQ-008']],
  ]);
  const failed = (side: 'service' | 'client') =>
    judge.finish(side).records.flatMap(({ id, verdict }) => (verdict === 'fail' ? [id] : []));
  expect(failed('service')).toEqual(['HDR-002']);
  expect(failed('client')).toEqual(['REQ-008']);
  expect(seenLine(seen[1] ?? never(), (text) => text)).toMatch(
    /^GET \/v1\/customers\/[0-9a-f]{4}…\/qualification → 200 {2}HDR-002 fail {2}REQ-008 fail$/,
  );
});

const violatedIn = ({ violated }: SeenExchange['service']) => violated.map(({ requirement }) => requirement);

function never(): never {
  throw new Error('nothing was seen');
}

test('a right client and a right service violate nothing', async () => {
  const mock = await mockWith();
  const { proxy, seen, observer } = await open(mock.baseUrl);
  try {
    for (let count = 0; count < 3; count += 1)
      await (await fetch(proxy.baseUrl + readPath(mock), { headers: await headersFor(mock) })).text();
    await fetch(`${proxy.baseUrl}/health`);
  } finally {
    await proxy.close();
    await mock.close();
  }
  expect(seen.flatMap(({ service, client }) => [...violatedIn(service), ...violatedIn(client)])).toEqual([]);
  expect(seen[0]?.service.held).toContain('HDR-002');
  expect(seen[0]?.client.held).toContain('REQ-006');
  expect(observer.counts).toEqual({ requests: 4, own: 0, faults: 0, others: 1 });
});

test('what may write passes with --writes alone; without, the proxy answers in its own name', async () => {
  const server = await startRawServer((socket) =>
    socket.write('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n'),
  );
  const { proxy: closed, observer } = await open(server.origin);
  const { proxy: free } = await open(server.origin, { writes: true });
  const write = (more = '') =>
    `PUT /v1/customers/a/qualification HTTP/1.1\r\nHost: a\r\n${more}Content-Length: 2\r\n\r\n{}`;
  try {
    for (const bytes of [
      write(),
      'DELETE / HTTP/1.1\r\nHost: a\r\n\r\n',
      'get / HTTP/1.1\r\nHost: a\r\n\r\n',
      write('Expect: 100-continue\r\n'),
    ]) {
      const answer = await say(closed.baseUrl, bytes);
      expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
      expect(answer).toContain('qualification-kit proxy');
      expect(answer).toContain('--writes');
    }
    expect(server.received).toEqual([]);
    expect(await say(closed.baseUrl, `${write()}GET / HTTP/1.1\r\nHost: a\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 403 .*HTTP\/1\.1 204 /s,
    );
    expect(await say(free.baseUrl, write())).toMatch(/^HTTP\/1\.1 204 /);
    expect(server.received.map((text) => text.split(' ')[0])).toEqual(['GET', 'PUT']);
    expect(observer.counts.own).toBe(5);
  } finally {
    await closed.close();
    await free.close();
    server.close();
  }
});

test('a request that servers read differently does not pass, nor does what hides behind it', async () => {
  const server = await startRawServer((socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
  );
  const { proxy, told, seen } = await open(server.origin);
  const hidden = 'PUT /hidden HTTP/1.1\r\nHost: a\r\n\r\n';
  const wrong = [
    'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 9\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nContent-Length : 99\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n Content-Length: 9\r\n\r\n',
    'GET / HTTP/1.1\nHost: a\n\n',
    'GET  / HTTP/1.1\r\nHost: a\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\n',
  ];
  try {
    for (const bytes of wrong)
      expect(await say(proxy.baseUrl, bytes + hidden), JSON.stringify(bytes)).toMatch(
        /^HTTP\/1\.1 400 Bad Request\r\n(?!.*HTTP\/1\.1 )/s,
      );
    expect(server.received).toEqual([]);
    expect(told).toHaveLength(wrong.length);
    expect(seen).toEqual([]);
    expect(await say(proxy.baseUrl, 'CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 405 /,
    );
  } finally {
    await proxy.close();
    server.close();
  }
});

test('Host and a target in absolute form follow the service, other bytes do not, and --keep-host leaves both', async () => {
  const server = await startRawServer((socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'),
  );
  const { proxy, seen } = await open(server.origin);
  const { proxy: keeping } = await open(server.origin, { keepHost: true });
  const { host } = new URL(server.origin);
  const own = new URL(proxy.baseUrl).host;
  try {
    await say(
      proxy.baseUrl,
      `GET http://${own}/a?b HTTP/1.1\r\nx-Host: ${own}\r\nhOST:   ${own} \r\nhost:\r\n\r\n`,
    );
    expect(server.received[0]).toBe(
      `GET ${server.origin}/a?b HTTP/1.1\r\nx-Host: ${own}\r\nhOST:   ${host} \r\nhost:${host}\r\n\r\n`,
    );
    const kept = 'GET http://elsewhere/ HTTP/1.1\r\nHost: elsewhere\r\n\r\n';
    await say(keeping.baseUrl, kept);
    expect(server.received[1]).toBe(kept);
    expect(seen[0]?.exchange.request.target).toBe('/a?b');
  } finally {
    await proxy.close();
    await keeping.close();
    server.close();
  }
});

test('another name in Host is seen as the client sent it', async () => {
  const mock = await mockWith();
  const { proxy, seen } = await open(mock.baseUrl);
  const head = `GET ${readPath(mock)} HTTP/1.1\r\nHost: wrong.example\r\nConnection: close\r\n\r\n`;
  try {
    await say(proxy.baseUrl, head);
  } finally {
    await proxy.close();
    await mock.close();
  }
  expect(violatedIn(seen[0]?.client ?? never())).toContain('REQ-015');
});

test('a redirect is passed on, and a service that switches to another protocol is cut off where writes may not pass', async () => {
  const server = await startRawServer((socket, piece) =>
    socket.write(
      piece.includes('Upgrade')
        ? 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nhello'
        : 'HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    ),
  );
  const { proxy, told } = await open(server.origin);
  try {
    expect(await say(proxy.baseUrl, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 302 Found\r\nLocation: http:\/\/127\.0\.0\.1:1\/\r\n/,
    );
    const switched = 'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n';
    // Right behind bytes, Node tells a reset as an end.
    expect(await say(proxy.baseUrl, switched)).not.toContain('hello');
    expect(told.join()).toContain('switched to another protocol');
    expect(server.received).toHaveLength(2);
  } finally {
    await proxy.close();
    server.close();
  }
});

test('a service that cannot be reached is answered with 502, and says nothing of the service', async () => {
  const { proxy, seen, judge } = await open('http://127.0.0.1:1');
  const answer = await say(
    proxy.baseUrl,
    `GET ${'/v1/customers/a/qualification'} HTTP/1.1\r\nHost: a\r\n\r\n`,
  );
  await proxy.close();
  expect(answer).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
  expect(answer).toContain('qualification-kit proxy: no connection to the target');
  expect(seen[0]?.service.verdict).toBe('skip');
  expect(judge.finish('service').exchanges).toBe(0);
});

test('a service with HTTPS is verified and its TLS judged; one whose certificate is not trusted is answered with 502', async () => {
  const { ca, ...tls } = await serverCertificate();
  const mock = await startMock({ contract, seed: 1, host: 'localhost', tls });
  const origin = `https://localhost:${new URL(mock.origin).port}`;
  const { proxy, seen } = await open(origin, { connection: { roots: [ca] } });
  const { proxy: distrusting, told } = await open(origin);
  const headers = await headersFor(mock);
  try {
    const answer = await fetch(proxy.baseUrl + readPath(mock), { headers });
    expect(await answer.json()).toBe(mock.customers[0]?.qualification);
    expect((await fetch(distrusting.baseUrl + readPath(mock), { headers })).status).toBe(502);
  } finally {
    await proxy.close();
    await distrusting.close();
    await mock.close();
  }
  expect(seen[0]?.service.held).toContain('TLS-001');
  expect(told.join()).toContain('not trusted here');
});

test('nothing is shared: each connection of a client has one of its own, which ends with it', async () => {
  const server = await startRawServer((socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'),
  );
  const { proxy } = await open(server.origin);
  const request = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
  try {
    await Promise.all([1, 2, 3].map(() => say(proxy.baseUrl, request)));
    expect(server.received).toHaveLength(3);
    expect(proxy.open).toBe(0);
  } finally {
    await proxy.close();
    server.close();
  }
});

test('a proxy is refused in front of itself, and at a port that is taken', async () => {
  const { proxy } = await open('http://127.0.0.1:1');
  const port = Number(new URL(proxy.baseUrl).port);
  await expect(open('http://127.0.0.1:2', { port })).rejects.toThrow(
    /cannot listen on 127\.0\.0\.1:\d+: choose/,
  );
  await expect(open(`http://localhost:${port}`, { port })).rejects.toThrow(/is where the proxy is to listen/);
  await proxy.close();
});

test('a fault before a request keeps it from leaving, a write too; one that happens once lets the next one pass', async () => {
  const mock = await mockWith();
  const { proxy, seen, judge } = await open(mock.baseUrl, {
    writes: true,
    faults: await drawOf(['unavailable-in-seconds']),
  });
  const headers = await headersFor(mock);
  const statuses: number[] = [];
  try {
    for (const method of ['GET', 'GET', 'PUT', 'PUT']) {
      const body = method === 'PUT' ? '{}' : null;
      const answer = await fetch(proxy.baseUrl + readPath(mock), { method, headers, body });
      statuses.push(answer.status);
      if (answer.status === 503) expect(answer.headers.get('retry-after')).toBe('2');
      await answer.text();
    }
  } finally {
    await proxy.close();
    await mock.close();
  }
  expect(statuses.map((status) => status === 503)).toEqual([true, false, true, false]);
  expect(mock.journal.read().map(({ call }) => call.method)).toEqual(['GET', 'PUT']);
  expect(seen.map((one) => one.faults ?? [])).toEqual([
    ['unavailable-in-seconds'],
    [],
    ['unavailable-in-seconds'],
    [],
  ]);
  expect(judge.finish('service').exchanges).toBe(2);
});

test('a fault behind an answer changes it for the client, and the service is judged by its own', async () => {
  const mock = await mockWith();
  const { proxy, seen } = await open(mock.baseUrl, { faults: await drawOf(['byte-order-mark', 'slow']) });
  let bytes = Buffer.alloc(0);
  try {
    const answer = await fetch(proxy.baseUrl + readPath(mock), { headers: await headersFor(mock) });
    bytes = Buffer.from(await answer.arrayBuffer());
  } finally {
    await proxy.close();
    await mock.close();
  }
  expect(bytes.subarray(0, 4).toString('hex')).toBe('efbbbf22');
  expect(seen[0]?.faults).toEqual(['byte-order-mark', 'slow']);
  expect(violatedIn(seen[0]?.service ?? never())).toEqual([]);
  expect(seen[0]?.service.held).toContain('BDY-004');
  const { exchange } = seen[0] ?? never();
  expect(exchange.ending.kind === 'answered' && exchange.ending.answer.body[0]).toBe(0xef);
});

test('a share of requests meets a fault, the same ones for the same seed', async () => {
  const share = async (seed: number) => {
    const draw = await FaultDraw.of([faultOnTheWay('reset-once')], 0.2, contract, seed);
    return Array.from(
      { length: 500 },
      (_, index) => draw.draw('GET', `/v1/customers/${index}/qualification`).length,
    );
  };
  const drawn = await share(1);
  expect(await share(1)).toEqual(drawn);
  expect(await share(2)).not.toEqual(drawn);
  const met = drawn.filter((count) => count > 0).length;
  expect(met).toBeGreaterThan(70);
  expect(met).toBeLessThan(130);
  const all = await drawOf(['reset-once']);
  expect(all.draw('GET', '/health')).toEqual([]);
});

test('every fault on the way does something to an answer', async () => {
  const error = JSON.stringify({ code: 60003, description: 'x', data: [], source: 'PartnerFD' });
  const without = await Promise.all(
    [...faultsOnTheWay.values()].map(async (fault) => {
      const draw = await drawOf([fault.name]);
      const does = await Promise.all([
        doesSomething(fault, draw, 200, '"nonprofit"'),
        doesSomething(fault, draw, 404, error),
      ]);
      return does.includes(true) ? [] : [fault.name];
    }),
  );
  expect(without.flat()).toEqual([]);
  expect(faultsOnTheWay.size).toBeGreaterThan(90);
});

/** Whether an answer is another one, or late, when it met a fault. */
async function doesSomething(
  fault: FaultOnTheWay,
  draw: FaultDraw,
  status: number,
  text: string,
): Promise<boolean> {
  const headers = [
    ['Content-Type', 'application/json; charset=utf-8'],
    ['MS-RequestId', randomUUID()],
    ['MS-CorrelationId', randomUUID()],
    ['Content-Length', String(text.length)],
  ] as const;
  const reply = { status, headers, body: Buffer.from(text), delivery: { kind: 'plain' } as const };
  const call = {
    ...{ number: 1, connection: 1, method: 'GET', target: '/v1/customers/a/qualification' },
    ...{ headers: [], body: Buffer.alloc(0), receivedAt: 0 },
  };
  const begun = performance.now();
  const changed = await draw.apply([fault], call, reply);
  return changed !== reply || (fault.name === 'slow' && performance.now() - begun >= 7);
}

test('what makes no sense on the way is refused with the reason, and a stranger with the nearest name', () => {
  expect(() => faultOnTheWay('byte-order-marc')).toThrow(
    /unknown fault "byte-order-marc"; did you mean "byte-order-mark"/,
  );
  expect(() => faultOnTheWay('expiry-ignored')).toThrow(
    /what the service knows, keeps or takes in.*; a proxy can have: throttled, /,
  );
  expect(() => faultOnTheWay('tls-1-1-alone')).toThrow(/about TLS/);
  expect(() => faultOnTheWay('redirect-to-port')).toThrow(/sends the client elsewhere/);
  for (const { name } of [...faults, ...variations, ...scenarios])
    if (!faultsOnTheWay.has(name))
      expect(() => faultOnTheWay(name), name).toThrow(/: .*; a proxy can have: /);
});

test('a mock tells a line for each request, with what it violates and without a secret', async () => {
  const lines: string[] = [];
  const watched = new MockConsole(new MockTraffic(contract, loadCatalogue()), undefined, (line) =>
    lines.push(line),
  );
  const behaviours = [behaviourNamed('correlation-id-lost')];
  const mock = await startMock({ contract, seed: 1, behaviours, watch: watched.watch });
  watched.serve(mock);
  const headers = await headersFor(mock);
  try {
    await fetch(mock.origin + readPath(mock), { headers });
    await fetch(`${mock.origin}/health?access_token=${headers['Authorization']?.slice(7)}`);
  } finally {
    await mock.close();
  }
  expect(lines[0]).toMatch(/^GET \/v1\/customers\/[0-9a-f]{4}…\/qualification → 200 {2}HDR-002 fail$/);
  expect(lines[1]).toMatch(/^GET \/health\?access_token=\[token\] → 200$/);
});

test('a token that passed is masked in the evidence of the exchange', async () => {
  const mock = await mockWith();
  const { proxy, seen, judge } = await open(mock.baseUrl);
  const headers = await headersFor(mock);
  try {
    await fetch(proxy.baseUrl + readPath(mock), { headers });
  } finally {
    await proxy.close();
    await mock.close();
  }
  const written = JSON.stringify(evidenceOf(seen[0]?.exchange ?? never(), judge.secrets.all));
  expect(written).toContain('[token]');
  expect(written).not.toContain(headers['Authorization']?.slice(7, 47));
});
