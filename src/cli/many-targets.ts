import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { htmlOf } from '../forms/page/page.js';
import type { Report } from '../report/report.js';
import { readReport } from '../report/report-file.js';
import { countsInWords, paintFor } from '../report/text.js';
import { exitCodeOf, type Verdict, worst } from '../verdict.js';
import { endRun, openGate } from './gate.js';
import { prepareOutput } from './prepare-output.js';

/** What is known of one target when its run is over. */
interface Ended {
  readonly name: string;
  readonly code: number | null;
  readonly report?: Report;
  /** The last line that the run wrote when it left no report. */
  readonly said: string;
}

/** Judges several targets side by side, each in a process of its own with its own budget and folder, then tells them all. The process ends with the worst exit code. */
export async function serviceOfMany(names: readonly string[], output: string): Promise<void> {
  prepareOutput(output);
  const gate = openGate(output);
  const ended = await Promise.all(names.map((name) => judgeOne(name, join(output, name))));
  const paint = paintFor(process.stdout, process.env);
  const longest = Math.max(...names.map((name) => name.length));
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
  const file = join(output, 'overview.json');
  writeFileSync(file, `${JSON.stringify({ targets: overview }, null, 2)}\n`);
  process.stdout.write(`overview  ${relative(process.cwd(), file)}\n`);
  const page = join(output, 'report.html');
  writeFileSync(
    page,
    htmlOf(
      ended.flatMap(({ report }) => report ?? []),
      ended.flatMap(({ name, report, said }) => (report ? [] : [{ name, reason: said }])),
    ),
  );
  process.stdout.write(`page      ${relative(process.cwd(), page)}\n`);
  const verdict = exitCodeOf(worst(ended.map(({ report }) => verdictOf(report))));
  // A target whose gate was red ends with 2, whatever its report says.
  const worstCode = ended.reduce<0 | 1 | 2>(
    (code, one) => (one.code === 0 || one.code === 1 ? code : 2),
    verdict,
  );
  process.exitCode = endRun(gate, output, worstCode);
}

function verdictOf(report: Report | undefined): Verdict {
  return report?.verdict ?? 'error';
}

/** The same command for one of the targets; what it writes is shown when it is over. */
async function judgeOne(name: string, output: string): Promise<Ended> {
  const args = [...withoutTargets(process.argv.slice(1)), '--target', name, '--output', output];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = () => child.kill('SIGINT');
  process.on('SIGINT', stop).on('SIGTERM', stop);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (piece) => {
      text += piece;
    });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  process.off('SIGINT', stop).off('SIGTERM', stop);
  process.stdout.write(`\n${text.trimEnd()}\n`);
  const said = text.trim().split('\n').at(-1) ?? '';
  const report = readReport(output);
  return { name, code, said, ...(report ? { report } : {}) };
}

/** The command line without the options that are given anew. */
function withoutTargets(argv: readonly string[]): readonly string[] {
  return argv.filter((word, index) => {
    const before = argv[index - 1] ?? '';
    const isOwn = (text: string) => text === '--target' || text === '--output';
    return !isOwn(word) && !isOwn(before) && word !== '--all-targets' && !/^--(target|output)=/.test(word);
  });
}
