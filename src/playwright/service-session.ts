import type { Contract } from '../contract/contract.js';
import { loadContract } from '../contract/load-contract.js';
import { KitError } from '../errors.js';
import { readEvidence } from '../evidence/evidence-file.js';
import type { EvidenceRecord, ServiceEvent } from '../evidence/evidence-record.js';
import { openOutbox } from '../gate/secret-channel.js';
import { connectionOptionsFrom } from '../http/connection-options.js';
import { Redactor } from '../http/redact.js';
import { maxBodyBytes } from '../http/transport.js';
import type { Played } from '../run/played.js';
import { type Memory, recall, remember } from '../run/preflight-memory.js';
import { serviceUnderTest } from '../run/subject.js';
import {
  type ByHand,
  currentTask,
  type JudgeService,
  type Plan,
  type Rejudge,
  type ServiceUnderTest,
  shardOf,
} from '../run/task.js';
import { useOwnChecks } from '../run/use-own-checks.js';
import { EventLog } from '../service/event-log.js';
import { PlainReads } from '../service/known-value.js';
import { LiveWire } from '../service/live-wire.js';
import { type Over, RunOver } from '../service/not-judged.js';
import { type Preflight, preflight } from '../service/preflight.js';
import { RateLimiter, shareOf } from '../service/rate-limiter.js';
import { sessionRecordOf, standInsOf, subjectOf } from '../service/recorded-subject.js';
import { ReplayWire } from '../service/replay-wire.js';
import { RunState } from '../service/run-state.js';
import { Sender } from '../service/sender.js';
import { openSubject, rehearse, type Subject } from '../service/subject.js';
import { subjectSecrets } from '../service/subject-secrets.js';
import { WriteLedger } from '../service/writes.js';
import { headerSecrets } from '../target/extra-headers.js';
import { openAllTokens } from '../target/open-target.js';
import { type Allowance, type Manners, usualManners } from '../target/target.js';
import { openJournal, openLedger } from './write-session.js';

/** What a worker has open: the subject, and what the first look at it showed. */
export interface Session {
  readonly sender: Sender;
  readonly start: Preflight;
  readonly seed: number;
  /** How often each read at the end of the run is made; absent: as usual. */
  readonly repeat?: number;
  readonly plainReads: PlainReads;
  readonly ledger: WriteLedger;
  /** How many requests may be open at a time; 1 has the tests go one after the other. */
  readonly parallel: number;
  /** What earlier workers of this run played and nobody collected, by the keys of tests. */
  readonly played: ReadonlyMap<string, Played>;
  /** To be called after each test: once nothing more can be judged, later tests know that. */
  endTest(): void;
  /** The evidence since the last call, up to what is under way; later workers know how much was spent. */
  evidence(): readonly EvidenceRecord[];
  /** Keeps for later workers what was played and not collected. */
  keep(played: ReadonlyMap<string, Played>): void;
  close(): Promise<void>;
}

/** Opens the subject of the task, and looks at it once in a run; or the evidence of an earlier run. @param manners in place of what task and target say */
export function openSession(manners?: Manners): Promise<Session> {
  const task = currentTask();
  switch (task.kind) {
    case 'judge-service':
    case 'plan':
    case 'by-hand':
      return openLive(task, manners);
    case 'rejudge':
      return openReplay(task);
    case 'judge-client':
    case 'listen':
    case 'pass-on':
    case 'merge':
    case 'check':
      throw new Error(`a run that is to ${task.kind} has no session of a service`);
    default:
      return task satisfies never;
  }
}

type LiveTask = JudgeService | Plan | ByHand;

