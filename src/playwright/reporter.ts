import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type {
  FullConfig,
  FullResult,
  Reporter,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { type Catalogue, loadCatalogue } from '../catalogue/catalogue.js';
import type { Requirement, Side } from '../catalogue/requirement.js';
import { clientSubject } from '../client/client-subject.js';
import { selectRequirements } from '../client/scenarios.js';
import type { Contract } from '../contract/contract.js';
import { loadContract } from '../contract/load-contract.js';
import { firstLine } from '../errors.js';
import {
  EvidenceWriter,
  evidenceName,
  headerRecordIn,
  headerRecordOf,
  readEvidence,
} from '../evidence/evidence-file.js';
import { type EvidenceRecord, evidenceAttachment } from '../evidence/evidence-record.js';
import { finishEvidence } from '../evidence/finish-evidence.js';
import { packageRoot } from '../files/package-root.js';
import { headOf, publish } from '../forms/publish.js';
import { composeReport } from '../report/compose.js';
import {
  type RequirementRecord,
  recordsAttachment,
  type ScenarioEvidence,
  scenariosAttachment,
} from '../report/record.js';
import { interruption, type Report } from '../report/report.js';
import { writeReport } from '../report/report-file.js';
import { type Paint, paintFor } from '../report/text.js';
import { excusedBy } from '../report/waivers/apply-waivers.js';
import type { WaiversFile } from '../report/waivers/waiver.js';
import { dayOf } from '../report/waivers/waiver.js';
import { readWaivers } from '../report/waivers/waivers-file.js';
import { leaveInterruptToPlaywright } from '../run/early-interrupt.js';
import { subjectOfPart } from '../run/part.js';
import { planOf, type RequestCounts } from '../run/plan.js';
import { forget } from '../run/preflight-memory.js';
import { type RunOptions, runOptions, startedByCommand } from '../run/run-options.js';
import { targetFrom } from '../target/target.js';
import { worst } from '../verdict.js';
import { Progress } from './progress.js';
import { attached, reasonOf, requirementOf, sideOf } from './reported-test.js';
import { occasionalAnnotation, requestsIn } from './requests-made.js';

/** Shows progress by area, collects the records of all tests of one side, writes conformance.json and tells what it says. Silent in runs without such tests. */
export default class ConformanceReporter implements Reporter {
  readonly #options: RunOptions = runOptions();
  readonly #paint: Paint = paintFor(process.stdout, process.env);
  readonly #progress = new Progress(this.#paint, this.#options.strict);
  /** By the test that attached them. */
  readonly #byTest = new Map<string, readonly RequirementRecord[]>();
  readonly #problems: string[] = [];
  readonly #ran = new Set<string>();
  readonly #scenarios: ScenarioEvidence[] = [];
  readonly #requests = new Map<string, RequestCounts>();
  readonly #occasional = new Set<string>();
  readonly #side: Side;
  #suffix = '';
  #evidence: EvidenceWriter | undefined;
  #catalogue: Catalogue | undefined;
  #contract: Contract | undefined;
  #scope: readonly Requirement[] = [];
  #waivers: WaiversFile | undefined;
  #excused: ReadonlySet<string> = new Set();
  #startedAt = new Date();

  constructor({ side }: { readonly side: Side }) {
    this.#side = side;
  }

  printsToStdio(): boolean {
    return startedByCommand();
  }

  onBegin(config: FullConfig, suite: Suite): void {
    leaveInterruptToPlaywright();
    const tests = suite.allTests().filter((test) => sideOf(test) === this.#side);
    if (tests.length === 0 && !startedByCommand()) return;
    const { startedAt } = this.#options;
    this.#startedAt = startedAt === undefined ? new Date() : new Date(startedAt);
    this.#catalogue = loadCatalogue();
    this.#contract = loadContract(this.#options.contract);
    const selected = new Set(tests.map(requirementOf));
    // The command decides the scope, so that a test that is missing shows; Playwright's own filters decide it otherwise.
    const whole = startedByCommand() && this.#options.shard === undefined;
    this.#scope = selectRequirements(this.#catalogue, this.#side, this.#options.only).filter(
      ({ id }) => whole || selected.has(id),
    );
    // Both sides in one run of Playwright: the service's report keeps the name.
    if (this.#side === 'client' && suite.allTests().some((test) => sideOf(test) === 'service'))
      this.#suffix = '-client';
    if (this.#options.rehearsal || this.#options.replay !== undefined) return;
    // `rejudge` runs the kit's own tests, so it could make nothing of what others asked.
    if (startedByCommand() || config.configFile?.startsWith(packageRoot))
      this.#evidence = this.#openEvidence(this.#catalogue, this.#contract);
    const { waivers } = this.#options;
    if (waivers !== undefined) {
      this.#waivers = readWaivers(waivers);
      const subject = this.#subject().id;
      this.#excused = excusedBy(this.#waivers, { subject, today: dayOf(this.#startedAt) });
    }
    for (const line of headOf(this.#subject(), this.#contract, this.#options.seed)) this.#print(line);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (!this.#catalogue || sideOf(test) !== this.#side) return;
    const id = requirementOf(test);
    this.#ran.add(id);
    const records = attached<RequirementRecord>(result, recordsAttachment);
    this.#evidence?.add(...(attached<EvidenceRecord>(result, evidenceAttachment) ?? []));
    this.#requests.set(id, requestsIn(result.annotations));
    const types = result.annotations.map(({ type }) => type);
    if (types.includes(occasionalAnnotation.type) && !types.includes('skip')) this.#occasional.add(id);
    this.#scenarios.push(...(attached<ScenarioEvidence>(result, scenariosAttachment) ?? []));
    // Another try settles what could not be judged; a violation that was shown stays one.
    const before = this.#byTest.get(test.id)?.filter(({ verdict }) => verdict === 'fail') ?? [];
    this.#byTest.set(test.id, [
      ...before,
      ...(records ?? [{ id, verdict: 'error', reason: reasonOf(result), readings: [], findings: [] }]),
    ]);
    // What holds everywhere may have been found out by the tests of other requirements.
    const own = this.#records.filter((record) => record.id === id);
    if (!startedByCommand() || this.#options.rehearsal || this.#options.replay !== undefined) return;
    const verdict = own.length === 0 ? 'skip' : worst(own.map((record) => record.verdict));
    this.#progress.show(this.#catalogue.get(id), verdict, this.#excused.has(id));
  }

  onError(error: TestError): void {
    this.#problems.push(firstLine(error.message ?? error.value ?? 'unknown'));
  }

  onStdErr(chunk: string | Buffer): void {
    if (startedByCommand()) process.stderr.write(chunk);
  }

  async onEnd(result: FullResult): Promise<{ status?: FullResult['status'] } | undefined> {
    forget(this.#options);
    const collected = this.#records.length > 0 || this.#problems.length === 0;
    if (!this.#catalogue || !this.#contract || !collected) {
      for (const problem of startedByCommand() ? this.#problems : []) process.stderr.write(`${problem}\n`);
      return undefined;
    }
    const report = this.#report(this.#catalogue, this.#contract, result);
    if (this.#options.rehearsal) {
      writeReport(report, this.#options.output, `conformance${this.#suffix}.json`);
      const { planned, shard } = this.#options;
      const limits = { ...(planned ? { allowance: planned } : {}), ...(shard ? { shard } : {}) };
      const rehearsal = { requests: this.#requests, occasional: this.#occasional, ...limits };
      this.#print(planOf(report, rehearsal, this.#paint));
      return undefined;
    }
    if (this.#options.replay !== undefined) {
      writeReport(report, this.#options.output, 'conformance.json');
      return undefined;
    }
    this.#progress.end();
    if (this.#evidence) finishEvidence(this.#evidence, report);
    publish(report, this.#catalogue, this.#options.output, this.#paint, `conformance${this.#suffix}.json`);
    return report.verdict === 'pass' ? undefined : { status: 'failed' };
  }

  get #records(): readonly RequirementRecord[] {
    return [...this.#byTest.values()].flat();
  }

  #openEvidence(catalogue: Catalogue, contract: Contract): EvidenceWriter {
    const { output, seed, strict } = this.#options;
    mkdirSync(output, { recursive: true });
    const known = { seed, strict, only: this.#selection(catalogue), startedAt: this.#startedAt };
    return new EvidenceWriter(
      join(output, evidenceName.replace('.', `${this.#suffix}.`)),
      headerRecordOf({ catalogue, contract, subject: this.#subject(), ...known }),
    );
  }

  #report(catalogue: Catalogue, contract: Contract, result: FullResult): Report {
    const interrupted = result.status === 'interrupted';
    const missing = interrupted
      ? interruption
      : this.#problems.length > 0
        ? `not judged: ${this.#problems[0]}`
        : 'not judged: no exchange gave occasion';
    const untested = this.#scope.filter(({ id }) => !this.#ran.has(id)).map(noTestRan);
    const records = [...this.#records, ...(interrupted || this.#problems.length > 0 ? [] : untested)];
    const { seed, strict, shard } = this.#options;
    return composeReport({
      catalogue,
      contract,
      subject: this.#subject(),
      seed,
      strict,
      only: this.#selection(catalogue),
      ...(this.#options.shard === undefined ? {} : { shard: this.#options.shard }),
      startedAt: this.#startedAt,
      ...(this.#options.durationMs === undefined ? {} : { durationMs: this.#options.durationMs }),
      scope: this.#scope,
      records,
      missing,
      partial: interrupted || this.#problems.length > 0 || shard !== undefined,
      ...(this.#waivers ? { waivers: this.#waivers } : {}),
      ...(this.#side === 'client' ? { scenarios: this.#scenarios } : {}),
    });
  }

  /** What narrowed the run: the command's words, or the ids that Playwright's own filters left. */
  #selection(catalogue: Catalogue): readonly string[] {
    const all = catalogue.select(this.#side, []).length;
    if (startedByCommand()) return this.#options.only;
    return this.#scope.length < all ? this.#scope.map(({ id }) => id) : [];
  }

  #subject(): Report['subject'] {
    if (this.#options.merged !== undefined) return subjectOfPart(this.#options.merged);
    if (this.#options.replay !== undefined) return headerRecordIn(readEvidence(this.#options.replay)).subject;
    if (this.#side === 'client') return clientSubject(this.#options.driver, this.#options.target);
    const target = this.#contract && targetFrom(process.env, this.#contract, this.#options.baseUrl);
    if (!target) return { id: 'mock', kind: 'service', name: 'the embedded mock', selfCheck: true };
    const named = this.#options.target;
    return {
      id: named ?? 'service',
      kind: 'service',
      name: named === undefined ? 'the service' : `the target ${named}`,
      baseUrl: target.origin + target.prefix,
      selfCheck: false,
    };
  }

  #print(text: string): void {
    process.stdout.write(`${text}\n`);
  }
}

function noTestRan({ id }: Requirement): RequirementRecord {
  const reason = 'not judged: no test of it ran; was the kit built since its test was written?';
  return { id, verdict: 'error', reason, readings: [], findings: [] };
}
