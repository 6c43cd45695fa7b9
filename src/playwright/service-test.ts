import { test as base } from '@playwright/test';
import type { Judge } from '../service/judge.js';
import type { Service } from '../service/service.js';
import { requirementOf } from './requirement-test.js';
import type { Session } from './service-session.js';
import { sessionFixture } from './session-fixture.js';

interface Fixtures {
  /** Sends requests to the service under test and remembers every exchange. */
  readonly service: Service;
  /** Judges exchanges by the test's requirement. */
  readonly judge: Judge['judge'];
  /** Judges what was found out without an exchange. */
  readonly conclude: Judge['conclude'];
  /** Tells why it is no error when nothing gave occasion to judge the requirement. */
  readonly occasional: Judge['occasional'];
  readonly verdicts: Judge;
}

/** Playwright's `test` with the service under test: act with `service`, judge with `judge`. */
export const test = base.extend<Fixtures, { readonly session: Session }>({
  session: sessionFixture(async () => (await import('./service-session.js')).openSession()),

  verdicts: [
    async ({ session }, use, testInfo) => {
      const { judgeTest } = await import('./judge-test.js');
      await judgeTest(requirementOf(testInfo), session, testInfo, use);
    },
    { auto: true, box: 'self' },
  ],

  service: [
    async ({ session, verdicts: _ }, use, testInfo) => {
      const { start } = session;
      const { Service } = await import('../service/service.js');
      if (!start.ready) testInfo.skip(true, start.reason);
      else await use(new Service(session.sender, start, session.seed, testInfo));
    },
    { box: 'self' },
  ],

  judge: [async ({ verdicts }, use) => use(verdicts.judge.bind(verdicts)), { box: 'self' }],

  conclude: [async ({ verdicts }, use) => use(verdicts.conclude.bind(verdicts)), { box: 'self' }],

  occasional: [async ({ verdicts }, use) => use(verdicts.occasional.bind(verdicts)), { box: 'self' }],
});
