import { type Evidence, summaryOf } from '../http/evidence.js';
import type { RecordedFinding, RequirementRecord } from '../report/record.js';
import { visible } from '../report/shown.js';
import { type Paint, paintFor, wrap } from '../report/text.js';
import type { Outcome } from './course.js';
import type { Collected, SideOfRun } from './side-of-run.js';
import type { SentAgain } from './task.js';

/** A GUID fits, and all of it a terminal. */
const [mostOfExpected, mostOfReceived] = [36, 29];

/** What an exchange that was sent again is now. */
export type NowJudged =
  | { readonly kind: 'holds' }
  | { readonly kind: 'violated'; readonly finding: RecordedFinding }
  | { readonly kind: 'undecided'; readonly reason: string };

/** Says what an exchange that was sent again is now, beside what it was, and ends with 0 where it holds, 1 where it is violated still, 2 where nobody knows. */
export function tellAgain(run: SideOfRun, again: SentAgain, { records, problems }: Collected): Outcome {
  const now = nowJudged(again, records, problems);
  const { level, statement } = run.catalogue.get(again.requirement);
  const paint = paintFor(process.stdout, process.env);
  const lines = [
    wrap(`${again.requirement} ${level.toLowerCase()}: ${statement}`, '  '),
    ...linesOf(again, now, paint),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return { code: { holds: 0, violated: 1, undecided: 2 }[now.kind] as 0 | 1 | 2 };
}

/** What the tests' records say of the exchange that was sent again. */
export function nowJudged(
  { requirement, finding, exchange }: SentAgain,
  records: readonly RequirementRecord[],
  problems: readonly string[] = [],
): NowJudged {
  const own = records.filter(({ id }) => id === requirement);
  const found = own.flatMap(({ findings }) => findings).filter((one) => isOf(one.exchange, exchange));
  const violated = found.find(({ place }) => place === finding.place) ?? found[0];
  if (violated) return { kind: 'violated', finding: violated };
  const judged = own.some(({ verdict }) => verdict === 'pass' || verdict === 'fail');
  const reason = problems[0] ?? own.find(({ reason: why }) => why !== undefined)?.reason;
  if (!judged) return { kind: 'undecided', reason: reason ?? 'nothing gave occasion to judge it' };
  if (finding.place !== 'status' && !isAlike(finding.exchange, exchange))
    return { kind: 'undecided', reason: `it was answered otherwise: ${summaryOf(exchange)}` };
  return { kind: 'holds' };
}

function isOf(one: Evidence | undefined, other: Evidence): boolean {
  return one?.startedAt === other.startedAt && one.request.method === other.request.method;
}

/** Whether two answers are of one class; an exchange without an answer is like any. */
function isAlike(then: Evidence | undefined, now: Evidence): boolean {
  const classOf = (evidence: Evidence | undefined) => Math.floor((evidence?.response?.status ?? 0) / 100);
  return classOf(then) === 0 || classOf(then) === classOf(now);
}

/** Then and now, side by side where they fit a terminal. */
function linesOf({ finding, exchange }: SentAgain, now: NowJudged, paint: Paint): readonly string[] {
  const { place, condition } = finding;
  const row = (evidence: Evidence | undefined, wanted: string, came: string) =>
    [
      String(evidence?.response?.status ?? '-').padEnd(3),
      cut(wanted, mostOfExpected).padEnd(mostOfExpected),
      cut(came, mostOfReceived),
    ].join('  ');
  const received =
    now.kind === 'violated' ? now.finding.received : now.kind === 'holds' ? 'as expected' : '?';
  const expected = now.kind === 'violated' ? now.finding.expected : finding.expected;
  return [
    wrap(`  ${summaryOf(exchange)}`, '    '),
    wrap(`  ${condition === undefined ? '' : `sent ${condition}; `}at ${place}:`, '    '),
    paint('dim', `             ${'expected'.padEnd(mostOfExpected)}  received`),
    `  then  ${row(finding.exchange, finding.expected, finding.received)}`,
    `  now   ${row(exchange, expected, received)}`,
    closingOf(now, paint),
  ];
}

function cut(text: string, most: number): string {
  const line = visible(text.replaceAll(/\s+/g, ' '));
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}

function closingOf(now: NowJudged, paint: Paint): string {
  switch (now.kind) {
    case 'holds':
      return paint('green', 'this exchange holds now; it alone was sent again');
    case 'violated':
      return paint('red', 'still violated');
    case 'undecided':
      return wrap(`${paint('red', 'could not be judged')}: ${now.reason}`, '  ');
    default:
      return now satisfies never;
  }
}
