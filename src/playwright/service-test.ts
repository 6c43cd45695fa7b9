import { test as base, type TestInfo } from '@playwright/test';
import type { ProbeFixtures } from '../operations/requirement-probe.js';
import { currentTask } from '../run/task.js';
import type { Judge } from '../service/judge.js';
import type { Service } from '../service/service.js';
import { writePlainStacks } from './plain-stacks.js';
import { operationNamedBy, operationsOf, requirementFor, requirementOf } from './requirement-test.js';
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

/** How a requirement is tested. */
export type RequirementAct = (fixtures: ProbeFixtures) => Promise<void>;

let collected: Map<string, RequirementAct> | undefined;

/** What files test that `load` imports for the first time, by requirement, for whoever runs it without Playwright's runner. */
export async function collectTests(load: () => Promise<void>): Promise<ReadonlyMap<string, RequirementAct>> {
  const found = new Map<string, RequirementAct>();
  collected = found;
  await load().finally(() => {
    collected = undefined;
  });
  return found;
}

/** Tests a requirement, once for each operation of the run that it is about: act with `service`, judge with the other fixtures. An unknown id stops the collection of tests. */
export function requirementTest(id: string, run: RequirementAct): void {
  if (collected) {
    collected.set(id, run);
    return;
  }
  const operations = operationsOf(id);
  for (const operation of operations)
    test(
      ...requirementFor(id, operation.id, operations.length > 1),
      ({ service, judge, conclude, occasional }) => run({ service, judge, conclude, occasional }),
    );
}

/** The service, with the operation that a test names. Skips the test where nothing can be judged, or the operation is not offered. */
export async function serviceFor(
  session: Session,
  testInfo: Pick<TestInfo, 'title' | 'annotations' | 'skip'>,
): Promise<Service> {
  const { start } = session;
  const { Service } = await import('../service/service.js');
  if (!start.ready) return testInfo.skip(true, start.reason) as never;
  const name = operationNamedBy(testInfo);
  const operation = operationsOf(requirementOf(testInfo)).find(({ id }) => id === name);
  if (!operation) throw new Error(`the test "${testInfo.title}" names no operation of the run`);
  const unoffered = start.notOffered.find((read) => read.operation === operation.id);
  if (unoffered) {
    const reason = `${operation.id} ${unoffered.reason}`;
    if (currentTask().choices.operations !== undefined && !unoffered.failed)
      throw new Error(`${reason}, and was asked for by name`);
    return testInfo.skip(true, reason) as never;
  }
  return new Service(operation, { ...session, start }, testInfo);
}

const test = base.extend<Fixtures, { readonly session: Session }>({
  session: sessionFixture(async () => {
    writePlainStacks();
    return (await import('./service-session.js')).openSession();
  }),

  verdicts: [
    async ({ session }, use, testInfo) => {
      const { judgeTest } = await import('./judge-test.js');
      await judgeTest(requirementOf(testInfo), session, testInfo, use);
    },
    { auto: true, box: 'self' },
  ],

  service: [
    async ({ session, verdicts: _ }, use, testInfo) => use(await serviceFor(session, testInfo)),
    { box: 'self' },
  ],

  judge: [async ({ verdicts }, use) => use(verdicts.judge.bind(verdicts)), { box: 'self' }],

  conclude: [async ({ verdicts }, use) => use(verdicts.conclude.bind(verdicts)), { box: 'self' }],

  occasional: [async ({ verdicts }, use) => use(verdicts.occasional.bind(verdicts)), { box: 'self' }],
});
