import { handedGrants } from '../config/handed-grants.js';
import { flowsOf, openTokens } from '../config/open-target.js';
import { type RunOptions, runOptions } from '../config/run-options.js';
import { type Flow, targetFrom } from '../config/target.js';
import { readTargets, targetNamed } from '../config/targets-file.js';
import type { Contract } from '../contract/contract.js';
import { loadContract } from '../contract/load-contract.js';
import { openOutbox } from '../gate/secret-channel.js';
import { Redactor } from '../http/redact.js';
import { maxBodyBytes } from '../http/transport.js';
import { openWay } from '../http/way.js';
import { type Preflight, preflight } from '../service/preflight.js';
import { Restraint, shareOf } from '../service/restraint.js';
import { Sender } from '../service/sender.js';
import { openSubject, rehearse, type Sources } from '../service/subject.js';
import { recall, remember } from './preflight-memory.js';

/** What a worker has open: the subject, and what the first look at it showed. */
export interface Session {
  readonly sender: Sender;
  readonly start: Preflight;
  readonly seed: number;
  /** To be called after each test: later tests and workers know how much was spent, and once nothing more can be judged, that. */
  endTest(): void;
  close(): Promise<void>;
}

/** Opens the subject that options and environment describe, and looks at it once in a run. */
export async function openSession(): Promise<Session> {
  const options = runOptions();
  const contract = loadContract(options.contract);
  const { ca, proxy } = options;
  const way = openWay({ ...(ca === undefined ? {} : { ca }), ...(proxy === undefined ? {} : { proxy }) });
  const target = targetFrom(process.env, contract, options.baseUrl);
  const subject =
    target && options.rehearsal
      ? await rehearse(target, contract, options.seed, way)
      : await openSubject(target, contract, options.seed, way, await sourcesOf(options, contract));
  const secrets = new Map([
    ...Object.values(subject.refused).map((token) => [token, 'refused token'] as const),
    ...Object.entries(subject.tokens).map(([flow, token]) => [token, `${flow} token`] as const),
  ]);
  const { allowance, shard } = options;
  const before = recall(options);
  const restraint = new Restraint(allowance && shard ? shareOf(allowance, shard) : allowance, before?.spent);
  const outbox = await openOutbox();
  const sender = new Sender(
    subject,
    { contract, redactor: new Redactor(secrets, outbox.tell) },
    { timeoutMs: options.timeoutMs, maxBodyBytes },
    restraint,
  );
  let start = before?.found ?? (await preflight(sender));
  if (start.ready) sender.settle(start.headers);
  const keep = () => remember(options, { found: start, spent: restraint.spent });
  keep();
  return {
    sender,
    get start() {
      return start;
    },
    seed: options.seed,
    endTest: () => {
      if (start.ready && sender.over !== undefined) {
        const { verdict, reason } = sender.over;
        start = { ready: false, verdict, reason: `the run ended early: ${reason}` };
      } else if (allowance === undefined) return;
      keep();
    },
    close: async () => {
      await subject.close();
      await outbox.settled();
    },
  };
}

/** The sources of a named target's tokens, which go on from what the command was granted. */
async function sourcesOf({ target, targetsFile }: RunOptions, contract: Contract): Promise<Sources> {
  if (target === undefined || targetsFile === undefined) return {};
  const file = readTargets(targetsFile, contract);
  const grants = handedGrants();
  const open = async (flow: Flow) => [flow, await openTokens(file, target, flow, grants[flow])] as const;
  return Object.fromEntries(await Promise.all(flowsOf(targetNamed(file, target)).map(open)));
}
