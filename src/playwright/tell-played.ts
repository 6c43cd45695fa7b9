import type { TestInfo } from '@playwright/test';
import type { Played } from '../run/played.js';
import { currentTask, failsTests } from '../run/task.js';
import type { Session } from './service-session.js';
import { endRecord, tellReporter } from './test-report.js';
import { failIfViolated } from './violations-error.js';

/** Tells the reporter what a test found out, and ends Playwright's test as that ended. */
export async function tellPlayed(
  about: { readonly id: string; readonly operation: string },
  { records, end, ...told }: Played,
  session: Session,
  testInfo: TestInfo,
): Promise<void> {
  const clean = (text: string): string => session.sender.context.redactor.text(text);
  await tellReporter(testInfo, {
    ...told,
    records: [...(end ? [endRecord(about, end, clean)] : []), ...records],
    evidence: session.evidence(),
  });
  failIfViolated(
    testInfo,
    records.filter((record) => record.id === about.id),
  );
  if (end?.verdict === 'skip' || (end && !session.start.ready)) testInfo.skip(true, clean(end.reason));
  // Playwright starts a new worker after each failed test.
  if (end && failsTests(currentTask())) throw new Error(clean(end.reason));
}
