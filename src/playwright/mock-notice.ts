import { recall } from '../run/preflight-memory.js';
import { serviceUnderTest } from '../run/subject.js';
import type { ByHand, JudgeService, Plan } from '../run/task.js';

/** The line that tells somebody whose tests judge the embedded mock, as no service is named; undefined for a service, and where an earlier worker of the run told it. */
export function mockNotice(task: JudgeService | Plan | ByHand): string | undefined {
  if (serviceUnderTest(task) !== 'mock' || recall(task) !== undefined) return undefined;
  return 'qualification-kit: these tests judge the embedded mock; set PARTNER_CENTER_BASE_URL to judge a service\n';
}
