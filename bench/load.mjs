import { get } from 'node:http';
import autocannon from 'autocannon';

const connections = 10;

/** Repeats a request as fast as a server answers it, for some seconds or until an amount is reached. Throws unless every answer is a success. */
export async function load(origin, { path, headers }, limit) {
  const latencies = [];
  const running = autocannon({ url: origin + path, headers, connections, ...limit });
  // Its own percentiles are whole milliseconds, which is longer than most answers take.
  if (limit.amount === undefined)
    running.on('response', (_client, _status, _bytes, ms) => latencies.push(ms));
  const { errors, timeouts, non2xx, requests, start, finish } = await running;
  if (errors + timeouts + non2xx > 0 || requests.total === 0) {
    throw new Error(
      `${origin}: ${errors} errors, ${timeouts} time-outs, ${non2xx} refusals in ${requests.total} requests`,
    );
  }
  latencies.sort((a, b) => a - b);
  return {
    perSecond: requests.total / ((finish - start) / 1000),
    p99: latencies[Math.floor(latencies.length * 0.99)],
  };
}

/** One answer as it came: status, header fields as a flat list without those that node:http adds itself, and body. */
export function answerOf(origin, { path, headers }) {
  return new Promise((resolve, reject) => {
    get(origin + path, { headers, agent: false }, async (response) => {
      const chunks = await response.toArray();
      const { statusCode, rawHeaders } = response;
      const own = rawHeaders.filter(
        (_, place) => !/^(date|connection|keep-alive)$/i.test(rawHeaders[place - (place % 2)]),
      );
      resolve({ status: statusCode, headers: own, body: Buffer.concat(chunks).toString() });
    }).on('error', reject);
  });
}
