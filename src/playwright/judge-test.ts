import { readsOf } from '../contract/contract.js';
import { Judge } from '../service/judge.js';
import type { Preflight } from '../service/preflight.js';
import { covers, operationNamedBy } from './requirement-test.js';
import type { Session } from './service-session.js';
import { ownRecord, type RunningTest, tellReporter } from './test-report.js';
import { failIfViolated } from './violations-error.js';

/** What stands in a method's place for a TLS handshake that no request follows. */
const handshakeOnly = 'handshake';

/**
 * Lets a test act, and judges what it did: by its requirement, and by all that holds for every exchange. Tells the
 * reporter, and throws what fails the test.
 * @param id the test's requirement; undefined for a test of a user's own that names none
 */
export async function judgeTest(
  id: string | undefined,
  session: Session,
  testInfo: RunningTest,
  act: (judge: Judge) => Promise<void>,
): Promise<void> {
  const { sender } = session;
  const named = operationNamedBy(testInfo);
  // A test of a user's own that names none is about the first read.
  const operation = named ?? readsOf(sender.context.contract)[0]?.id ?? '';
  const judge = new Judge({ id: id ?? '', operation, isAbout: covers }, sender.context);
  session.beginTest(id ?? '');
  // What the first look at the service showed belongs to no test without a requirement.
  if (id === undefined) sender.drain();
  await act(judge);
  const { observations, handshakes } = sender.drain();
  const { start } = session;
  // Where it is unknown who answered, the answers say nothing about the service.
  if (start.ready || start.verdict === 'skip') judge.observe(observations);
  const records = judge.records();
  const evidence = session.endTest(id);
  if (id !== undefined) {
    const clean = (text: string): string => sender.context.redactor.text(text);
    const methods = observations.map(({ exchange }) => exchange.request.method);
    await tellReporter(testInfo, {
      records: [...ownRecord({ id, operation }, testInfo, start, clean), ...records],
      evidence,
      requests: counted([...methods, ...Array<string>(handshakes).fill(handshakeOnly)]),
      occasional: judge.isOccasional && !testInfo.annotations.some(({ type }) => type === 'skip'),
      ...notOffered(start, operation),
    });
  }
  failIfViolated(
    testInfo,
    records.filter((record) => id === undefined || record.id === id),
  );
}

function notOffered(start: Preflight, operation: string): { readonly notOffered?: string } {
  const found = start.ready ? start.notOffered.find((read) => read.operation === operation) : undefined;
  return found && !found.failed ? { notOffered: found.reason } : {};
}

function counted(methods: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const method of methods) counts[method] = (counts[method] ?? 0) + 1;
  return counts;
}
