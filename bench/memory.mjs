import { load } from './load.mjs';
import { row } from './row.mjs';
import { startMockProcess } from './servers.mjs';

const early = 10_000;
const late = 1_000_000;

/** How much the mock's resident memory grows between ten thousand requests and a million. */
export async function memory() {
  const mock = await startMockProcess();
  try {
    await load(mock.origin, mock.request, { amount: early });
    const before = await mock.rss();
    await load(mock.origin, mock.request, { amount: late - early });
    const after = await mock.rss();
    return [row('memory after 1,000,000 / 10,000 reads', '<= 1.3', 'MiB', after / 2 ** 20, before / 2 ** 20)];
  } finally {
    await mock.stop();
  }
}
