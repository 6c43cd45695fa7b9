import { judgePassively, mostRequestsJudged, startListener } from '../client/listen.js';
import { MockConsole } from '../console/mock-console.js';
import { transcriptRecordOf } from '../evidence/transcript-record.js';
import { environmentOf } from '../mock/environment.js';
import { MockTraffic } from '../traffic/mock-traffic.js';
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
  // On a terminal, the line of a request says what it violates.
  const shows = process.stdout.isTTY === true && !task.quiet;
  const told = (line: string, aboutRequest?: true) => {
    if (!aboutRequest || !(shows || task.quiet)) print(`  ${line}`);
  };
  const opened =
    shows || task.console !== undefined
      ? new MockConsole(
          new MockTraffic(side.contract, side.catalogue),
          undefined,
          shows ? (line) => print(`  ${line}`) : undefined,
        )
      : undefined;
  const listener = await startListener(
    side.contract,
    choices.seed,
    port,
    told,
    gate.learn,
    side.operations,
    opened?.watch,
  );
  const { mock, token } = listener;
  const publication = new Publication(
    { ...side, subject: { ...side.subject, baseUrl: mock.origin } },
    { suffix: '', keepsEvidence: true },
  );
  const { id = '' } = mock.customers[0] ?? {};
  const lines = [
    ...environmentOf(mock),
    `PARTNER_CENTER_ACCESS_TOKEN=${token}`,
    `PARTNER_CENTER_CUSTOMER_ID=${id}`,
  ];
  opened?.serve(mock);
  const address =
    task.console === undefined
      ? undefined
      : await opened?.open(mock, `What calls ${mock.origin}`, lines, task.console).catch(async (thrown) => {
          await listener.close();
          throw thrown;
        });
  const over = untilOver(forMs);
  publication.begin();
  for (const line of lines) print(line);
  if (address !== undefined) print(`# console: ${address}`);
  print(`# listening ${forMs === undefined ? 'until Ctrl-C' : `for ${forMs / 1000} s`}`);
  // What was printed so far is meant to have the secrets in it.
  listenToConsole(gate);
  await over;
  const transcript = listener.transcript();
  const { received } = listener;
  await opened?.close();
  await listener.close();
  if (received > mostRequestsJudged)
    print(`the first ${mostRequestsJudged} of ${received} requests were judged`);
  publication.keep([transcriptRecordOf(transcript)]);
  const { code } = publication.finish({ ...nothingCollected, records: judgePassively(transcript) });
  process.exitCode = endRun(gate, choices.output, code);
}
