import { answerOf, load } from './load.mjs';
import { median, row } from './row.mjs';
import { startBareProcess, startMockProcess, startPrism } from './servers.mjs';

const rounds = 7;
const duration = 2;

/** How many reads per second the mock answers, against a bare server with the same answer and against Prism with the same contract. */
export async function throughput() {
  const running = {};
  try {
    running.mock = await startMockProcess();
    const { origin, request } = running.mock;
    running.bare = await startBareProcess(await answerOf(origin, request));
    running.prism = await startPrism(request);
    const results = { mock: [], bare: [], prism: [] };
    for (const { origin } of Object.values(running)) await load(origin, request, { duration: 1 });
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, { origin }] of Object.entries(running)) {
        results[name].push(await load(origin, request, { duration }));
      }
    }
    const rate = (name) => median(results[name].map(({ perSecond }) => perSecond));
    const p99 = (name) => median(results[name].map((result) => result.p99));
    return [
      row('mock / bare node:http, requests', '>= 0.5', '/s', rate('mock'), rate('bare')),
      row('mock / bare node:http, p99 latency', '<= 3', 'ms', p99('mock'), p99('bare')),
      row('mock / Prism, requests', '>= 5', '/s', rate('mock'), rate('prism')),
    ];
  } finally {
    for (const server of Object.values(running)) await server.stop();
  }
}
