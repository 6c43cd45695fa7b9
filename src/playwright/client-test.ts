import { test as base } from '@playwright/test';
import type { Scenario } from '../client/scenario.js';
import type { Transcript } from '../client/transcript.js';
import type { EvidenceRecord } from '../evidence/evidence-record.js';
import type { RequirementRecord, ScenarioEvidence } from '../report/record.js';
import type { ClientSession } from './client-session.js';
import { writePlainStacks } from './plain-stacks.js';
import { requirementOf } from './requirement-test.js';
import { sessionFixture } from './session-fixture.js';

interface Fixtures {
  /** Puts the client under test into every selected scenario that gives occasion to judge the test's requirement. */
  readonly playAll: () => Promise<void>;
  readonly collected: {
    records: RequirementRecord[];
    scenarios: ScenarioEvidence[];
    evidence: EvidenceRecord[];
  };
}

/** Transcripts that a test of this worker has judged already. */
const judged = new WeakSet<Transcript>();

/** Playwright's `test` with the client under test. */
export const test = base.extend<Fixtures, { readonly session: ClientSession }>({
  session: sessionFixture(async () => {
    writePlainStacks();
    return (await import('./client-session.js')).openClientSession();
  }),

  collected: [
    async ({ session }, use, testInfo) => {
      const collected: Fixtures['collected'] = { records: [], scenarios: [], evidence: [] };
      await use(collected);
      const id = requirementOf(testInfo);
      const { ownRecord, tellReporter } = await import('./test-report.js');
      const { failIfViolated } = await import('./violations-error.js');
      const records = [...ownRecord({ id }, testInfo, session.start), ...collected.records];
      await tellReporter(testInfo, { ...collected, records });
      failIfViolated(
        testInfo,
        records.filter((record) => record.id === id),
      );
    },
    { auto: true, box: 'self' },
  ],

  playAll: [
    async ({ session, collected }, use, testInfo) => {
      const { start, scope } = session;
      const {
        judgeScenario,
        judgeTranscript: judgeUniversally,
        evidenceOfScenario,
      } = await import('../client/judge.js');
      const { scenariosFor } = await import('../client/scenarios.js');
      const { transcriptRecordOf } = await import('../evidence/transcript-record.js');
      const id = requirementOf(testInfo);
      const judge = (scenario: Scenario, transcript: Transcript): void => {
        if (judged.has(transcript)) return;
        judged.add(transcript);
        collected.records.push(...judgeScenario(scenario, transcript), ...judgeUniversally(transcript));
        collected.scenarios.push(evidenceOfScenario(scenario, transcript));
        collected.evidence.push(transcriptRecordOf(transcript));
      };
      if (!start.ready) {
        const { healthy } = session;
        // What tells why is told once.
        if (healthy && !judged.has(healthy)) collected.evidence.push(transcriptRecordOf(healthy));
        if (healthy) judged.add(healthy);
        testInfo.skip(true, start.reason);
      }
      await use(async () => {
        for (const scenario of scenariosFor(id, scope)) judge(scenario, await session.play(scenario));
      });
    },
    { box: 'self' },
  ],
});
