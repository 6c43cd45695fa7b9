import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
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
import { isBinding, type Requirement } from '../catalogue/requirement.js';
import { type RunOptions, runOptions, startedByCommand } from '../config/run-options.js';
import { targetFrom } from '../config/target.js';
import type { Contract } from '../contract/contract.js';
import { loadContract } from '../contract/load-contract.js';
import { firstLine } from '../errors.js';
import { kitVersion } from '../package-root.js';
import { type Record, recordsAttachment } from '../report/record.js';
import { countVerdicts, judgeAll, overallVerdict, type Report, selfCheckNotice } from '../report/report.js';
import { closingOf, detailsOf, mark, type Paint, paintFor, tableOf, wrap } from '../report/text.js';
import { type Verdict, worst } from '../verdict.js';
import { leaveInterruptToPlaywright } from './early-interrupt.js';
import { forget } from './preflight-memory.js';

/** Shows progress by area, collects the records of all service tests, writes conformance.json and tells what it says. Silent in runs without service tests. */
export default class ConformanceReporter implements Reporter {
  readonly #options: RunOptions = runOptions();
  readonly #paint: Paint = paintFor(process.stdout, process.env);
  readonly #records: Record[] = [];
  readonly #problems: string[] = [];
  readonly #ran = new Set<string>();
  #catalogue: Catalogue | undefined;
  #contract: Contract | undefined;
  #scope: readonly Requirement[] = [];
  #area = '';
  #startedAt = new Date();

  printsToStdio(): boolean {
    return startedByCommand();
  }

  onBegin(_: FullConfig, suite: Suite): void {
    leaveInterruptToPlaywright();
    const tests = suite.allTests().filter(isServiceTest);
    if (tests.length === 0 && !startedByCommand()) return;
    this.#startedAt = new Date();
    this.#catalogue = loadCatalogue();
    this.#contract = loadContract(this.#options.contract);
    const selected = new Set(tests.map(requirementOf));
    // The command decides the scope, so that a test that is missing shows; Playwright's own filters decide it otherwise.
    this.#scope = this.#catalogue
      .select('service', this.#options.only)
      .filter(({ id }) => startedByCommand() || selected.has(id));
    const subject = this.#subject();
    if (subject.selfCheck) this.#print(selfCheckNotice);
    const { version, sha256 } = this.#contract;
    this.#print(
      `qualification-kit ${kitVersion}, contract ${version} (${sha256.slice(0, 12)}), seed ${this.#options.seed}`,
    );
    this.#print(`${subject.name}${subject.baseUrl === undefined ? '' : ` at ${subject.baseUrl}`}`);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (!this.#catalogue || !isServiceTest(test)) return;
    const id = requirementOf(test);
    this.#ran.add(id);
    const records = recordsOf(result);
    const own = records.filter((record) => record.id === id);
    if (records.length === 0)
      own.push({ id, verdict: 'error', reason: reasonOf(result), readings: [], findings: [] });
    this.#records.push(...(records.length === 0 ? own : records));
    this.#progress(
      this.#catalogue.get(id),
      own.length === 0 ? 'skip' : worst(own.map(({ verdict }) => verdict)),
    );
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
    mkdirSync(this.#options.output, { recursive: true });
    const file = join(this.#options.output, 'conformance.json');
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
    if (this.#area !== '') this.#print('');
    this.#print(`\n${tableOf(report, this.#paint)}\n`);
    const details = detailsOf(report, this.#catalogue, this.#paint);
    if (details !== '') this.#print(`${details}\n`);
    this.#print(wrap(closingOf(report, this.#paint), '  '));
    this.#print(`report  ${relative(process.cwd(), file) || file}`);
    return report.verdict === 'pass' ? undefined : { status: 'failed' };
  }

  #report(catalogue: Catalogue, contract: Contract, result: FullResult): Report {
    const interrupted = result.status === 'interrupted';
    const missing = interrupted
      ? 'the run was interrupted'
      : this.#problems.length > 0
        ? `not judged: ${this.#problems[0]}`
        : 'not judged: no exchange gave occasion';
    const untested = this.#scope.filter(({ id }) => !this.#ran.has(id)).map(noTestRan);
    const records = [...this.#records, ...(interrupted || this.#problems.length > 0 ? [] : untested)];
    const requirements = judgeAll(this.#scope, catalogue, records, missing);
    const subject = this.#subject();
    return {
      ...(subject.selfCheck ? { notice: selfCheckNotice } : {}),
      kit: { name: 'qualification-kit', version: kitVersion },
      contract: { title: contract.title, version: contract.version, sha256: contract.sha256 },
      subject,
      seed: this.#options.seed,
      strict: this.#options.strict,
      only: this.#selection(),
      startedAt: this.#startedAt.toISOString(),
      durationMs: Date.now() - this.#startedAt.getTime(),
      verdict: overallVerdict(requirements, this.#options.strict),
      counts: countVerdicts(requirements),
      requirements,
    };
  }

  /** What narrowed the run: the command's words, or the ids that Playwright's own filters left. */
  #selection(): readonly string[] {
    const all = this.#catalogue?.select('service', []).length ?? 0;
    if (startedByCommand()) return this.#options.only;
    return this.#scope.length < all ? this.#scope.map(({ id }) => id) : [];
  }

  #subject(): Report['subject'] {
    const target = this.#contract && targetFrom(process.env, this.#contract, this.#options.baseUrl);
    if (!target) return { kind: 'service', name: 'the embedded mock', selfCheck: true };
    return { kind: 'service', name: 'the service', baseUrl: target.origin + target.prefix, selfCheck: false };
  }

  #progress({ area, level }: Requirement, verdict: Verdict): void {
    if (!startedByCommand()) return;
    if (area !== this.#area) process.stdout.write(`\n  ${area.padEnd(18)}`);
    this.#area = area;
    const binding = isBinding(level, this.#options.strict);
    const text = mark(verdict, binding);
    const style =
      verdict === 'pass'
        ? 'green'
        : verdict === 'skip' || (verdict === 'fail' && !binding)
          ? 'yellow'
          : 'red';
    process.stdout.write(this.#paint(style, text));
  }

  #print(text: string): void {
    process.stdout.write(`${text}\n`);
  }
}

function noTestRan({ id }: Requirement): Record {
  const reason = 'not judged: no test of it ran; was the kit built since its test was written?';
  return { id, verdict: 'error', reason, readings: [], findings: [] };
}

function isServiceTest(test: TestCase): boolean {
  return test.parent.project()?.name === 'service';
}

function requirementOf(test: TestCase): string {
  return test.annotations.find(({ type }) => type === 'requirement')?.description ?? '';
}

function recordsOf(result: TestResult): readonly Record[] {
  const attachment = result.attachments.find(({ name }) => name === recordsAttachment);
  return attachment?.body ? JSON.parse(attachment.body.toString()) : [];
}

function reasonOf(result: TestResult): string {
  const { error } = result;
  if (error) return firstLine(error.message ?? error.value ?? 'the test threw nothing');
  return `the test ended as ${result.status} without a record`;
}
