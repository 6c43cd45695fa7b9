import { setTimeout as pause } from 'node:timers/promises';

/** Waits for SIGINT, SIGTERM, or so many milliseconds where there are any. */
export async function untilOver(forMs: number | undefined): Promise<void> {
  const abort = new AbortController();
  const signalled = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
  });
  const over = forMs === undefined ? [] : [pause(forMs, undefined, { signal: abort.signal })];
  await Promise.race([signalled, ...over]);
  abort.abort();
}