async function openLive(task: LiveTask, asked?: Manners): Promise<Session> {
  const { choices } = task;
  await useOwnChecks(choices.checks);
  const contract = loadContract(choices.contract);
  const target = serviceUnderTest(task);
  const subject = await openSubjectOf(task, target, contract);
  const allowance = allowanceOf(task, target);
  const before = recall(task);
  const limiter = new RateLimiter(allowance, before?.spent);
  const outbox = await openOutbox();
  const extra = target === 'mock' ? {} : (target.headers ?? {});
  const redactor = new Redactor(new Map([...subjectSecrets(subject), ...headerSecrets(extra)]), outbox.tell);
  const limits = { timeoutMs: choices.timeoutMs, maxBodyBytes };
  const journal = openJournal(task, target, redactor, before?.writes);
  const log = new EventLog();
  const wire = new LiveWire(limits, limiter, subject.connection, journal, log);
  const { userAgent, repeat } = choices;
  const manners = asked ?? mannersOf(task, target);
  const usual = { ...extra, ...(userAgent === undefined ? {} : { 'User-Agent': userAgent }) };
  const state = new RunState(redactor, manners);
  const sender = new Sender(subject, { contract, redactor }, wire, usual, state);
  let start = before?.found ?? (await preflight(sender));
  if (start.ready) sender.settle(start.headers);
  const ledger = await openLedger(sender, start, journal, before?.writes).catch((thrown: unknown) => {
    if (!(thrown instanceof RunOver)) throw thrown;
    start = overAfter(thrown.over);
    return new WriteLedger([]);
  });
  const session: EvidenceRecord = {
    ...sessionRecordOf(subject, journal ? ledger.customers : undefined),
    ...(repeat === undefined ? {} : { repeat }),
  };
  let untold: readonly EvidenceRecord[] = [...(before?.evidence ?? []), session];
  const keep = (left: Pick<Memory, 'played' | 'evidence'> = {}) =>
    remember(task, {
      found: start,
      spent: limiter.spent,
      ...left,
      ...(journal
        ? { writes: { ...journal.counts, free: ledger.customers, spentCustomers: ledger.spent } }
        : {}),
    });
  keep();
  return {
    sender,
    get start() {
      return start;
    },
    seed: choices.seed,
    ...(repeat === undefined ? {} : { repeat }),
    plainReads: new PlainReads(),
    ledger,
    parallel: manners.parallel,
    played: new Map(Object.entries(before?.played ?? {})),
    endTest: () => {
      if (start.ready && sender.over !== undefined) start = overAfter(sender.over);
      if (!start.ready || allowance !== undefined || journal) keep();
    },
    evidence: () => {
      const told = [...untold, ...log.drain(redactor)];
      untold = [];
      return told;
    },
    keep: (played) => {
      if (played.size === 0) return;
      keep({ played: Object.fromEntries(played), evidence: [...untold, ...log.drain(redactor)] });
    },
    close: async () => {
      await subject.close();
      await outbox.settled();
    },
  };
}

/** The service as an earlier run met it. */
async function openReplay({ choices, evidence }: Rejudge): Promise<Session> {
  await useOwnChecks(choices.checks);
  const contract = loadContract(choices.contract);
  const { records } = readEvidence(evidence);
  const session = records.find((record) => record.type === 'session');
  if (!session) throw new KitError(`${evidence} has no session of a service: no test of that run began`);
  const subject = subjectOf(session, (flow) => wire.renews(flow));
  const redactor = new Redactor(subjectSecrets(subject));
  const asked = records.flatMap((record): readonly ServiceEvent[] =>
    isServiceEvent(record) ? [record] : [],
  );
  const wire = ReplayWire.open(asked, standInsOf(subject), redactor);
  const oneByOne = { parallel: 1, hangBudgetMs: Number.POSITIVE_INFINITY };
  const sender = new Sender(subject, { contract, redactor }, wire, {}, new RunState(redactor, oneByOne));
  let start = await preflight(sender);
  if (start.ready) sender.settle(start.headers);
  return {
    sender,
    get start() {
      return start;
    },
    seed: choices.seed,
    ...(session.repeat === undefined ? {} : { repeat: session.repeat }),
    plainReads: new PlainReads(),
    ledger: new WriteLedger(subject.writable ?? []),
    parallel: 1,
    played: new Map(),
    endTest: () => {
      if (start.ready && sender.over !== undefined) start = overAfter(sender.over);
    },
    evidence: () => [],
    keep: () => {},
    close: () => subject.close(),
  };
}

function isServiceEvent(record: EvidenceRecord): record is ServiceEvent {
  return ['exchange', 'handshake', 'renewal', 'unsent'].includes(record.type);
}

function overAfter({ verdict, reason }: Over): Preflight {
  return { ready: false, verdict, reason: `the run ended early: ${reason}` };
}

async function openSubjectOf(
  { kind, choices: { seed, writes = false } }: LiveTask,
  target: ServiceUnderTest,
  contract: Contract,
): Promise<Subject> {
  if (target === 'mock') return openSubject(undefined, contract, seed, {});
  // A plan connects to nothing, and was given no passphrase.
  const { clientCertificate: _, ...without } = target.connection;
  const connection = connectionOptionsFrom(kind === 'plan' ? without : target.connection);
  return kind === 'plan'
    ? rehearse(target, contract, seed, connection, writes)
    : openSubject(target, contract, seed, connection, await openAllTokens(target), writes);
}

/** What the command says, else the target, else what is usual. */
function mannersOf({ choices }: LiveTask, target: ServiceUnderTest): Manners {
  const { manners = {} }: { readonly manners?: Partial<Manners> } = target === 'mock' ? {} : target;
  const parallel = choices.parallel ?? manners.parallel ?? usualManners.parallel;
  const hangBudgetMs = choices.hangBudgetMs ?? manners.hangBudgetMs ?? usualManners.hangBudgetMs;
  return { parallel, hangBudgetMs };
}

/** A plan is held against the allowance afterwards, and need not keep to it. */
function allowanceOf(task: LiveTask, target: ServiceUnderTest): Allowance | undefined {
  if (target === 'mock' || task.kind === 'plan') return undefined;
  const { allowance } = target;
  const shard = shardOf(task);
  return allowance && shard ? shareOf(allowance, shard) : allowance;
}
