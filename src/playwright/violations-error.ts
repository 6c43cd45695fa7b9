import type { TestInfo } from '@playwright/test';
import { loadCatalogue } from '../catalogue/catalogue.js';
import { isBinding } from '../catalogue/requirement.js';
import { sentenceOf } from '../finding.js';
import { summaryOf } from '../http/evidence.js';
import type { RequirementRecord } from '../report/record.js';
import { plainly, violationOf, wrap } from '../report/text.js';
import { currentTask, failsTests } from '../run/task.js';

/** Fails a test for violated requirements, where somebody looks at tests and nothing else failed it. */
export function failIfViolated(
  testInfo: Pick<TestInfo, 'title' | 'errors'>,
  records: readonly RequirementRecord[],
): void {
  if (testInfo.errors.length > 0 || !failsTests(currentTask())) return;
  const error = violationsError(records, testInfo.title);
  if (error) throw error;
}

/**
 * What fails a test: every violated requirement that binds, in the one message shape; undefined where there is none.
 * Printed without frames: the place that matters is not in the kit.
 * @param own in the place of an id and its statement for what the test itself judges
 */
export function violationsError(records: readonly RequirementRecord[], own: string): Error | undefined {
  const { strict } = currentTask().choices;
  const catalogue = loadCatalogue();
  const blocks = [...findingsById(records)].flatMap(([violated, findings]) => {
    if (violated === '') return [[own, ...ownLines(findings)].join('\n')];
    const { id, level, statement } = catalogue.get(violated);
    if (!isBinding(level, strict)) return [];
    return [violationOf({ id, level, statement, findings }, catalogue, strict, plainly)];
  });
  if (blocks.length === 0) return undefined;
  const error = new Error(blocks.join('\n\n'));
  error.stack = error.message;
  return error;
}

/** A client's requirement may be violated in more scenarios than one. */
function findingsById(
  records: readonly RequirementRecord[],
): ReadonlyMap<string, RequirementRecord['findings']> {
  const byId = new Map<string, RequirementRecord['findings']>();
  for (const { id, verdict, findings } of records)
    if (verdict === 'fail') byId.set(id, [...(byId.get(id) ?? []), ...findings]);
  return byId;
}

function ownLines(findings: RequirementRecord['findings']): readonly string[] {
  return findings.flatMap((finding) => [
    ...(finding.exchange ? [wrap(`  ${summaryOf(finding.exchange)}`, '    ')] : []),
    wrap(`  ${sentenceOf(finding)}`, '    '),
  ]);
}
