import {
  test as base,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestType,
} from '@playwright/test';
import type { ClientMock } from '../client/client-mock.js';
import { currentTask } from '../run/task.js';
import type { Judge } from '../service/judge.js';
import type { OpenService } from '../service/open-service.js';
import { joinRun } from './join-run.js';
import { attachEvidence, attachRecords, ownRecord, requirementNamedBy } from './requirement-test.js';
import type { Session } from './service-session.js';
import { sessionFixture } from './session-fixture.js';
import { violationsError } from './violations-error.js';

joinRun();

/** What the kit adds to Playwright's fixtures. */
export interface KitFixtures {
  /** The service that PARTNER_CENTER_BASE_URL and its companions name; without them, the kit's own mock. A test that uses it fails for every violation of what holds for every exchange. */
  readonly service: OpenService;
  /** Judges an exchange; a finding violates the test's requirement, or fails a test that names none. */
  readonly judge: Judge['judge'];
  /** Tells why it is no error when nothing gave occasion to judge the test's requirement. */
  readonly occasional: Judge['occasional'];
  /** A mock of the test's own, for a client to call. */
  readonly mock: ClientMock;
  /** An option: the names of the faults that `mock` has, as `qualification-kit explain` knows them. Set with `test.use({ faults: ['ids-doubled'] })`. */
  readonly faults: readonly string[];
}

interface Hidden {
  readonly verdicts: Judge;
}

/** Playwright's `test` with the service under test and a mock. */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & KitFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
> = base.extend<KitFixtures & Hidden, { readonly session: Session }>({
  session: sessionFixture(async () => (await import('./service-session.js')).openSession()),

  verdicts: [
    async ({ session }, use, testInfo) => {
      const id = requirementNamedBy(testInfo);
      const { Judge } = await import('../service/judge.js');
      const { context } = session.sender;
      const judge = new Judge(id ?? '', context);
      session.beginTest(id ?? '');
      // What the first look at the service showed belongs to no test of this kind.
      if (id === undefined) session.sender.drain();
      await use(judge);
      const { observations } = session.sender.drain();
      // Where it is unknown who answered, the answers say nothing about the service.
      if (session.start.ready || session.start.verdict === 'skip') judge.observe(observations);
      const evidence = session.endTest(id);
      const judged = judge.records();
      if (id !== undefined) {
        const own = ownRecord(id, testInfo, session.start, (text) => context.redactor.text(text));
        await attachRecords(testInfo, [...own, ...judged]);
        await attachEvidence(testInfo, evidence);
      }
      const binding = id === undefined ? judged : judged.filter((record) => record.id === id);
      const error = violationsError(binding, testInfo.title);
      if (error && testInfo.errors.length === 0) throw error;
    },
    { box: 'self' },
  ],

  service: [
    async ({ session, verdicts: _ }, use, testInfo) => {
      const { start, sender, seed } = session;
      // An error and no skip: a run in which nothing could be judged must not look well.
      if (!start.ready) throw new Error(`the service cannot be judged: ${start.reason}`);
      const [{ Service }, { OpenService }] = await Promise.all([
        import('../service/service.js'),
        import('../service/open-service.js'),
      ]);
      await use(new OpenService(new Service(sender, start, seed, testInfo), sender));
    },
    { box: 'self' },
  ],

  judge: [async ({ verdicts }, use) => use(verdicts.judge.bind(verdicts)), { box: 'self' }],

  occasional: [async ({ verdicts }, use) => use(verdicts.occasional.bind(verdicts)), { box: 'self' }],

  faults: [[], { option: true, box: 'self' }],

  mock: [
    async ({ faults }, use) => {
      const { ClientMock } = await import('../client/client-mock.js');
      const mock = await ClientMock.start(faults, currentTask().choices.seed);
      await use(mock);
      await mock.close();
    },
    { box: 'self' },
  ],
});
