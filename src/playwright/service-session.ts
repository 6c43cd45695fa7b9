import type { Contract } from '../contract/contract.js';
import { loadContract } from '../contract/load-contract.js';
import { KitError } from '../errors.js';
import { readEvidence } from '../evidence/evidence-file.js';
import type { EvidenceRecord, ServiceEvent } from '../evidence/evidence-record.js';
import { openOutbox } from '../gate/secret-channel.js';
import { connectionOptionsFrom } from '../http/connection-options.js';
import { Redactor } from '../http/redact.js';
import { maxBodyBytes } from '../http/transport.js';
import { recall, remember } from '../run/preflight-memory.js';
import { type RunOptions, runOptions } from '../run/run-options.js';
import { LiveWire } from '../service/live-wire.js';
import type { Over } from '../service/not-judged.js';
import { type Preflight, preflight } from '../service/preflight.js';
import { RateLimiter, shareOf } from '../service/rate-limiter.js';
import { sessionRecordOf, standInsOf, subjectOf } from '../service/recorded-subject.js';
import { ReplayWire } from '../service/replay-wire.js';
import { Sender } from '../service/sender.js';
import { openSubject, rehearse, type Sources, type Subject } from '../service/subject.js';
import { handedGrants } from '../target/handed-grants.js';
import { flowsOf, openTokens } from '../target/open-target.js';
import { type Flow, targetFrom } from '../target/target.js';
import { readTargets, targetNamed } from '../target/targets-file.js';

/** What a worker has open: the subject, and what the first look at it showed. */
export interface Session {
  readonly sender: Sender;
  readonly start: Preflight;
  readonly seed: number;
  /** To be called before each test. */
  beginTest(requirement: string): void;
  /** To be called after each test: later tests and workers know how much was spent, and once nothing more can be judged, that. Returns the evidence of a requirement's test; that of any other is dropped. */
  endTest(requirement: string | undefined): readonly EvidenceRecord[];
  close(): Promise<void>;
}

/** Opens the subject that options and environment describe, and looks at it once in a run; or the evidence of an earlier run. */
export function openSession(): Promise<Session> {
  const options = runOptions();
  return options.replay === undefined ? openLive(options) : openReplay(options, options.replay);
}

async function openLive(options: RunOptions): Promise<Session> {
  const contract = loadContract(options.contract);
  const { ca, proxy } = options;
  const connection = connectionOptionsFrom({
    ...(ca === undefined ? {} : { ca }),
    ...(proxy === undefined ? {} : { proxy }),
  });
  const target = targetFrom(process.env, contract, options.baseUrl);
  const subject =
    target && options.rehearsal
      ? await rehearse(target, contract, options.seed, connection)
      : await openSubject(target, contract, options.seed, connection, await sourcesOf(options, contract));
  const { allowance, shard } = options;
  const before = recall(options);
  const limiter = new RateLimiter(allowance && shard ? shareOf(allowance, shard) : allowance, before?.spent);
  const outbox = await openOutbox();
  const redactor = new Redactor(secretsOf(subject), outbox.tell);
  const limits = { timeoutMs: options.timeoutMs, maxBodyBytes };
  const wire = new LiveWire(limits, limiter, subject.connection);
  const sender = new Sender(subject, { contract, redactor }, wire);
  let start = before?.found ?? (await preflight(sender));
  if (start.ready) sender.settle(start.headers);
  let untold: readonly EvidenceRecord[] = [sessionRecordOf(subject), ...wire.drain('preflight', redactor)];
  const keep = () => remember(options, { found: start, spent: limiter.spent });
  keep();
  return {
    sender,
    get start() {
      return start;
    },
    seed: options.seed,
    beginTest: () => {},
    endTest: (requirement) => {
      if (start.ready && sender.over !== undefined) start = overAfter(sender.over);
      if (!start.ready || allowance !== undefined) keep();
      if (requirement === undefined) {
        wire.forget();
        return [];
      }
      const told = [...untold, ...wire.drain(requirement, redactor)];
      untold = [];
      return told;
    },
    close: async () => {
      await subject.close();
      await outbox.settled();
    },
  };
}

/** The service as an earlier run met it. */
async function openReplay({ contract: file, seed }: RunOptions, evidence: string): Promise<Session> {
  const contract = loadContract(file);
  const { records } = readEvidence(evidence);
  const session = records.find((record) => record.type === 'session');
  if (!session) throw new KitError(`${evidence} has no session of a service: no test of that run began`);
  const subject = subjectOf(session, (flow) => wire.renews(flow));
  const redactor = new Redactor(secretsOf(subject));
  const asked = records.flatMap((record): readonly ServiceEvent[] =>
    isServiceEvent(record) ? [record] : [],
  );
  const wire = new ReplayWire(asked, standInsOf(subject), redactor);
  const sender = new Sender(subject, { contract, redactor }, wire);
  let start = await preflight(sender);
  if (start.ready) sender.settle(start.headers);
  return {
    sender,
    get start() {
      return start;
    },
    seed,
    beginTest: (requirement) => wire.begin(requirement),
    endTest: () => {
      if (start.ready && sender.over !== undefined) start = overAfter(sender.over);
      return [];
    },
    close: () => subject.close(),
  };
}

function isServiceEvent(record: EvidenceRecord): record is ServiceEvent {
  return ['exchange', 'handshake', 'renewal'].includes(record.type);
}

function overAfter({ verdict, reason }: Over): Preflight {
  return { ready: false, verdict, reason: `the run ended early: ${reason}` };
}

function secretsOf({ refused, tokens }: Subject): ReadonlyMap<string, string> {
  return new Map([
    ...Object.values(refused).map((token) => [token, 'refused token'] as const),
    ...Object.entries(tokens).map(([flow, token]) => [token, `${flow} token`] as const),
  ]);
}

/** The sources of a named target's tokens, which go on from what the command was granted. */
async function sourcesOf({ target, targetsFile }: RunOptions, contract: Contract): Promise<Sources> {
  if (target === undefined || targetsFile === undefined) return {};
  const file = readTargets(targetsFile, contract);
  const grants = handedGrants();
  const open = async (flow: Flow) => [flow, await openTokens(file, target, flow, grants[flow])] as const;
  return Object.fromEntries(await Promise.all(flowsOf(targetNamed(file, target)).map(open)));
}
