import {
  test as base,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestType,
} from '@playwright/test';
import type { ClientMock } from '../client/client-mock.js';
import { forget } from '../run/preflight-memory.js';
import { currentTask, hasTask, isWorker } from '../run/task.js';
import type { Judge } from '../service/judge.js';
import type { OpenService } from '../service/open-service.js';
import type { Sender } from '../service/sender.js';
import { requirementNamedBy } from './requirement-test.js';
import type { Session } from './service-session.js';
import { sessionFixture } from './session-fixture.js';

joinRun();

/** Where Playwright's main process reads tests, hands one seed and one memory down to all workers of the run, and clears up behind it. */
function joinRun(): void {
  if (isWorker() || hasTask()) return;
  const task = currentTask();
  process.once('exit', () => forget(task));
}

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
  /** Sends what the test asks for; told by `verdicts`. */
  readonly sending: { sender?: Sender };
}

/** Playwright's `test` with the service under test and a mock. */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & KitFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions
> = base.extend<KitFixtures & Hidden, { readonly session: Session }>({
  session: sessionFixture(async () => {
    const [{ openSession }, { unbounded }, { mockNotice }] = await Promise.all([
      import('./service-session.js'),
      import('../service/run-state.js'),
      import('./mock-notice.js'),
    ]);
    const task = currentTask();
    // Playwright hands a worker's output to whatever reporters there are.
    if (task.kind === 'by-hand') process.stdout.write(mockNotice(task) ?? '');
    return openSession(unbounded);
  }),

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from a destructuring pattern.
  sending: [async ({}, use) => use({}), { box: 'self' }],

  verdicts: [
    async ({ session, sending }, use, testInfo) => {
      const { judgeTest } = await import('./judge-test.js');
      await judgeTest(requirementNamedBy(testInfo), session, testInfo, async (judge, sender) => {
        sending.sender = sender;
        await use(judge);
      });
    },
    { box: 'self' },
  ],

  service: [
    async ({ session, sending, verdicts: _ }, use, testInfo) => {
      const { start } = session;
      const { sender = session.sender } = sending;
      // An error and no skip: a run in which nothing could be judged must not look well.
      if (!start.ready) throw new Error(`the service cannot be judged: ${start.reason}`);
      const [{ Service }, { OpenService }] = await Promise.all([
        import('../service/service.js'),
        import('../service/open-service.js'),
      ]);
      const { operations } = sender.context.contract;
      const operation = operations.find(({ id }) => id === start.offered[0]?.operation);
      if (!operation) throw new Error('the contract has no read');
      const skip = (reason: string) => testInfo.skip(true, reason) as never;
      await use(new OpenService(new Service(operation, { ...session, start, sender }, skip), sender));
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
