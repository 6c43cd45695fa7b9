import { loadCatalogue } from '../catalogue/catalogue.js';
import { isBinding } from '../catalogue/requirement.js';
import { sentenceOf } from '../finding.js';
import { summaryOf } from '../http/evidence.js';
import type { RequirementRecord } from '../report/record.js';
import { plainly, violationOf, wrap } from '../report/text.js';
import { currentTask } from '../run/task.js';
import { framelessError } from './frameless-error.js';

/**
 * What fails a test: every violated requirement that binds, in the one message shape; undefined where there is none.
 * @param own in the place of an id and its statement for what the test itself judges
 */
export function violationsError(records: readonly RequirementRecord[], own: string): Error | undefined {
  const violated = records.filter(({ verdict }) => verdict === 'fail');
  if (violated.length === 0) return undefined;
  const { strict } = currentTask().choices;
  const catalogue = loadCatalogue();
  const blocks = violated.flatMap((record) => {
    if (record.id === '') return [[own, ...ownFindings(record)].join('\n')];
    const { id, level, statement } = catalogue.get(record.id);
    if (!isBinding(level, strict)) return [];
    return [violationOf({ id, level, statement, findings: record.findings }, catalogue, strict, plainly)];
  });
  return blocks.length === 0 ? undefined : framelessError(blocks.join('\n\n'));
}

function ownFindings({ findings }: RequirementRecord): readonly string[] {
  return findings.flatMap((finding) => [
    ...(finding.exchange ? [wrap(`  ${summaryOf(finding.exchange)}`, '    ')] : []),
    wrap(`  ${sentenceOf(finding)}`, '    '),
  ]);
}
