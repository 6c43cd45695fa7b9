import { expect, test } from '@playwright/test';
import type { Passed } from '../../src/traffic/proxy/passed.js';
import { type RunningProxy, startProxy } from '../../src/traffic/proxy/proxy.js';
import { conversations, converse, startPlayer } from './conversations.js';

async function proxyFor(origin: string, passed: (one: Passed) => void): Promise<RunningProxy> {
  return startProxy({
    origin,
    prefix: '',
    port: 0,
    keepHost: false,
    connection: {},
    timeoutMs: 5000,
    writes: true,
    faults: undefined,
    passed,
    told: () => {},
  });
}

test('2,000 exchanges are the same bytes with and without the proxy, in both directions', async () => {
  const player = await startPlayer();
  let passed = 0;
  const proxy = await proxyFor(player.origin, () => {
    passed += 1;
  });
  const direct = conversations(11, 2000, player.host);
  const through = conversations(11, 2000, new URL(proxy.baseUrl).host);
  try {
    for (const [index, plain] of direct.entries()) {
      const other = through[index] ?? plain;
      const own = await converse(Number(new URL(player.origin).port), plain, player.play(plain));
      const proxied = await converse(Number(new URL(proxy.baseUrl).port), other, player.play(plain));
      expect(proxied.byServer.equals(own.byServer), `requests of conversation ${index}`).toBe(true);
      expect(proxied.ended, `end of conversation ${index}`).toBe(own.ended);
      if (own.ended === 'end')
        expect(proxied.byClient.equals(own.byClient), `answers of conversation ${index}`).toBe(true);
    }
    expect(passed).toBe(2000);
  } finally {
    await proxy.close();
    player.close();
  }
});
