import { runOptions } from '../config/run-options.js';
import { targetFrom } from '../config/target.js';
import { loadContract } from '../contract/load-contract.js';
import { openOutbox } from '../gate/secret-channel.js';
import { Redactor } from '../http/redact.js';
import { maxBodyBytes } from '../http/transport.js';
import { type Preflight, preflight } from '../service/preflight.js';
import { Sender } from '../service/sender.js';
import { openSubject } from '../service/subject.js';
import { recall, remember } from './preflight-memory.js';

/** What a worker has open: the subject, and what the first look at it showed. */
export interface Session {
  readonly sender: Sender;
  readonly start: Preflight;
  readonly seed: number;
  /** To be called after each test: once nothing more can be judged, later tests and workers know it from the start. */
  endIfOver(): void;
  close(): Promise<void>;
}

/** Opens the subject that options and environment describe, and looks at it once in a run. */
export async function openSession(): Promise<Session> {
  const options = runOptions();
  const contract = loadContract(options.contract);
  const subject = await openSubject(
    targetFrom(process.env, contract, options.baseUrl),
    contract,
    options.seed,
  );
  const secrets = new Map(Object.entries(subject.tokens).map(([flow, token]) => [token, `${flow} token`]));
  const outbox = await openOutbox();
  const sender = new Sender(
    subject,
    { contract, redactor: new Redactor(secrets, outbox.tell) },
    { timeoutMs: options.timeoutMs, maxBodyBytes },
  );
  let start = recall(options) ?? (await preflight(sender));
  if (start.ready) sender.settle(start.headers);
  remember(options, start);
  return {
    sender,
    get start() {
      return start;
    },
    seed: options.seed,
    endIfOver: () => {
      if (!start.ready || sender.over === undefined) return;
      const { verdict, reason } = sender.over;
      start = { ready: false, verdict, reason: `the run ended early: ${reason}` };
      remember(options, start);
    },
    close: async () => {
      await subject.close();
      await outbox.settled();
    },
  };
}
