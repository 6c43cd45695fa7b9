import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadCatalogue } from '../catalogue/catalogue.js';
import { judgePassively } from '../client/listen.js';
import { selectRequirements } from '../client/scenarios.js';
import { loadContract } from '../contract/load-contract.js';
import { KitError } from '../errors.js';
import { evidenceName, headerRecordIn, type ReadEvidence, readEvidence } from '../evidence/evidence-file.js';
import { transcriptOf } from '../evidence/transcript-record.js';
import { makeTemporaryFolder } from '../files/temporary-folder.js';
import { loadReport, readReport, reportName } from '../report/report-file.js';
import { tellDifferences } from './differences.js';
import { openGate } from './gate.js';
import { lintOnce } from './lint.js';
import { operationsOfSide } from './operations-in-run.js';
import { runTests } from './run-tests.js';
import { nothingCollected, openSide } from './side-of-run.js';
import { type Rejudge, usualChoices } from './task.js';
import { useOwnChecksAgain } from './use-own-checks.js';

/**
 * Judges the exchanges of an earlier run by today's contract, catalogue and tests; nothing is sent. Ends the process with
 * 0 when every verdict is the same, 1 when some differ, 2 when there is nothing to compare.
 * @param contract another OpenAPI description than the kit's own
 * @param checks the file with requirements of somebody's own that the run was judged by
 */
export async function rejudge(folder: string, contract: string | undefined, checks?: string): Promise<void> {
  const evidence = join(folder, evidenceName);
  const read = readEvidence(evidence);
  if (read.broken !== undefined)
    throw new KitError(`${evidence} is not as it was written: ${read.broken}; nothing can rest on it`);
  if (!readReport(folder)) throw new KitError(`there is no ${reportName} in ${folder} to compare with`);
  const before = loadReport(folder).report;
  const { subject, seed, strict, only, startedAt, onlyOperations, judgesWrites } = headerRecordIn(read);
  if (startedAt !== before.startedAt || seed !== before.seed)
    throw new KitError(
      `evidence and report in ${folder} are of two runs, begun at ${startedAt} and ${before.startedAt}`,
    );
  const own = checks === undefined ? {} : { checks: resolve(checks) };
  await useOwnChecksAgain(before, own.checks);
  if (before.interrupted)
    process.stdout.write(
      'the run was interrupted; what was not judged for that may be judged differently now\n',
    );
  const output = makeTemporaryFolder('rejudge');
  process.on('exit', () => rmSync(output, { recursive: true, force: true }));
  const choices = {
    ...usualChoices(),
    ...(contract === undefined ? {} : { contract: resolve(contract) }),
    ...own,
    ...{ seed, strict, output },
    ...(onlyOperations === undefined ? {} : { operations: onlyOperations }),
    ...(judgesWrites === undefined ? {} : { writes: judgesWrites }),
    only: before.shard ? before.requirements.map(({ id }) => id) : only,
  };
  await lintOnce(choices.contract);
  const task: Rejudge = {
    kind: 'rejudge',
    choices,
    folder: resolve(folder),
    evidence: resolve(evidence),
    subject,
  };
  if (subject.mode === 'observed')
    throw new KitError(
      `${folder} has exchanges that were observed; judge them with: qualification-kit check ${evidence}`,
    );
  if (subject.mode === 'passive') {
    process.exitCode = rejudgePassively(task, read);
    return;
  }
  const operations = operationsOfSide(subject.kind, loadContract(choices.contract), choices);
  const scope = selectRequirements(loadCatalogue(), subject.kind, choices.only, operations);
  await runTests(
    task,
    scope.map(({ id }) => id),
    openGate(output),
  );
}

/** What a passive run heard needs no tests. */
function rejudgePassively(task: Rejudge, { records }: ReadEvidence): 0 | 1 | 2 {
  const contract = loadContract(task.choices.contract);
  const judged = records.flatMap((record) =>
    record.type === 'transcript' ? judgePassively(transcriptOf(record, contract)) : [],
  );
  const run = openSide(task, 'client', new Map());
  return tellDifferences(run, task, { ...nothingCollected, records: judged }).code;
}
