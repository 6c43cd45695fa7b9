import type { Report, Shard } from '../report/report.js';
import type { ReportedWrites } from '../report/reported-write.js';
import { type Paint, paintFor, wrap } from '../report/text.js';
import { type Allowance, type Manners, type Target, usualManners } from '../target/target.js';
import { exitCodeOf } from '../verdict.js';
import type { Outcome } from './course.js';
import { type Collected, type RequestCounts, reportOf, type SideOfRun } from './side-of-run.js';
import type { Plan, Task } from './task.js';

/** What requests with a method other than GET are for. */
const purposes: Readonly<Record<string, string>> = {
  HEAD: 'to be answered like GET without content, or refused',
  POST: "to be refused; no content; nobody's id unless on loopback",
  PATCH: "to be refused; no content; nobody's id unless on loopback",
  DELETE: "to be refused; no content; nobody's id unless on loopback",
  OPTIONS: 'to be answered or refused; changes nothing',
  TRACE: 'to be answered without the credential, or refused; changes nothing',
  SEARCH: 'to be refused; a method of WebDAV that changes nothing',
  get: 'to be refused; a method that nobody has',
  QUALIFY: "to be refused; a method that nobody has; nobody's id unless on loopback",
  PROPFIND: 'to be refused; a method of WebDAV that changes nothing',
  handshake: 'to be refused; old versions of TLS, and no request',
};

const indent = ' '.repeat(17);

/** What an estimate of time counts with. */
const usualAnswerMs = 200;

/** Prints the plan of a run that was made against the embedded mock. A plan is made, whatever the mock would have been judged; only what could not be judged there is none of. */
export function tellPlan(run: SideOfRun, { target, shard }: Plan, collected: Collected): Outcome {
  const report = reportOf(run, collected);
  const paint = paintFor(process.stdout, process.env);
  const reads = { ...collected, requests: withoutWrites(collected.requests, report.writes) };
  const text = [
    planOf(report, reads, target.allowance, shard, mannersOf(run.task, target), paint),
    ...writeLines(report.writes, target.writing),
  ].join('\n');
  process.stdout.write(`${text}\n`);
  return { report, code: exitCodeOf(report.verdict) === 2 ? 2 : 0 };
}

/** Requests that could write are told apart. */
function withoutWrites(
  requests: Collected['requests'],
  { requests: writes }: ReportedWrites = { requests: [], spared: [] },
): Collected['requests'] {
  const left = new Map([...requests].map(([id, counts]) => [id, { ...counts }]));
  for (const { requirement, method } of writes) {
    const counts = left.get(requirement);
    if (counts) counts[method] = (counts[method] ?? 0) - 1;
  }
  return left;
}

/** Each write of a run, with its customer and value; what a right service refuses by requirement. */
function writeLines(writes: ReportedWrites | undefined, writing: Target['writing']): readonly string[] {
  if (!writes) return [];
  const valid = writes.requests.filter(({ value }) => value !== undefined);
  const budget = writing?.budget ?? 0;
  const fits = valid.length <= budget ? 'fits' : 'DOES NOT FIT: the rest would be an error';
  return [
    '',
    wrap(
      `${writes.requests.length} requests that could write, besides; a qualification cannot be taken back:`,
      '  ',
    ),
    ...writes.requests.map(({ method, customer, value = 'nothing', requirement, note = '' }) =>
      wrap(`  ${method.padEnd(4)}  ${customer}  ${value}  ${requirement}  ${note}`, indent),
    ),
    wrap(
      `write budget ${budget}: ${valid.length} that a right service carries out: ${fits}; a customer that has a qualification already is left alone`,
      '  ',
    ),
  ];
}

/** What a run would send, requirement by requirement, what it would skip, and how that fits the budget. */
function planOf(
  { requirements, subject }: Report,
  { requests, occasional }: Collected,
  allowance: Allowance | undefined,
  shard: Shard | undefined,
  manners: Partial<Manners>,
  paint: Paint,
): string {
  const counts = { judge: 0, perhaps: 0, skip: 0 };
  const lines = requirements.map(({ id, verdict, reason, statement }) => {
    const what = verdict !== 'skip' ? 'judge' : occasional.has(id) ? 'perhaps' : 'skip';
    counts[what] += 1;
    const sent = sum(Object.values(requests.get(id) ?? {}));
    const row = `  ${id}  ${String(sent).padStart(4)} `;
    return {
      judge: wrap(statement, indent, row),
      perhaps: wrap(statement, indent, `${row} ${paint('yellow', 'if there is occasion:')}`),
      skip: wrap(reason ?? '', indent, `${row} ${paint('yellow', 'to be skipped:')}`),
    }[what];
  });
  const methods = byMethod([...requests.values()]);
  const listed = new Set(requirements.map(({ id }) => id));
  const others = sum([...requests].flatMap(([id, sent]) => (listed.has(id) ? [] : Object.values(sent))));
  const total = sum([...methods.values()]);
  const place = subject.baseUrl === undefined ? '' : ` at ${subject.baseUrl}`;
  return [
    wrap(`Plan for ${subject.name}${place}; nothing was sent there`, '  '),
    '',
    '  id       send  what is judged',
    ...lines,
    '',
    wrap(
      `${counts.judge} requirements to judge, ${counts.perhaps} if there is occasion, ${counts.skip} to skip`,
      '  ',
    ),
    ...(others > 0
      ? [wrap(`${others} more requests: what holds for every exchange is judged on all of them`, '  ')]
      : []),
    `about ${total} requests:`,
    ...[...methods].map(([method, count]) =>
      wrap(
        `  ${method.padEnd(9)}  ${String(count).padStart(4)}  ${purposes[method] ?? ''}`,
        indent,
      ).trimEnd(),
    ),
    ...budgetLines(total, allowance, shard).map((line) => wrap(line, '  ')),
    wrap(timeLine(total, manners), '  '),
  ].join('\n');
}

/** The most frequent first. */
function byMethod(all: readonly RequestCounts[]): ReadonlyMap<string, number> {
  const methods = new Map<string, number>();
  for (const counts of all)
    for (const [method, count] of Object.entries(counts))
      methods.set(method, (methods.get(method) ?? 0) + count);
  return new Map([...methods].sort(([, one], [, other]) => other - one));
}

function budgetLines(
  total: number,
  allowance: Allowance | undefined,
  shard: Shard | undefined,
): readonly string[] {
  if (!allowance) return ['no budget and no pace are set'];
  const { budget, pace } = allowance;
  const fits = total <= budget ? 'fits' : 'DOES NOT FIT: the rest would be an error';
  const seconds = Math.ceil(total / pace);
  const split = [2, 4, 8].map((shards) => `${shards} × ${Math.floor(budget / shards)}`).join(', ');
  return [
    `budget ${budget}: ${fits}; pace ${pace} a second: ${seconds} s at least`,
    'a 429, a 5xx or a broken connection costs further requests',
    shard
      ? `shard ${shard.index} of ${shard.total} has its part of both; the parts add up to the whole`
      : `with --shard the budget is split, such as ${split}`,
  ];
}

/** An answer that takes a while holds up its place, not the pace. */
function timeLine(total: number, { parallel = usualManners.parallel }: Partial<Manners>): string {
  const seconds = Math.ceil((total * usualAnswerMs) / parallel / 1000);
  return `${parallel} open at a time: ${seconds} s where an answer takes ${usualAnswerMs} ms`;
}

/** What the command said, which goes before what the target says. */
function mannersOf({ choices }: Task, { manners = {} }: Target): Partial<Manners> {
  return choices.parallel === undefined ? manners : { parallel: choices.parallel };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
