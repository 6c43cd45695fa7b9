import type { WorkerFixture } from '@playwright/test';
import type { Session } from './service-session.js';

/** The worker's session, for `test.extend`. Boxed: Playwright takes a stack trace for every fixture it shows as a step, which took half of a run's time. */
export const sessionFixture: [
  WorkerFixture<Session, object>,
  { scope: 'worker'; timeout: number; box: 'self' },
] = [
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from a destructuring pattern.
  async ({}, use) => {
    // Loaded here and not above: Playwright's main process reads this file too, and needs none of it.
    const { openSession } = await import('./service-session.js');
    const session = await openSession();
    await use(session);
    await session.close();
  },
  { scope: 'worker', timeout: 0, box: 'self' },
];
