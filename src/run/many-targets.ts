import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { linesOf } from '../errors.js';
import { jsonText } from '../files/json-text.js';
import { shownPath } from '../files/shown-path.js';
import { writeFailure, writeWhole } from '../files/write-whole.js';
import { htmlOf } from '../forms/page/page.js';
import type { Report } from '../report/report.js';
import { readReport } from '../report/report-file.js';
import { countsInWords, paintFor } from '../report/text.js';
import type { Target } from '../target/target.js';
import type { Verdict } from '../verdict.js';
import { endRun, openGate } from './gate.js';
import { claimOutput } from './output-folder.js';
import type { RunProgress } from './progress.js';
import { TargetsProgress } from './targets-progress.js';
import { type Choices, handDown, type JudgeService } from './task.js';

/** The program that judges the target that it is handed. */
const judgeHanded = fileURLToPath(new URL('./judge-handed.js', import.meta.url));

/** What is known of one target when its run is over. */
interface Ended {
  readonly name: string;
  readonly code: number | null;
  readonly report?: Report;
  /** The last line that the run wrote when it left no report. */
  readonly said: string;
}

/** One of several targets: what it is, or why it cannot be judged. */
export type NamedTarget = { readonly name: string } & (
  | { readonly target: Target; readonly choices: Choices }
  | { readonly problem: string }
);

/** Judges several targets side by side, each in a process of its own with its own budget and folder, then tells them all. The process ends with the worst exit code. */
export async function judgeMany(
  targets: readonly NamedTarget[],
  task: Omit<JudgeService, 'target'>,
): Promise<void> {
  const { output } = task.choices;
  claimOutput(output);
  const gate = openGate(output);
  const progress = new TargetsProgress(targets.map(({ name }) => name));
  const ended = await Promise.all(targets.map((one) => judgeOne(one, task, progress)));
  // A target whose gate was red ends with 2, whatever its report says.
  let code = ended.reduce<0 | 1 | 2>((worstCode, one) => worseCode(worstCode, one.code), 0);
  try {
    tellAll(ended, task.choices);
  } catch (thrown) {
    process.stderr.write(linesOf(writeFailure(output, thrown)));
    code = 2;
  }
  process.exitCode = endRun(gate, output, code);
}

function worseCode(one: 0 | 1 | 2, other: number | null): 0 | 1 | 2 {
  if (other !== 0 && other !== 1) return 2;
  return other > one ? other : one;
}

/** Prints a line for each target, and writes one overview and one page of them all. */
function tellAll(ended: readonly Ended[], { output, outputAs }: Choices): void {
  const paint = paintFor(process.stdout, process.env);
  const longest = Math.max(...ended.map(({ name }) => name.length));
  const lines = ended.map(({ name, report, said }) => {
    const verdict = verdictOf(report);
    const counts = report ? countsInWords(report.counts) : said;
    return `  ${name.padEnd(longest)}  ${paint(verdict === 'pass' ? 'green' : 'red', verdict.padEnd(5))}  ${counts}`;
  });
  process.stdout.write(`\nTargets\n${lines.join('\n')}\n`);
  const overview = ended.map(({ name, report, said }) => ({
    target: name,
    verdict: verdictOf(report),
    ...(report ? { counts: report.counts, report: join(name, 'conformance.json') } : { reason: said }),
  }));
  const named = { path: output, ...(outputAs === undefined ? {} : { as: outputAs }) };
  const file = join(output, 'overview.json');
  writeWhole(file, jsonText({ targets: overview }));
  process.stdout.write(`overview  ${shownPath(file, named)}\n`);
  const page = join(output, 'report.html');
  writeWhole(
    page,
    htmlOf(
      ended.flatMap(({ report }) => report ?? []),
      ended.flatMap(({ name, report, said }) => (report ? [] : [{ name, reason: said }])),
    ),
  );
  process.stdout.write(`page      ${shownPath(page, named)}\n`);
}

function verdictOf(report: Report | undefined): Verdict {
  return report?.verdict ?? 'error';
}

/** One of the targets in a process of its own; what it writes is shown when it is over. */
async function judgeOne(
  named: NamedTarget,
  task: Omit<JudgeService, 'target'>,
  progress: TargetsProgress,
): Promise<Ended> {
  const { name } = named;
  if ('problem' in named) {
    progress.over(name, `\nqualification-kit: ${named.problem}\n`);
    return { name, code: 2, said: named.problem };
  }
  const { outputAs } = task.choices;
  const output = join(task.choices.output, name);
  const as = outputAs === undefined ? {} : { outputAs: `${outputAs.replace(/[\\/]+$/, '')}/${name}` };
  const began = Date.now();
  const env = { ...process.env };
  handDown({ ...task, choices: { ...named.choices, output, ...as }, target: named.target }, env);
  const child = spawn(process.execPath, [judgeHanded], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  child.on('message', (told: RunProgress) => progress.tell(name, told));
  const stop = () => child.kill('SIGINT');
  process.on('SIGINT', stop).on('SIGTERM', stop);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (piece) => {
      text += piece;
    });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  process.off('SIGINT', stop).off('SIGTERM', stop);
  progress.over(name, `\n${text.trimEnd()}\n`);
  const said = text.trim().split('\n').at(-1) ?? '';
  const found = readReport(output);
  // One of an earlier run stays where this one ended before its first request.
  const report = found && Date.parse(found.startedAt) >= began ? found : undefined;
  return { name, code, said, ...(report ? { report } : {}) };
}
