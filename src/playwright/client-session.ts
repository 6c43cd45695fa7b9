import { loadCatalogue } from '../catalogue/catalogue.js';
import { Campaign } from '../client/campaign.js';
import { type Readiness, readinessOf } from '../client/preflight.js';
import { healthyScenario, type Scope, scenarios, selectScope } from '../client/scenarios.js';
import { runOptions, startedByCommand } from '../config/run-options.js';
import { loadContract } from '../contract/load-contract.js';
import { messageOf } from '../errors.js';
import { openOutbox } from '../gate/secret-channel.js';
import { exampleDriver } from './client-subject.js';

/** What a worker has open: the client, and what the healthy scenario showed. */
export interface ClientSession {
  readonly campaign: Campaign;
  readonly start: Readiness;
  readonly scope: Scope;
  close(): Promise<void>;
}

/** Opens the client that the options name, and looks whether it can be judged. */
export async function openClientSession(): Promise<ClientSession> {
  const { contract, seed, timeoutMs, driver = exampleDriver(), only } = runOptions();
  const outbox = await openOutbox();
  const campaign = await Campaign.open({
    contract: loadContract(contract),
    seed,
    timeoutMs,
    command: driver,
    learnt: outbox.tell,
  });
  const scope = selectScope(loadCatalogue(), only);
  const start = await readiness(campaign);
  // The command runs all that is selected; by hand, Playwright's own filters may want less.
  if (start.ready && startedByCommand()) campaign.prepare(scope.scenarios);
  const close = async (): Promise<void> => {
    await campaign.close();
    await outbox.settled();
  };
  return { campaign, start, scope, close };
}

async function readiness(campaign: Campaign): Promise<Readiness> {
  const healthy = scenarios.find(({ name }) => name === healthyScenario);
  if (!healthy) throw new Error('there is no healthy scenario');
  try {
    return readinessOf(await campaign.play(healthy));
  } catch (thrown) {
    return { ready: false, verdict: 'error', reason: messageOf(thrown) };
  }
}
