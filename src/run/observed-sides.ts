import type { Side } from '../catalogue/requirement.js';
import type { EvidenceRecord } from '../evidence/evidence-record.js';
import type { TrafficJudge } from '../traffic/traffic-judge.js';
import { Publication } from './publication.js';
import { nothingCollected, openSide } from './side-of-run.js';
import type { Check, PassOn } from './task.js';

/** What somebody else's exchanges left on a side. */
export interface ObservedSide {
  readonly side: Side;
  readonly evidence: readonly EvidenceRecord[];
}

/** Publishes what a judge made of exchanges, a report for each side that they say something of: the first has the names of files themselves. Returns the exit code that the reports mean together; 2 without any. Throws KitError where one cannot be written. */
export function publishObserved(
  task: PassOn | Check,
  judge: TrafficJudge,
  sides: readonly ObservedSide[],
  startedAt: Date,
): 0 | 1 | 2 {
  const judged = sides.flatMap((one) => {
    const found = judge.finish(one.side);
    return found.exchanges > 0 ? [{ ...one, ...found }] : [];
  });
  if (judged.length === 0) {
    process.stderr.write(
      'qualification-kit: nothing was judged: no request for a path of the contract came\n',
    );
    return 2;
  }
  const codes = judged.map(({ side, evidence, operations, records }, index) => {
    const choices = { ...task.choices, operations: operations.map(({ id }) => id) };
    const run = { ...openSide({ ...task, choices }, side, new Map()), startedAt };
    const publication = new Publication(run, {
      suffix: index === 0 ? '' : `-${side}`,
      keepsEvidence: true,
    });
    publication.begin();
    publication.keep(evidence);
    return publication.finish({ ...nothingCollected, records }).code;
  });
  return worstOf(codes);
}

function worstOf(codes: readonly (0 | 1 | 2)[]): 0 | 1 | 2 {
  if (codes.includes(2)) return 2;
  return codes.includes(1) ? 1 : 0;
}
