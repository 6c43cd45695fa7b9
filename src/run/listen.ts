import { judgePassively, mostRequestsJudged, startListener } from '../client/listen.js';
import { transcriptRecordOf } from '../evidence/transcript-record.js';
import { environmentOf } from '../mock/environment.js';
import { endRun, listenToConsole, openGate } from './gate.js';
import { claimOutput } from './output-folder.js';
import { Publication } from './publication.js';
import { nothingCollected, openSide } from './side-of-run.js';
import type { Listen } from './task.js';
import { untilOver } from './until-over.js';

/** Judges whatever calls the mock until Ctrl-C, SIGTERM or the time is over, and ends the process with the exit code that the report means. */
export async function listen(task: Listen): Promise<void> {
  const { choices, port, forMs } = task;
  claimOutput(choices.output);
  const side = openSide(task, 'client', new Map());
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const gate = openGate(choices.output);
  const told = (line: string) => print(`  ${line}`);
  const listener = await startListener(side.contract, choices.seed, port, told, gate.learn, side.operations);
  const { mock, token } = listener;
  const publication = new Publication(
    { ...side, subject: { ...side.subject, baseUrl: mock.origin } },
    { suffix: '', keepsEvidence: true },
  );
  const over = untilOver(forMs);
  publication.begin();
  const { id = '' } = mock.customers[0] ?? {};
  for (const line of environmentOf(mock)) print(line);
  print(`PARTNER_CENTER_ACCESS_TOKEN=${token}`);
  print(`PARTNER_CENTER_CUSTOMER_ID=${id}`);
  print(`# listening ${forMs === undefined ? 'until Ctrl-C' : `for ${forMs / 1000} s`}`);
  // What was printed so far is meant to have the secrets in it.
  listenToConsole(gate);
  await over;
  const transcript = listener.transcript();
  const { received } = listener;
  await listener.close();
  if (received > mostRequestsJudged)
    print(`the first ${mostRequestsJudged} of ${received} requests were judged`);
  publication.keep([transcriptRecordOf(transcript)]);
  const { code } = publication.finish({ ...nothingCollected, records: judgePassively(transcript) });
  process.exitCode = endRun(gate, choices.output, code);
}
