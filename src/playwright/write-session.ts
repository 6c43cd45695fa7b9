import { join } from 'node:path';
import { readsOf } from '../contract/contract.js';
import type { Redactor } from '../http/redact.js';
import type { WritesMemory } from '../run/preflight-memory.js';
import type { ByHand, JudgeService, Plan, ServiceUnderTest } from '../run/task.js';
import type { Preflight } from '../service/preflight.js';
import type { Sender } from '../service/sender.js';
import { examineWritable } from '../service/writable-customers.js';
import { WriteJournal, writesName } from '../service/write-journal.js';
import { WriteLedger } from '../service/writes.js';
import { usualWriteBudget } from '../target/target.js';

/** The journal of a run that may write; undefined for any other. A plan is held against the budget afterwards. */
export function openJournal(
  { kind, choices }: JudgeService | Plan | ByHand,
  target: ServiceUnderTest,
  redactor: Redactor,
  before: WritesMemory | undefined,
): WriteJournal | undefined {
  if (choices.writes !== true) return undefined;
  const given = target === 'mock' ? usualWriteBudget : (target.writing?.budget ?? 0);
  const budget = kind === 'plan' ? Number.POSITIVE_INFINITY : given;
  return new WriteJournal(join(choices.output, writesName), redactor, budget, before);
}

/** What is known of the customers that may be written to: by an earlier worker of the run, else by a look at each. Rejects like Sender.send. */
export async function openLedger(
  sender: Sender,
  start: Preflight,
  journal: WriteJournal | undefined,
  before: WritesMemory | undefined,
): Promise<WriteLedger> {
  if (!journal || !start.ready) return new WriteLedger([]);
  if (before) return new WriteLedger(before.free, before.spentCustomers);
  const offered = start.offered.map(({ operation }) => operation);
  const reads = readsOf(sender.context.contract).filter(({ id }) => offered.includes(id));
  const { free, spared } = await examineWritable(sender, reads, start.flow);
  for (const one of spared) journal.spare(one);
  return new WriteLedger(free);
}
