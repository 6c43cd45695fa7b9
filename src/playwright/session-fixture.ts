import type { WorkerFixture } from '@playwright/test';

/**
 * What a worker has open, for `test.extend`. `open` imports what it needs itself: Playwright's main process reads tests
 * too, and needs none of it. Boxed: Playwright takes a stack trace for every fixture it shows as a step, which took half
 * of a run's time.
 */
export function sessionFixture<Session extends { close(): Promise<void> }>(
  open: () => Promise<Session>,
): [WorkerFixture<Session, object>, { scope: 'worker'; timeout: number; box: 'self' }] {
  return [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from a destructuring pattern.
    async ({}, use) => {
      const session = await open();
      await use(session);
      await session.close();
    },
    { scope: 'worker', timeout: 0, box: 'self' },
  ];
}
