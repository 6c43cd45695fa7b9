import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { loadCatalogue } from '../catalogue/catalogue.js';
import { judgePassively, mostRequestsJudged, startListener } from '../client/listen.js';
import { loadContract } from '../contract/load-contract.js';
import { EvidenceWriter, evidenceName, headerRecordOf } from '../evidence/evidence-file.js';
import { finishEvidence } from '../evidence/finish-evidence.js';
import { transcriptRecordOf } from '../evidence/transcript-record.js';
import { headOf, publish } from '../forms/publish.js';
import type { ReportSubject } from '../report/report.js';
import { paintFor } from '../report/text.js';
import { readWaivers } from '../report/waivers/waivers-file.js';
import type { RunOptions } from '../run/run-options.js';
import { exitCodeOf } from '../verdict.js';
import { endRun, listenToConsole, openGate } from './gate.js';
import { mockEnvironment } from './mock.js';
import { passiveReport } from './passive-report.js';

/** Judges whatever calls the mock until Ctrl-C, SIGTERM or the time is over, and ends the process with the exit code that the report means. */
export async function passive(
  options: RunOptions,
  { port, forMs }: { readonly port: number; readonly forMs?: number },
): Promise<void> {
  const startedAt = new Date();
  const waivers = options.waivers === undefined ? undefined : readWaivers(options.waivers);
  const catalogue = loadCatalogue();
  const contract = loadContract(options.contract);
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const gate = openGate(options.output);
  const told = (line: string) => print(`  ${line}`);
  const listener = await startListener(contract, options.seed, port, told, gate.learn);
  const subject: ReportSubject = {
    id: options.target ?? 'client',
    kind: 'client',
    name: 'whatever client calls',
    baseUrl: listener.mock.origin,
    selfCheck: false,
    mode: 'passive',
  };
  const over = untilOver(forMs);
  for (const line of headOf(subject, contract, options.seed)) print(line);
  const { id = '' } = listener.mock.customers[0] ?? {};
  for (const line of mockEnvironment(listener.mock)) print(line);
  print(`PARTNER_CENTER_ACCESS_TOKEN=${listener.token}`);
  print(`PARTNER_CENTER_CUSTOMER_ID=${id}`);
  print(`# listening ${forMs === undefined ? 'until Ctrl-C' : `for ${forMs / 1000} s`}`);
  // What was printed so far is meant to have the secrets in it.
  listenToConsole(gate);
  await over;
  const transcript = listener.transcript();
  const { received: heard } = listener;
  await listener.close();
  if (heard > mostRequestsJudged) print(`the first ${mostRequestsJudged} of ${heard} requests were judged`);
  const records = judgePassively(transcript);
  const report = passiveReport(options, {
    ...{ contract, subject, startedAt, records },
    ...(waivers ? { waivers } : {}),
  });
  const evidence = new EvidenceWriter(
    join(options.output, evidenceName),
    headerRecordOf({ ...options, catalogue, contract, subject, startedAt }),
  );
  evidence.add(transcriptRecordOf(transcript));
  finishEvidence(evidence, report);
  publish(report, catalogue, options.output, paintFor(process.stdout, process.env));
  process.exitCode = endRun(gate, options.output, exitCodeOf(report.verdict));
}

async function untilOver(forMs: number | undefined): Promise<void> {
  const abort = new AbortController();
  const signalled = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
  });
  const over = forMs === undefined ? [] : [pause(forMs, undefined, { signal: abort.signal })];
  await Promise.race([signalled, ...over]);
  abort.abort();
}
