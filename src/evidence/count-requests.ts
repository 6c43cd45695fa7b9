import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** How many requests the evidence of a run has; undefined where there is none that can be read. */
export async function countRequests(file: string): Promise<number | undefined> {
  if (!existsSync(file)) return undefined;
  let count = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity }))
      if (line !== '') count += requestsIn(JSON.parse(line));
  } catch {
    return undefined;
  }
  return count;
}

function requestsIn(record: {
  readonly type?: unknown;
  readonly calls?: readonly { readonly attempts: readonly unknown[] }[];
}): number {
  if (record.type === 'exchange') return 1;
  if (record.type !== 'transcript') return 0;
  return (record.calls ?? []).reduce((sum, { attempts }) => sum + attempts.length, 0);
}
