import { type Contract, customerSegment } from '../contract/contract.js';
import type { Operation } from '../contract/operation.js';
import { pathOfTarget } from '../http/exchange.js';
import { type Learnt, Redactor } from '../http/redact.js';
import type { JournalEntry } from '../mock/journal.js';
import { type Mock, startMock } from '../mock/server.js';
import { type RequirementRecord, unjudged } from '../report/record.js';
import { universalClientChecks } from './checks/universal.js';
import { clientOperations } from './client-operations.js';
import { judgeCheck } from './judge.js';
import { Recorder } from './recorder.js';
import { scenarios } from './scenarios.js';
import type { Attempt, DriverCall, Transcript } from './transcript.js';

/** A mock that any program may call, and what it has heard. */
export interface Listener {
  readonly mock: Mock;
  readonly token: string;
  /** How many requests have arrived. */
  readonly received: number;
  /** What was heard so far, each request as a call of its own. */
  transcript(): Transcript;
  close(): Promise<void>;
}

/** Requests past this many are answered and not judged. */
export const mostRequestsJudged = 10_000;

/** What cannot be told of a client that calls by itself. */
const notJudgedPassively: ReadonlyMap<string, string> = new Map([
  ['REQ-003', 'passive: which customer the client was asked for is not known'],
  ['FLR-001', 'passive: what comes of a call is not known'],
  ['SEC-001', 'passive: what the client writes is not seen'],
  ['SEC-002', 'passive: what the client writes is not seen'],
]);

/** Each answered request is a call of its own, so its MS-RequestId has to be new. */
const betweenCalls = ['REQ-011', 'REQ-012'];

/** Starts a healthy mock that judges what it hears. `told` is called with a line for every request, and with others, `learnt` with every secret, `heard` with every call and its reply. Throws KitError for a port that cannot be had. */
export async function startListener(
  contract: Contract,
  seed: number,
  port: number,
  told: (line: string, aboutRequest?: true) => void,
  learnt?: Learnt,
  operations: readonly Operation[] = clientOperations(contract),
  heard: (entry: JournalEntry) => void = () => {},
): Promise<Listener> {
  const secrets = new Redactor(new Map(), learnt);
  const tokens: string[] = [];
  const recorder = new Recorder((granted) => {
    tokens.push(granted);
    secrets.learn(granted, 'token');
  }, mostRequestsJudged);
  const hint = onceUnauthorized(told);
  const mock = await startMock({
    contract,
    seed,
    port,
    behaviours: [recorder.health],
    unread: (reason) => told(`not a request that can be read: ${reason}`),
    watch: (entry) => {
      recorder.watch(entry);
      heard(entry);
      told(`${entry.call.method} ${secrets.text(entry.call.target)} → ${entry.reply.status}`, true);
      if (!mock.authority.isFor(entry.call)) hint(entry.reply.status);
    },
  });
  const token = await mock.authority.mint('app');
  tokens.push(token);
  secrets.learn(token, 'token');
  secrets.learn(mock.authority.registration.clientSecret, "client's secret");
  const transcript = (): Transcript => ({
    scenario: 'passive',
    // Of several, each request names its own.
    ...(operations.length === 1 && operations[0] ? { operation: operations[0] } : {}),
    calls: recorder.attempts(0, mock.origin).map((attempt) => callFrom(attempt, contract)),
    elsewhere: [],
    expected: '',
    malformedId: false,
    endless: false,
    usedElsewhere: new Map(),
    unreadable: mock.unreadable,
    unreadReasons: mock.unreadReasons,
    timeoutMs: 0,
    tokens,
    secrets,
    contract,
  });
  return {
    mock,
    token,
    get received() {
      return recorder.count;
    },
    transcript,
    close: () => mock.close(),
  };
}

/** Tells once, at the first 401, which token has to be sent. */
function onceUnauthorized(told: (line: string) => void): (status: number) => void {
  let hinted = false;
  return (status) => {
    if (hinted || status !== 401) return;
    hinted = true;
    told('401: the client has to send the token printed as PARTNER_CENTER_ACCESS_TOKEN,');
    told('  or to fetch one from the printed authority with the printed secret');
  };
}

function callFrom(attempt: Attempt, contract: Contract): DriverCall {
  return {
    customerId: customerSegment(contract, pathOfTarget(attempt.exchange.request.target)) ?? '',
    process: 0,
    outcome: { kind: 'none', reason: 'passive' },
    attempts: [attempt],
    durationMs: 0,
    leaks: { stdout: [], stderr: [] },
    stderr: '',
  };
}

/** What a transcript of calls that nobody asked for says of the client, and of the rest why it cannot be judged. */
export function judgePassively(transcript: Transcript): readonly RequirementRecord[] {
  if (transcript.calls.length === 0) return [];
  const checks = new Map(universalClientChecks);
  for (const { judges } of scenarios)
    for (const id of betweenCalls) {
      const check = judges[id];
      if (check) checks.set(id, check);
    }
  const ids = new Set([...checks.keys(), ...scenarios.flatMap(({ judges }) => Object.keys(judges))]);
  return [...ids].map((id): RequirementRecord => {
    const check = notJudgedPassively.has(id) ? undefined : checks.get(id);
    if (check) return judgeCheck(id, check, transcript);
    const reason = notJudgedPassively.get(id) ?? 'passive: the client is not put into scenarios';
    return unjudged(id, { verdict: 'skip', reason });
  });
}
