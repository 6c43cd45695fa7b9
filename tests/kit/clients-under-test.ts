import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { loadCatalogue } from '../../src/catalogue/catalogue.js';
import { Campaign } from '../../src/client/campaign.js';
import { universalClientChecks } from '../../src/client/checks/universal.js';
import { clientOperations } from '../../src/client/client-operations.js';
import { judgeScenario, judgeTranscript } from '../../src/client/judge.js';
import type { Scenario } from '../../src/client/scenario.js';
import { idsOf, type Scope, selectScope } from '../../src/client/scenarios.js';
import { loadContract } from '../../src/contract/load-contract.js';
import { transcriptOf, transcriptRecordOf } from '../../src/evidence/transcript-record.js';
import { packageRoot } from '../../src/files/package-root.js';
import { judgeAll, withoutOperations } from '../../src/report/judge-all.js';
import type { RequirementRecord } from '../../src/report/record.js';
import { wrongClients } from '../miniatures/wrong-clients.js';
import { idsWith, runCommand } from './command.js';

const catalogue = loadCatalogue();
const contract = loadContract();

/** Longer than anything a miniature does that is not wrong. */
const timeoutMs = 6_000;

/** What a driver's command is for a miniature. */
export function miniature(name: string): readonly string[] {
  return [process.execPath, join(packageRoot, 'dist', 'tests', 'miniatures', 'driver.js'), name];
}

interface Caught {
  readonly killers: readonly string[];
  readonly errors: readonly string[];
  readonly scenarios: readonly string[];
}

/** Declares a test for each wrong client: it is put into the scenarios that the requirements it names are about. */
export function declareClientKills(): void {
  for (const { name, summary, requirements, operation } of wrongClients) {
    test(`a client that ${summary} violates ${requirements.join(' and ')} (${name})`, async () => {
      expectCaught(name, requirements, await caughtBy(name, scopeFor(requirements, operation)));
    });
  }
}

/** Declares a test for each wrong client: the real command, with all scenarios. */
export function declareClientKillsByCommand(): void {
  for (const { name, summary, requirements, operation } of wrongClients) {
    test(`a client that ${summary} violates ${requirements.join(' and ')} in a run of the command (${name})`, async () => {
      const { code, report, stdout, stderr } = await runCommand([
        ...['client', '--seed', '7', '--timeout', String(timeoutMs), '--persistent', '--jobs', '4'],
        ...(operation === undefined ? [] : ['--operation', operation]),
        ...['--', ...miniature(name), '--persistent'],
      ]);
      const killers = idsWith(report, 'fail');
      const failed = report?.requirements.flatMap(({ findings }) =>
        findings.map(({ scenario }) => scenario ?? ''),
      );
      expectCaught(name, requirements, {
        killers,
        errors: idsWith(report, 'error'),
        scenarios: [...new Set(failed)],
      });
      expect(code, stdout + stderr).toBe(killers.some((id) => catalogue.get(id).level === 'MUST') ? 1 : 0);
    });
  }
}

/** What shows most of requirements soon: the scenarios of their areas and those that judge them. Of scenarios in which clients wait, the latter alone; secrets get out, and outcomes are lost, where something goes wrong. */
function scopeFor(ids: readonly string[], operation: string | undefined): Scope {
  const operations = clientOperations(contract, operation === undefined ? undefined : [operation]);
  const whole = selectScope(catalogue, [], operations);
  const areas = ids.flatMap((id) => {
    const { area } = catalogue.get(id);
    return area === 'secrets' ? [area, 'failures'] : area === 'retry' ? [] : [area];
  });
  const further = ids.includes('FLR-001') ? ['decoding'] : [];
  const played = whole.scenarios.filter(
    (scenario) =>
      ids.some((id) => idsOf(scenario).includes(id)) ||
      (!scenario.slow && [...areas, ...further].includes(scenario.area)),
  );
  const judged = new Set([...universalClientChecks.keys(), ...played.flatMap(idsOf)]);
  return {
    requirements: whole.requirements.filter(
      ({ id, area }) => ids.includes(id) || (areas.includes(area) && judged.has(id)),
    ),
    scenarios: played,
  };
}

function expectCaught(name: string, named: readonly string[], { killers, errors, scenarios }: Caught): void {
  test.info().annotations.push({
    type: 'kill',
    description: JSON.stringify({ side: 'client', fault: name, named, killers, scenarios }),
  });
  expect(killers, `caught by ${killers.join(' ') || 'nothing'}`).toEqual(expect.arrayContaining([...named]));
  expect(errors, "a client's fault is no error of the kit").toEqual([]);
}

/** What a miniature is caught by, played in this process, which saves a start of Playwright for every miniature. */
async function caughtBy(name: string, scope: Scope): Promise<Caught> {
  const records = [...(await recordsOf(name, scope.scenarios)).values()].flat();
  const judged = judgeAll(withoutOperations(scope.requirements), {
    catalogue,
    records: records,
    missing: 'not judged',
  });
  const failed = judged.filter(({ verdict }) => verdict === 'fail');
  return {
    killers: failed.map(({ id }) => id),
    errors: judged.filter(({ verdict }) => verdict === 'error').map(({ id, reason }) => `${id}: ${reason}`),
    scenarios: [...new Set(failed.flatMap(({ findings }) => findings.map(({ scenario }) => scenario ?? '')))],
  };
}

/** Puts a miniature into scenarios, in this process, and tells what is said of it in each, by the scenario's name. Evidence of it says the same. */
export async function recordsOf(
  name: string,
  played: readonly Scenario[],
): Promise<ReadonlyMap<string, readonly RequirementRecord[]>> {
  const waits = played.some(({ slow }) => slow);
  const command = { argv: [...miniature(name), '--persistent'], persistent: true, jobs: waits ? 4 : 1 };
  const campaign = await Campaign.open({ contract, seed: 7, timeoutMs, command });
  const records = new Map<string, readonly RequirementRecord[]>();
  try {
    campaign.prepare(played);
    for (const scenario of played) {
      const transcript = await campaign.play(scenario);
      const found = [...judgeScenario(scenario, transcript), ...judgeTranscript(transcript)];
      records.set(scenario.name, found);
      const evidence = transcriptOf(JSON.parse(JSON.stringify(transcriptRecordOf(transcript))), contract);
      const again = [...judgeScenario(scenario, evidence), ...judgeTranscript(evidence)];
      expect(again.map(withoutExchanges), `${scenario.name}, judged again from evidence`).toEqual(
        found.map(withoutExchanges),
      );
    }
    return records;
  } finally {
    await campaign.close();
  }
}

/** A record without what shows it, and without what is told of the length of a token, which evidence does not hold. */
function withoutExchanges({ findings, ...record }: RequirementRecord): unknown {
  return {
    ...record,
    findings: findings.map(({ exchange: _, ...finding }) => ({
      ...finding,
      ...(finding.place === 'header Authorization' ? { received: lengthless(finding.received) } : {}),
    })),
  };
}

function lengthless(received: string): string {
  return received.replace(/^(\w+ and ).*/, '$1…');
}
