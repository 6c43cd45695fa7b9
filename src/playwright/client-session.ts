import { loadCatalogue } from '../catalogue/catalogue.js';
import { Campaign } from '../client/campaign.js';
import { clientOperations } from '../client/client-operations.js';
import { exampleDriver } from '../client/client-subject.js';
import { type Readiness, readinessOf } from '../client/preflight.js';
import type { Scenario } from '../client/scenario.js';
import { castScenarios, healthyScenario, type Scope, scenarios, selectScope } from '../client/scenarios.js';
import type { Transcript } from '../client/transcript.js';
import { loadContract } from '../contract/load-contract.js';
import type { Operation } from '../contract/operation.js';
import { messageOf } from '../errors.js';
import { readEvidence } from '../evidence/evidence-file.js';
import { transcriptOf } from '../evidence/transcript-record.js';
import { openOutbox } from '../gate/secret-channel.js';
import { type ByHand, currentTask, type JudgeClient, type Rejudge } from '../run/task.js';

/** What a worker has open: the client, and what the healthy scenario showed. */
export interface ClientSession {
  readonly start: Readiness;
  /** What was seen in the healthy scenario; absent where it could not be played. */
  readonly healthy?: Transcript;
  readonly scope: Scope;
  /** Throws where the client cannot be put into the scenario, or was not in the run that is judged again. */
  play(scenario: Scenario): Promise<Transcript>;
  close(): Promise<void>;
}

/** Opens the client of the task, or the evidence of an earlier run, and looks whether it can be judged. */
export function openClientSession(): Promise<ClientSession> {
  const task = currentTask();
  const operations = clientOperations(loadContract(task.choices.contract), task.choices.operations);
  const scope = selectScope(loadCatalogue(), task.choices.only, operations);
  switch (task.kind) {
    case 'judge-client':
    case 'by-hand':
      return openLive(task, scope, operations);
    case 'rejudge':
      return openReplay(task, scope, operations);
    case 'judge-service':
    case 'plan':
    case 'listen':
    case 'pass-on':
    case 'merge':
    case 'check':
      throw new Error(`a run that is to ${task.kind} has no session of a client`);
    default:
      return task satisfies never;
  }
}

async function openLive(
  task: JudgeClient | ByHand,
  scope: Scope,
  operations: readonly Operation[],
): Promise<ClientSession> {
  const { contract, seed, timeoutMs } = task.choices;
  const outbox = await openOutbox();
  const campaign = await Campaign.open({
    contract: loadContract(contract),
    seed,
    timeoutMs,
    command: task.kind === 'by-hand' ? exampleDriver() : task.driver,
    learnt: outbox.tell,
  });
  const play = (scenario: Scenario) => campaign.play(scenario);
  const first = await readiness(play, operations);
  const { start } = first;
  // The command runs all that is selected; by hand, Playwright's own filters may want less.
  if (start.ready && task.kind === 'judge-client') campaign.prepare(scope.scenarios);
  const close = async (): Promise<void> => {
    await campaign.close();
    await outbox.settled();
  };
  return { ...first, scope, play, close };
}

/** The client as an earlier run met it. */
async function openReplay(
  { choices, evidence }: Rejudge,
  scope: Scope,
  operations: readonly Operation[],
): Promise<ClientSession> {
  const contract = loadContract(choices.contract);
  const transcripts = new Map<string, Transcript>();
  for (const record of readEvidence(evidence).records)
    if (record.type === 'transcript') transcripts.set(record.scenario, transcriptOf(record, contract));
  const play = async ({ name }: Scenario): Promise<Transcript> => {
    const transcript = transcripts.get(name);
    if (!transcript) throw new Error(`the evidence has no scenario ${name}`);
    return transcript;
  };
  return { ...(await readiness(play, operations)), scope, play, close: async () => {} };
}

/** Whether the client does what it is told in health, of several operations the first one where it does not. */
async function readiness(
  play: ClientSession['play'],
  operations: readonly Operation[],
): Promise<Pick<ClientSession, 'start' | 'healthy'>> {
  const healthy = castScenarios(
    loadCatalogue(),
    operations,
    scenarios.filter(({ name }) => name === healthyScenario),
  );
  let first: Pick<ClientSession, 'start' | 'healthy'> | undefined;
  for (const scenario of healthy) {
    const found = await readinessIn(scenario, play);
    if (!found.start.ready) return found;
    first ??= found;
  }
  if (!first) throw new Error('there is no healthy scenario');
  return first;
}

async function readinessIn(
  scenario: Scenario,
  play: ClientSession['play'],
): Promise<Pick<ClientSession, 'start' | 'healthy'>> {
  try {
    const transcript = await play(scenario);
    return { start: readinessOf(transcript), healthy: transcript };
  } catch (thrown) {
    return { start: { ready: false, verdict: 'error', reason: messageOf(thrown) } };
  }
}
