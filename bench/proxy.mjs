import { randomUUID } from 'node:crypto';
import { load } from './load.mjs';
import { median, row } from './row.mjs';
import { startBareProxy, startKitProxy, startMockProcess } from './servers.mjs';

const rounds = 5;
const duration = 2;
const warm = 10_000;
/** By then the judge knows as many ids as it keeps. */
const early = 100_000;
const late = Number(process.env.BENCH_EXCHANGES ?? 1_000_000);

/** What it costs to pass on and judge both sides, against a reverse proxy on bare node:http in front of the same mock, and how much memory it takes. */
export async function proxy() {
  const running = {};
  try {
    running.mock = await startMockProcess();
    const { origin, request } = running.mock;
    running.bare = await startBareProxy(origin);
    running.kit = await startKitProxy(origin);
    // As a right client does, whose ids are new for each call.
    const setupRequest = (one) => ({
      ...one,
      headers: { ...request.headers, 'MS-RequestId': randomUUID(), 'MS-CorrelationId': randomUUID() },
    });
    const requests = [{ setupRequest }];
    const results = { kit: [], bare: [] };
    for (const name of Object.keys(results))
      await load(running[name].origin, request, { amount: warm, requests });
    for (let round = 0; round < rounds; round += 1)
      for (const [name, list] of Object.entries(results))
        list.push(await load(running[name].origin, request, { duration, requests }));
    const rate = (name) => median(results[name].map(({ perSecond }) => perSecond));
    const p99 = (name) => median(results[name].map((result) => result.p99));
    await load(running.kit.origin, request, { amount: early, requests });
    const before = await running.kit.rss();
    await load(running.kit.origin, request, { amount: late, requests });
    const after = await running.kit.rss();
    const count = late.toLocaleString('en');
    return [
      row('proxy / bare reverse proxy, requests', '>= 0.4', '/s', rate('kit'), rate('bare')),
      row('proxy / bare reverse proxy, p99 latency', '<= 3', 'ms', p99('kit'), p99('bare')),
      row(`proxy's memory after ${count} more exchanges`, '<= 1.3', 'MiB', after / 2 ** 20, before / 2 ** 20),
    ];
  } finally {
    for (const server of Object.values(running).reverse()) await server.stop();
  }
}
