import type { Allowance, Shard } from '../config/run-options.js';
import type { Report } from './report.js';
import { type Paint, wrap } from './text.js';

/** Requests by method. */
export type RequestCounts = Readonly<Record<string, number>>;

/** What a run would send, requirement by requirement, what it would skip, and how that fits the budget. Made from a run against the embedded mock in the service's place. */
export function planOf(
  { requirements, subject }: Report,
  requests: ReadonlyMap<string, RequestCounts>,
  allowance: Allowance | undefined,
  shard: Shard | undefined,
  paint: Paint,
): string {
  const lines = requirements.map(({ id, verdict, reason, statement }) => {
    const counts = requests.get(id) ?? {};
    const what = verdict === 'skip' ? paint('yellow', `skipped: ${reason}`) : statement;
    return wrap(`  ${id}  ${shown(counts).padEnd(16)} ${what}`, ' '.repeat(27));
  });
  const total = sum([...requests.values()].flatMap((counts) => Object.values(counts)));
  const skipped = requirements.filter(({ verdict }) => verdict === 'skip').length;
  const judged = requirements.length - skipped;
  return [
    wrap(
      `Plan for ${subject.name}${subject.baseUrl === undefined ? '' : ` at ${subject.baseUrl}`}; nothing was sent there`,
      '  ',
    ),
    ...lines,
    '',
    `${judged} requirements to judge, ${skipped} to skip, about ${total} requests`,
    ...budgetLines(total, allowance, shard).map((line) => wrap(line, '  ')),
  ].join('\n');
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
    shard
      ? `shard ${shard.index} of ${shard.total} has its part of both; the parts add up to the whole`
      : `with --shard the budget is split, such as ${split}; a 429 costs further requests`,
  ];
}

function shown(counts: RequestCounts): string {
  const methods = Object.entries(counts);
  return methods.length === 0 ? 'none' : methods.map(([method, count]) => `${count} ${method}`).join(' ');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
