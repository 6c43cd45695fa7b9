import type { Observation } from '../checks/observation.js';
import type { Operation } from '../contract/operation.js';
import type { Played } from '../run/played.js';
import { currentTask } from '../run/task.js';
import { Judge } from '../service/judge.js';
import { RunOver, Skipped } from '../service/not-judged.js';
import type { Preflight } from '../service/preflight.js';
import type { Sender } from '../service/sender.js';
import { Service } from '../service/service.js';
import type { RegisteredTest } from './registered-tests.js';
import { covers } from './requirement-test.js';
import type { Session } from './service-session.js';
import { endedBy } from './test-report.js';

/** What stands in a method's place for a TLS handshake that no request follows. */
const handshakeOnly = 'handshake';

/** A requirement's test with one operation. */
export interface TestToPlay {
  readonly id: string;
  readonly operation: Operation;
  readonly test: RegisteredTest;
}

/** Lets a requirement's test act, and judges what it did: by its requirement, and by all that holds for every exchange. */
export async function playTest(played: TestToPlay, session: Session): Promise<Played> {
  const { id, operation } = played;
  const { start } = session;
  const judge = new Judge({ id, operation: operation.id, isAbout: covers }, session.sender.context);
  const sender = session.sender.of(id);
  // What the first look at the service showed belongs to the first test.
  const before = session.sender.drain();
  const end = await act(played, { ...session, sender }, start, judge);
  const made = sender.drain();
  const observations = [...before.observations, ...made.observations];
  // Where it is unknown who answered, the answers say nothing about the service.
  if (start.ready || start.verdict === 'skip') judge.observe(observations);
  session.endTest();
  return {
    records: judge.records(),
    requests: countsOf(observations, before.handshakes + made.handshakes),
    occasional: judge.isOccasional && end?.verdict !== 'skip',
    ...notOfferedBy(start, operation.id),
    ...(end ? { end } : {}),
  };
}

/** Runs the test. Returns why it ended early; undefined where it did not. */
async function act(
  { operation, test }: TestToPlay,
  session: Omit<Session, 'start'> & { readonly sender: Sender },
  start: Preflight,
  judge: Judge,
): Promise<Played['end']> {
  if (!start.ready) return { verdict: start.verdict, reason: start.reason };
  const unoffered = start.notOffered.find((read) => read.operation === operation.id);
  if (unoffered) {
    const reason = `${operation.id} ${unoffered.reason}`;
    const asked = currentTask().choices.operations !== undefined && !unoffered.failed;
    return asked
      ? { verdict: 'error', reason: `${reason}, and was asked for by name` }
      : { verdict: 'skip', reason };
  }
  const service = new Service(operation, { ...session, start }, (reason) => {
    throw new Skipped(reason);
  });
  try {
    await test.run({
      service,
      judge: judge.judge.bind(judge),
      conclude: judge.conclude.bind(judge),
      occasional: judge.occasional.bind(judge),
    });
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Skipped) return { verdict: 'skip', reason: thrown.message };
    if (thrown instanceof RunOver && thrown.over.verdict === 'skip')
      return { verdict: 'skip', reason: `the run ended early: ${thrown.over.reason}` };
    return endedBy(thrown);
  }
}

/** Why the service does not offer an operation, where that is so and no violation of its own. */
export function notOfferedBy(start: Preflight, operation: string): Pick<Played, 'notOffered'> {
  const found = start.ready ? start.notOffered.find((read) => read.operation === operation) : undefined;
  return found && !found.failed ? { notOffered: found.reason } : {};
}

/** Requests by method, and handshakes that no request followed. */
export function countsOf(observations: readonly Observation[], handshakes = 0): Played['requests'] {
  const counts: Record<string, number> = {};
  for (const { exchange } of observations)
    counts[exchange.request.method] = (counts[exchange.request.method] ?? 0) + 1;
  return handshakes > 0 ? { ...counts, [handshakeOnly]: handshakes } : counts;
}
