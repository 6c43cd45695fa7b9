import { loadCatalogue } from '../catalogue/catalogue.js';
import type { Side } from '../catalogue/requirement.js';
import { loadContract } from '../contract/load-contract.js';
import { KitError } from '../errors.js';
import type { EvidenceRecord } from '../evidence/evidence-record.js';
import { type CheckedRecordings, checkRecordings } from '../traffic/check-recordings.js';
import { ReadingProgress } from '../traffic/reading-progress.js';
import { recordingLines } from '../traffic/recording-lines.js';
import { endRun, listenToConsole, openGate } from './gate.js';
import { publishObserved } from './observed-sides.js';
import { claimOutput } from './output-folder.js';
import type { Check, Choices } from './task.js';

/** What is to be checked. */
export interface TrafficOptions {
  readonly choices: Choices;
  /** What reports and waivers call what was recorded. */
  readonly id: string;
  readonly files: readonly string[];
  readonly sides: readonly Side[];
  /** Whether it is a mistake when nothing says anything of a side. */
  readonly demanded: boolean;
}

/** Judges recordings and writes a report of each side that they say something of. Ends the process with the worst of their exit codes. Throws KitError for what cannot be read, and where nothing was judged. */
export async function checkTraffic({ choices, id, files, sides, demanded }: TrafficOptions): Promise<void> {
  const { output, contract, operations } = choices;
  const startedAt = new Date();
  const reading = new ReadingProgress(process.stderr);
  claimOutput(output);
  const gate = openGate(output);
  listenToConsole(gate);
  const checked = await checkRecordings({
    files,
    contract: loadContract(contract),
    catalogue: loadCatalogue(),
    ...(operations ? { operations } : {}),
    learnt: gate.learn,
    progress: (file) => (bytes, of) => reading.show(file, bytes, of),
  });
  reading.end();
  for (const line of recordingLines(checked)) process.stdout.write(`${line}\n`);
  const judged = sides.filter((side) => checked.judge.finish(side).exchanges > 0);
  const silent = sides.filter((side) => !judged.includes(side));
  if (judged.length === 0 || (demanded && silent.length > 0))
    throw new KitError(
      `nothing was judged: what was recorded says nothing of the ${silent.join(' and the ')}, which was the kit itself`,
    );
  const task: Check = {
    kind: 'check',
    choices,
    id,
    recordings: checked.recordings.map(({ file, sha256 }) => ({ file, sha256 })),
  };
  const published = judged.map((side) => ({ side, evidence: evidenceOf(checked, side) }));
  process.exitCode = endRun(gate, output, publishObserved(task, checked.judge, published, startedAt));
}

function evidenceOf({ evidence }: CheckedRecordings, side: Side): readonly EvidenceRecord[] {
  return evidence.flatMap(({ sides, record }) => (sides.includes(side) ? [record] : []));
}
