import { join } from 'node:path';
import { isBinding } from '../catalogue/requirement.js';
import { EvidenceWriter, evidenceName, headerRecordOf } from '../evidence/evidence-file.js';
import type { EvidenceRecord } from '../evidence/evidence-record.js';
import { finishEvidence } from '../evidence/finish-evidence.js';
import { writeFailure } from '../files/write-whole.js';
import { headOf, publish } from '../forms/publish.js';
import { reportName } from '../report/report-file.js';
import { type Paint, paintFor } from '../report/text.js';
import { excusedBy } from '../report/waivers/apply-waivers.js';
import { dayOf } from '../report/waivers/waiver.js';
import { exitCodeOf, type Verdict } from '../verdict.js';
import type { Course, Outcome } from './course.js';
import { claimOutput, releaseOutput, removeForms } from './output-folder.js';
import { Progress } from './progress.js';
import { type Collected, reportOf, type SideOfRun } from './side-of-run.js';

/** What a publication has to know of the rest of its run. */
export interface PublicationOptions {
  /** What stands behind the names of its files, where another side has the names themselves; else empty. */
  readonly suffix: string;
  readonly keepsEvidence: boolean;
}

/** The course of a run that leaves a report: it says who is judged, shows how far it is, keeps evidence, and publishes what it found out in every form. */
export class Publication implements Course {
  readonly #run: SideOfRun;
  readonly #suffix: string;
  readonly #keepsEvidence: boolean;
  readonly #paint: Paint = paintFor(process.stdout, process.env);
  readonly #progress: Progress;
  readonly #excused: ReadonlySet<string>;
  #evidence: EvidenceWriter | undefined;
  readonly #violated = new Set<string>();
  #stopped = false;
  #begun = false;

  constructor(run: SideOfRun, { suffix, keepsEvidence }: PublicationOptions) {
    const { task, subject, startedAt, waivers } = run;
    this.#run = run;
    this.#suffix = suffix;
    this.#keepsEvidence = keepsEvidence;
    this.#progress = new Progress({
      paint: this.#paint,
      ...{ strict: task.choices.strict, timeoutMs: task.choices.timeoutMs },
      ...paceOf(task),
    });
    this.#excused = waivers
      ? excusedBy(waivers, { subject: subject.id, today: dayOf(startedAt) })
      : new Set();
  }

  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    const { task, subject, contract, operations } = this.#run;
    const { output, seed, strict } = task.choices;
    const { maxTimeMs } = task.choices;
    if (maxTimeMs !== undefined) setTimeout(() => this.#stop(), maxTimeMs).unref();
    claimOutput(output);
    if (this.#keepsEvidence)
      this.#evidence = this.#writing(
        () =>
          new EvidenceWriter(
            join(output, withSuffix(evidenceName, this.#suffix)),
            headerRecordOf({ ...this.#run, seed, strict, chosen: task.choices }),
          ),
      );
    for (const line of headOf(subject, contract, seed, operations)) process.stdout.write(`${line}\n`);
  }

  /** Ends the run as Ctrl-C does, once. */
  #stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    process.emit('SIGINT');
  }

  keep(evidence: readonly EvidenceRecord[]): void {
    this.#writing(() => this.#evidence?.add(...evidence));
  }

  expect(ids: readonly string[]): void {
    if (!this.#isShown) return;
    const { catalogue } = this.#run;
    this.#progress.expect(ids.filter((id) => this.#isInScope(id)).map((id) => catalogue.get(id).area));
  }

  start(id: string): void {
    if (this.#isShown && this.#isInScope(id)) this.#progress.start(id);
  }

  show(id: string, verdict: Verdict, requests: number): void {
    if (!this.#isShown || !this.#isInScope(id)) return;
    this.#progress.show(this.#run.catalogue.get(id), verdict, this.#excused.has(id), requests);
    const { maxFailures, strict } = this.#run.task.choices;
    if (verdict === 'fail' && isBinding(this.#run.catalogue.get(id).level, strict) && !this.#excused.has(id))
      this.#violated.add(id);
    if (maxFailures !== undefined && this.#violated.size >= maxFailures) this.#stop();
  }

  /** By hand, Playwright's own reporters show how far it is. */
  get #isShown(): boolean {
    return this.#run.task.kind !== 'by-hand';
  }

  #isInScope(id: string): boolean {
    return this.#run.scope.some(({ requirement }) => requirement.id === id);
  }

  finish(collected: Collected): Outcome {
    this.begin();
    this.#progress.end();
    const { task, catalogue } = this.#run;
    const report = reportOf(this.#run, collected);
    const { output, outputAs } = task.choices;
    try {
      this.#writing(() => {
        if (this.#evidence) finishEvidence(this.#evidence, report);
        publish(report, catalogue, output, this.#paint, withSuffix(reportName, this.#suffix), outputAs);
      });
    } catch (thrown) {
      removeForms(output, this.#suffix);
      throw thrown;
    }
    // The command does so itself, when its leak gate is closed.
    if (task.kind === 'by-hand') this.#writing(() => releaseOutput(output, undefined));
    return { report, code: exitCodeOf(report.verdict) };
  }

  #writing<Value>(write: () => Value): Value {
    try {
      return write();
    } catch (thrown) {
      throw writeFailure(this.#run.task.choices.output, thrown);
    }
  }
}

function paceOf(task: SideOfRun['task']): { readonly perSecond?: number } {
  const allowance =
    task.kind === 'judge-service' && task.target !== 'mock' ? task.target.allowance : undefined;
  return allowance ? { perSecond: allowance.pace } : {};
}

function withSuffix(name: string, suffix: string): string {
  return name.replace('.', `${suffix}.`);
}
