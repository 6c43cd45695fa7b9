import { mapFinding } from '../finding.js';
import { evidenceOf } from '../http/evidence.js';
import {
  type CallEvidence,
  type RecordedFinding,
  type RequirementRecord,
  type ScenarioEvidence,
  type Unjudged,
  unjudged,
} from '../report/record.js';
import { isLook } from './checks/acting.js';
import type { AttemptOutcome, ClientCheck } from './checks/client-check.js';
import { describeOutcome } from './checks/outcomes.js';
import { universalClientChecks } from './checks/universal.js';
import { usualOperation } from './client-operations.js';
import type { Scenario } from './scenario.js';
import { type Attempt, attemptsOf, type Transcript } from './transcript.js';

const mostFindingsShown = 6;
const mostAttemptsShown = 15;
const mostCallsShown = 12;

/** What a transcript says of the requirements that its scenario was played for. */
export function judgeScenario(scenario: Scenario, transcript: Transcript): readonly RequirementRecord[] {
  const obstacle = obstacleTo(scenario, transcript);
  return Object.entries(scenario.judges).map(([id, check]) =>
    obstacle === undefined ? judgeCheck(id, check, transcript) : unjudged(id, obstacle),
  );
}

/** What a transcript says of what holds in every scenario. */
export function judgeTranscript(transcript: Transcript): readonly RequirementRecord[] {
  return [...universalClientChecks]
    .map(([id, check]) => judgeCheck(id, check, transcript))
    .filter(({ verdict }) => verdict !== 'skip');
}

/** What the client did send, which nobody could read. */
function unreadIn({ unreadable, unreadReasons = [] }: Transcript): string {
  if (unreadable === 0) return '';
  return ` that could be read${unreadReasons.length === 0 ? '' : ` (${unreadReasons.join('; ')})`}`;
}

/** Why nothing can be judged: the client never met what the scenario is about. */
function obstacleTo(
  { name, summary, serve, lawfulReason, malform, operation }: Scenario,
  transcript: Transcript,
): Unjudged | undefined {
  if (malform) return undefined;
  const attempts = attemptsOf(transcript);
  if (attempts.length === 0) {
    const [call] = transcript.calls;
    const outcome = call ? describeOutcome(call.outcome, transcript.secrets) : 'nothing';
    return {
      verdict: 'error',
      reason: `scenario ${name}: the client sent no request${unreadIn(transcript)}, so it never met a service that ${summary}; it reported ${outcome}`,
    };
  }
  if (operation?.effect === 'write' && attempts.every((attempt) => isLook(attempt, transcript)))
    return { verdict: 'skip', reason: 'the client sent no write, for what other requirements tell' };
  const refusals = attempts.filter(({ refusedWith }) => refusedWith !== undefined);
  const met =
    serve === undefined ? refusals.length < attempts.length : attempts.some((attempt) => attempt.met);
  if (met) return undefined;
  if (refusals.length === attempts.length)
    return {
      verdict: 'skip',
      reason: `the service refused the request with ${refusals[0]?.refusedWith}, for what other requirements tell`,
    };
  if (lawfulReason !== undefined) return { verdict: 'skip', reason: lawfulReason, lawful: true };
  return { verdict: 'error', reason: `scenario ${name}: no attempt met a service that ${summary}` };
}

/** What a check says of a transcript, as a record of the requirement. */
export function judgeCheck(id: string, check: ClientCheck, transcript: Transcript): RequirementRecord {
  const result = check(transcript);
  if ('skip' in result)
    return unjudged(id, {
      verdict: 'skip',
      reason: result.skip,
      ...(result.lawful ? { lawful: true } : {}),
    });
  if ('inconclusive' in result)
    return unjudged(id, {
      verdict: 'error',
      reason: `scenario ${transcript.scenario}: ${result.inconclusive}`,
    });
  const findings = result.flatMap((judged) => findingsOf(judged, transcript)).slice(0, mostFindingsShown);
  const readings = new Set(result.flatMap(({ outcome }) => outcome.reading ?? []));
  const proof = findings.length > 0 ? {} : { proof: { scenario: transcript.scenario } };
  return { id, verdict: findings.length > 0 ? 'fail' : 'pass', readings: [...readings], findings, ...proof };
}

function findingsOf(
  { outcome, attempt }: AttemptOutcome,
  transcript: Transcript,
): readonly RecordedFinding[] {
  const { calls, secrets, scenario, operation } = transcript;
  return outcome.findings.map((finding) => {
    const call = calls.findIndex(({ attempts }) => attempt !== undefined && attempts.includes(attempt));
    return {
      ...mapFinding(finding, (text) => secrets.text(text)),
      scenario,
      ...(operation === undefined || operation.id === usualOperation ? {} : { operation: operation.id }),
      ...(calls.length > 1 && call >= 0 ? { call: call + 1 } : {}),
      ...(attempt && attempt.number > 1 ? { attempt: attempt.number } : {}),
      ...(attempt ? { exchange: evidenceOf(attempt.exchange, secrets) } : {}),
    };
  });
}

/** A transcript as it goes into reports: without secrets, and not longer than a reader needs. */
export function evidenceOfScenario({ name, summary }: Scenario, transcript: Transcript): ScenarioEvidence {
  const calls = transcript.calls.slice(0, mostCallsShown).map((call): CallEvidence => {
    const { outcome, exit, stopped, durationMs, stderr, attempts } = call;
    const own = attempts.slice(0, mostAttemptsShown).map((attempt) => attemptEvidence(attempt, transcript));
    // Nobody noted which call sent it; in a scenario of several it stands with none.
    const others = transcript.calls.length === 1 ? elsewhereIn(transcript) : [];
    return {
      customerId: call.customerId,
      outcome: describeOutcome(outcome, transcript.secrets),
      ...(exit === undefined ? {} : { exit }),
      ...(stopped === undefined ? {} : { stopped }),
      durationMs,
      ...(outcome.kind === 'none' && stderr !== '' ? { stderr } : {}),
      attempts: [...own, ...others].sort((one, other) => one.receivedAtMs - other.receivedAtMs),
    };
  });
  return { name, summary, calls };
}

/** What arrived at another origin, on the clock of the call. */
function elsewhereIn(transcript: Transcript): CallEvidence['attempts'] {
  const [first] = attemptsOf(transcript);
  if (!first) return [];
  const began = Date.parse(first.exchange.startedAt) - first.receivedAtMs;
  return transcript.elsewhere.slice(0, mostAttemptsShown).map((attempt) => {
    const at = Math.max(0, Date.parse(attempt.exchange.startedAt) - began);
    const took = attempt.answeredAtMs - attempt.receivedAtMs;
    const seen = attemptEvidence(attempt, transcript);
    return { ...seen, elsewhere: true, receivedAtMs: at, answeredAtMs: at + Math.max(0, took) };
  });
}

function attemptEvidence(attempt: Attempt, { secrets }: Transcript): CallEvidence['attempts'][number] {
  const { receivedAtMs, answeredAtMs, exchange } = attempt;
  return { receivedAtMs, answeredAtMs, ...evidenceOf(exchange, secrets) };
}
