import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportedWrites } from '../report/reported-write.js';
import { type WriteLine, writesName } from '../service/write-journal.js';

/** What the journal of writes in a run's folder tells; undefined where there is none. A last line that is cut is passed over. */
export function readWrites(folder: string): ReportedWrites | undefined {
  const file = join(folder, writesName);
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n').flatMap(parsed);
  const answers = new Map(lines.flatMap((line) => (line.type === 'answer' ? [[line.n, line.answer]] : [])));
  return {
    requests: lines.flatMap((line) => {
      if (line.type !== 'write') return [];
      const { type: _, target: __, content: ___, ...sent } = line;
      const answer = answers.get(line.n);
      return [{ ...sent, ...(answer === undefined ? {} : { answer }) }];
    }),
    spared: lines.flatMap((line) =>
      line.type === 'spared' ? [{ customer: line.customer, reason: line.reason }] : [],
    ),
  };
}

function parsed(line: string): readonly WriteLine[] {
  try {
    return line === '' ? [] : [JSON.parse(line)];
  } catch {
    return [];
  }
}
