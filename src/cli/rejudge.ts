import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadCatalogue } from '../catalogue/catalogue.js';
import { judgePassively } from '../client/listen.js';
import { selectRequirements } from '../client/scenarios.js';
import { loadContract } from '../contract/load-contract.js';
import { KitError } from '../errors.js';
import { evidenceName, headerRecordIn, readEvidence } from '../evidence/evidence-file.js';
import { transcriptOf } from '../evidence/transcript-record.js';
import { interruption, type Judgement, type Report } from '../report/report.js';
import { loadReport, readReport, reportName, writeReport } from '../report/report-file.js';
import { paintFor, wrap } from '../report/text.js';
import { lintOnce } from '../run/lint.js';
import { defaultOptions, type RunOptions } from '../run/run-options.js';
import { openGate } from './gate.js';
import { passiveReport } from './passive-report.js';
import { runPlaywright } from './run-playwright.js';

/** Judges the exchanges of an earlier run by today's contract, catalogue and tests; nothing is sent. Ends the process with 0 when every verdict is the same, 1 when some differ, 2 when there is nothing to compare. */
export async function rejudge(folder: string, { contract }: { readonly contract?: string }): Promise<void> {
  const evidence = join(folder, evidenceName);
  const read = readEvidence(evidence);
  if (read.broken !== undefined)
    throw new KitError(`${evidence} is not as it was written: ${read.broken}; nothing can rest on it`);
  if (!readReport(folder)) throw new KitError(`there is no conformance.json in ${folder} to compare with`);
  const before = loadReport(folder).report;
  const { subject, seed, strict, only, startedAt } = headerRecordIn(read);
  if (startedAt !== before.startedAt || seed !== before.seed)
    throw new KitError(
      `evidence and report in ${folder} are of two runs, begun at ${startedAt} and ${before.startedAt}`,
    );
  if (before.requirements.some(({ reason }) => reason === interruption))
    process.stdout.write(
      'the run was interrupted; what was not judged for that may be judged differently now\n',
    );
  const output = mkdtempSync(join(tmpdir(), 'qualification-kit-rejudge-'));
  process.on('exit', () => rmSync(output, { recursive: true, force: true }));
  const options: RunOptions = {
    ...defaultOptions(),
    ...(contract === undefined ? {} : { contract: resolve(contract) }),
    seed,
    strict,
    only: before.shard ? before.requirements.map(({ id }) => id) : only,
    output,
    side: subject.kind,
    replay: resolve(evidence),
  };
  await lintOnce(options.contract);
  const end = (): 0 | 1 | 2 => {
    const after = readReport(output);
    return after ? tell(before, after) : 2;
  };
  if (subject.mode === 'passive') {
    const today = loadContract(options.contract);
    const transcripts = read.records.filter((record) => record.type === 'transcript');
    const records = transcripts.flatMap((record) => judgePassively(transcriptOf(record, today)));
    const heard = { subject, startedAt: new Date(startedAt), contract: today, records };
    writeReport(passiveReport(options, heard), output, reportName);
    process.exitCode = end();
    return;
  }
  const scope = selectRequirements(loadCatalogue(), subject.kind, options.only);
  await runPlaywright(
    options,
    scope.map(({ id }) => id),
    openGate(output),
    { ended: end },
  );
}

/** Says what differs, requirement by requirement. */
function tell(before: Report, after: Report): 0 | 1 {
  const paint = paintFor(process.stdout, process.env);
  const print = (line: string) => process.stdout.write(`${wrap(line, '  ')}\n`);
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
    print(`  ${paint('yellow', id)}  ${inWords(old, fresh)}, now ${inWords(fresh, old)}${whatNow(fresh)}`);
  }
  if (differing.length > 0) {
    print(paint('red', `${differing.length} of ${ids.length} verdicts differ; nothing was sent`));
    return 1;
  }
  const reworded = ids.filter((id) => toldAs(then.get(id)) !== toldAs(now.get(id)));
  const words = reworded.length > 0 ? `, ${reworded.join(' ')} in other words` : '';
  print(paint('green', `${ids.length} verdicts are the same, byte for byte${words}; nothing was sent`));
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
