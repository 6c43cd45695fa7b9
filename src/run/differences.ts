import type { Judgement, Report } from '../report/report.js';
import { loadReport } from '../report/report-file.js';
import { paintFor, wrap } from '../report/text.js';
import type { Outcome } from './course.js';
import { type Collected, reportOf, type SideOfRun } from './side-of-run.js';
import type { Rejudge } from './task.js';

/** Says what differs between the report of an earlier run and that of its exchanges judged again, requirement by requirement. Throws KitError like loadReport. */
export function tellDifferences(run: SideOfRun, { folder }: Rejudge, collected: Collected): Outcome {
  const report = reportOf(run, collected);
  return { report, code: tell(loadReport(folder).report, report) };
}

function tell(before: Report, after: Report): 0 | 1 {
  const paint = paintFor(process.stdout, process.env);
  const print = (line: string, painted?: string) => process.stdout.write(`${wrap(line, '  ', painted)}\n`);
  const close = (style: 'green' | 'red', line: string) =>
    process.stdout.write(`${paint(style, wrap(line, '  '))}\n`);
  const same = (one: string, other: string) => (one === other ? 'the same' : 'another');
  print(
    `contract ${after.contract.version}: ${same(before.contract.sha256, after.contract.sha256)}; catalogue: ${same(before.catalogue.sha256, after.catalogue.sha256)}; kit ${before.kit.version}, now ${after.kit.version}`,
  );
  const then = new Map(before.requirements.map((one) => [one.id, one]));
  const now = new Map(after.requirements.map((one) => [one.id, one]));
  const ids = [...new Set([...then.keys(), ...now.keys()])];
  const differing = ids.filter((id) => judgedAs(then.get(id)) !== judgedAs(now.get(id)));
  for (const id of differing) {
    const [old, fresh] = [then.get(id), now.get(id)];
    print(`${inWords(old, fresh)}, now ${inWords(fresh, old)}${whatNow(fresh)}`, `  ${paint('yellow', id)} `);
  }
  if (differing.length > 0) {
    close('red', `${differing.length} of ${ids.length} verdicts differ; nothing was sent`);
    return 1;
  }
  const reworded = ids.filter((id) => toldAs(then.get(id)) !== toldAs(now.get(id)));
  const words = reworded.length > 0 ? `, ${reworded.join(' ')} in other words` : '';
  close('green', `${ids.length} verdicts are the same, byte for byte${words}; nothing was sent`);
  return 0;
}

/** What a run says of a requirement, without the words. */
function judgedAs(one: Judgement | undefined): string {
  return one ? JSON.stringify([one.verdict, one.reading, one.findings.length]) : '';
}

/** The words, which may tell of a secret what evidence does not hold, such as its length. */
function toldAs(one: Judgement | undefined): string {
  return JSON.stringify([
    one?.reason,
    one?.findings.map(({ message, scenario, call, attempt }) => [message, scenario, call, attempt]),
  ]);
}

function whatNow(one: Judgement | undefined): string {
  const text = one?.findings[0]?.message ?? one?.reason;
  return text === undefined ? '' : `: ${text}`;
}

/** The verdict, with what else differs where the other one's is the same. */
function inWords(one: Judgement | undefined, other: Judgement | undefined): string {
  if (!one) return 'not in it';
  if (one.verdict !== other?.verdict) return one.verdict;
  const { verdict, reading = 'no reading', findings } = one;
  return reading === (other.reading ?? 'no reading')
    ? `${verdict} with ${findings.length} findings`
    : `${verdict} (${reading})`;
}
