import { readsOf } from '../contract/contract.js';
import { Judge } from '../service/judge.js';
import type { Sender } from '../service/sender.js';
import { countsOf, notOfferedBy } from './play-test.js';
import { covers, operationNamedBy } from './requirement-test.js';
import type { Session } from './service-session.js';
import { ownRecord, type RunningTest, tellReporter } from './test-report.js';
import { failIfViolated } from './violations-error.js';

/**
 * Lets a test of a user's own act, and judges what it did: by its requirement, and by all that holds for every exchange.
 * Tells the reporter, and throws what fails the test.
 * @param id the test's requirement; undefined for a test that names none
 */
export async function judgeTest(
  id: string | undefined,
  session: Session,
  testInfo: RunningTest,
  act: (judge: Judge, sender: Sender) => Promise<void>,
): Promise<void> {
  const { context } = session.sender;
  const named = operationNamedBy(testInfo);
  // A test that names none is about the first read.
  const operation = named ?? readsOf(context.contract)[0]?.id ?? '';
  const judge = new Judge({ id: id ?? '', operation, isAbout: covers }, context);
  const sender = session.sender.of(id ?? '');
  // What the first look at the service showed belongs to no test without a requirement.
  const before = session.sender.drain();
  await act(judge, sender);
  const { observations } = sender.drain();
  const seen = id === undefined ? observations : [...before.observations, ...observations];
  const { start } = session;
  // Where it is unknown who answered, the answers say nothing about the service.
  if (start.ready || start.verdict === 'skip') judge.observe(seen);
  const records = judge.records();
  session.endTest();
  const evidence = session.evidence();
  if (id !== undefined) {
    const clean = (text: string): string => context.redactor.text(text);
    await tellReporter(testInfo, {
      records: [...ownRecord({ id, operation }, testInfo, start, clean), ...records],
      evidence,
      requests: countsOf(seen),
      occasional: judge.isOccasional && !testInfo.annotations.some(({ type }) => type === 'skip'),
      ...notOfferedBy(start, operation),
    });
  }
  failIfViolated(
    testInfo,
    records.filter((record) => id === undefined || record.id === id),
  );
}
