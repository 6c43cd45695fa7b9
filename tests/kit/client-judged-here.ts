import { parseArgs } from 'node:util';
import { choicesOf, waiversOf } from '../../src/cli/choices.js';
import { evidenceOfScenario, judgeScenario, judgeTranscript } from '../../src/client/judge.js';
import { scenariosFor } from '../../src/client/scenarios.js';
import type { Transcript } from '../../src/client/transcript.js';
import { type ClientSession, openClientSession } from '../../src/playwright/client-session.js';
import { ownRecord } from '../../src/playwright/test-report.js';
import type { RequirementRecord, ScenarioEvidence } from '../../src/report/record.js';
import { type Collected, nothingCollected } from '../../src/run/side-of-run.js';
import type { JudgeClient } from '../../src/run/task.js';
import { type JudgedHere, runHere } from './judged-here.js';

/**
 * What the command `client` would say, with its scenarios played from this process: without a start of Playwright, and
 * without what is written. The options of the command that say what is judged are known; the driver stands behind `--`.
 */
export function judgeClientHere(args: readonly string[]): Promise<JudgedHere> {
  return runHere('client', (output) => taskOf(args, output), collect);
}

function taskOf(args: readonly string[], output: string): JudgeClient {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { ...text, multiple: true },
      operation: { ...text, multiple: true },
      seed: text,
      timeout: text,
      jobs: text,
      waivers: text,
      persistent: flag,
      strict: flag,
    },
  });
  const [command, ...argv] = positionals;
  if (command !== 'client') throw new Error(`"${args.join(' ')}" is not judged here`);
  const { only, operation, strict = false, persistent = false } = values;
  return {
    kind: 'judge-client',
    id: 'client',
    driver: { argv, persistent, jobs: Number(values.jobs ?? (persistent ? 1 : 4)) },
    choices: {
      ...choicesOf({
        ...(only === undefined ? {} : { only }),
        ...(operation === undefined ? {} : { operation }),
        ...(values.seed === undefined ? {} : { seed: Number(values.seed) }),
        // As long as the command waits.
        timeout: Number(values.timeout ?? 60_000),
        ...{ strict, output },
      }),
      ...(values.waivers === undefined ? {} : waiversOf(values.waivers)),
    },
  };
}

async function collect(): Promise<Collected> {
  const session = await openClientSession();
  const records: RequirementRecord[] = [];
  const scenarios: ScenarioEvidence[] = [];
  const judged = new Set<Transcript>();
  try {
    for (const { id } of session.scope.requirements)
      records.push(...(await recordsOf(id, session, judged, scenarios)));
  } finally {
    await session.close();
  }
  const ran = new Set(session.scope.requirements.map(({ id }) => id));
  return { ...nothingCollected, records, scenarios, ran };
}

async function recordsOf(
  id: string,
  { start, scope, play }: ClientSession,
  judged: Set<Transcript>,
  scenarios: ScenarioEvidence[],
): Promise<readonly RequirementRecord[]> {
  const records: RequirementRecord[] = [];
  const errors: { message: string }[] = [];
  try {
    for (const scenario of start.ready ? scenariosFor(id, scope) : []) {
      const transcript = await play(scenario);
      if (judged.has(transcript)) continue;
      judged.add(transcript);
      records.push(...judgeScenario(scenario, transcript), ...judgeTranscript(transcript));
      scenarios.push(evidenceOfScenario(scenario, transcript));
    }
  } catch (thrown) {
    errors.push({ message: String(thrown) });
  }
  return [...ownRecord({ id }, { annotations: [], errors }, start), ...records];
}
