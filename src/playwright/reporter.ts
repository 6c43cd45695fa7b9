import type {
  FullConfig,
  FullResult,
  Reporter,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import type { Side } from '../catalogue/requirement.js';
import { firstLine, KitError, linesOf } from '../errors.js';
import { packageRoot } from '../files/package-root.js';
import { keyOf, type RequirementRecord, type ScenarioEvidence } from '../report/record.js';
import { visible } from '../report/shown.js';
import { type Course, type Outcome, settle } from '../run/course.js';
import { courseOf } from '../run/course-of.js';
import { leaveInterruptToPlaywright } from '../run/early-interrupt.js';
import { forget } from '../run/preflight-memory.js';
import { type Collected, openSide, type RequestCounts } from '../run/side-of-run.js';
import { currentTask } from '../run/task.js';
import { worst } from '../verdict.js';
import { operationNamedBy, requirementOf, sideOf } from './requirement-test.js';
import { handDownTests } from './selected-tests.js';
import { toldBy } from './test-report.js';

/** Collects what the tests of one side leave, and hands it to the course of the task. Silent in runs without such tests. */
export default class ConformanceReporter implements Reporter {
  readonly #side: Side;
  /** Playwright's own reporters tell of runs that were started by hand. */
  readonly #byHand = currentTask().kind === 'by-hand';
  #course: Course | undefined;
  #expected: readonly string[] = [];
  /** By the test that attached them. */
  readonly #byTest = new Map<string, readonly RequirementRecord[]>();
  readonly #scenarios: ScenarioEvidence[] = [];
  readonly #requests = new Map<string, RequestCounts>();
  readonly #ran = new Set<string>();
  readonly #notOffered = new Map<string, string>();
  readonly #occasional = new Set<string>();
  readonly #problems: string[] = [];
  #begun = false;
  /** Why nothing could be written. */
  #failure: KitError | undefined;

  constructor({ side }: { readonly side: Side }) {
    this.#side = side;
  }

  printsToStdio(): boolean {
    return !this.#byHand;
  }

  onBegin(config: FullConfig, suite: Suite): void {
    leaveInterruptToPlaywright();
    const tests = suite.allTests();
    const own = tests.filter((test) => sideOf(test) === this.#side);
    if (own.length === 0 && this.#byHand) return;
    // A user's own tests are played by Playwright alone.
    if (this.#side === 'service' && config.configFile?.startsWith(packageRoot) === true) handDownTests(own);
    const run = openSide(currentTask(), this.#side, testedBy(own));
    this.#expected = own.map(requirementOf);
    // Both sides in one run of Playwright: the service's report keeps the name.
    const second = this.#side === 'client' && tests.some((test) => sideOf(test) === 'service');
    this.#course = courseOf(run, {
      suffix: second ? '-client' : '',
      // `rejudge` runs the kit's own tests, so it could make nothing of what others asked.
      keepsEvidence: !this.#byHand || config.configFile?.startsWith(packageRoot) === true,
    });
  }

  onTestBegin(test: TestCase): void {
    if (sideOf(test) !== this.#side) return;
    this.#attempt(() => {
      this.#course?.begin();
      if (!this.#begun) this.#course?.expect(this.#expected);
      this.#course?.start(requirementOf(test));
    });
    this.#begun = true;
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (!this.#course || sideOf(test) !== this.#side) return;
    const id = requirementOf(test);
    const operation = operationNamedBy(test);
    const { records, evidence, scenarios, requests, occasional, notOffered } = toldBy(id, operation, result);
    this.#attempt(() => this.#course?.keep(evidence));
    this.#ran.add(keyOf(id, operation));
    this.#requests.set(id, added(this.#requests.get(id), requests));
    if (operation !== undefined && notOffered !== undefined) this.#notOffered.set(operation, notOffered);
    if (occasional) this.#occasional.add(id);
    this.#scenarios.push(...scenarios);
    // Another try settles what could not be judged; a violation that was shown stays one.
    const before = this.#byTest.get(test.id)?.filter(({ verdict }) => verdict === 'fail') ?? [];
    this.#byTest.set(test.id, [...before, ...records]);
    // What holds everywhere may have been found out by the tests of other requirements.
    const known = this.#records.filter((record) => record.id === id).map(({ verdict }) => verdict);
    const sent = Object.values(requests).reduce((sum, count) => sum + count, 0);
    this.#course.show(id, known.length === 0 ? 'skip' : worst(known), sent);
  }

  onError(error: TestError): void {
    this.#problems.push(firstLine(error.message ?? error.value ?? 'unknown'));
  }

  onStdErr(chunk: string | Buffer): void {
    if (!this.#byHand) process.stderr.write(chunk);
  }

  async onEnd({ status }: FullResult): Promise<{ status?: FullResult['status'] } | undefined> {
    forget(currentTask());
    // By hand, what judged nothing writes nothing, such as --list.
    const collected =
      this.#records.length > 0 || (this.#problems.length === 0 && (this.#begun || !this.#byHand));
    if (!this.#course || !collected) {
      if (!this.#byHand) for (const problem of this.#problems) process.stderr.write(`${visible(problem)}\n`);
      return undefined;
    }
    const outcome = this.#finish({
      records: this.#records,
      scenarios: this.#scenarios,
      ran: this.#ran,
      notOffered: this.#notOffered,
      requests: this.#requests,
      occasional: this.#occasional,
      problems: this.#problems,
      interrupted: status === 'interrupted',
    });
    settle(outcome);
    return outcome.code === 0 ? undefined : { status: 'failed' };
  }

  #finish(collected: Collected): Outcome {
    const outcome = this.#attempt(() => this.#course?.finish(collected));
    if (outcome) return outcome;
    process.stderr.write(visible(linesOf(this.#failure)));
    return { code: 2 };
  }

  /** Playwright goes on behind a reporter that throws; what could not be written must not look well. Nothing is tried behind the first failure. */
  #attempt<Value>(act: () => Value): Value | undefined {
    if (this.#failure) return undefined;
    try {
      return act();
    } catch (thrown) {
      if (!(thrown instanceof KitError)) throw thrown;
      this.#failure = thrown;
      return undefined;
    }
  }

  get #records(): readonly RequirementRecord[] {
    return [...this.#byTest.values()].flat();
  }
}

/** The requirements of tests, with the operations that these name. */
function testedBy(tests: readonly TestCase[]): ReadonlyMap<string, ReadonlySet<string>> {
  const tested = new Map<string, Set<string>>();
  for (const test of tests) {
    const named = tested.get(requirementOf(test)) ?? new Set();
    const operation = operationNamedBy(test);
    tested.set(requirementOf(test), operation === undefined ? named : named.add(operation));
  }
  return tested;
}

/** The sums of two counts. */
function added(one: RequestCounts = {}, other: RequestCounts): RequestCounts {
  const sums: Record<string, number> = { ...one };
  for (const [method, count] of Object.entries(other)) sums[method] = (sums[method] ?? 0) + count;
  return sums;
}
