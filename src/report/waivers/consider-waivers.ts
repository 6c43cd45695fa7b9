import { join, relative, resolve, sep } from 'node:path';
import { packageRoot } from '../../files/package-root.js';
import { byCause } from '../causes.js';
import type { Judgement, Report } from '../report.js';
import { stateOf } from '../state.js';
import { dayOf } from './waiver.js';

/** A waiver is proposed for so many days. */
const days = 30;

/** The violations that fail the run, and that no waiver excuses. */
export function newViolations({ requirements, strict }: Report): readonly Judgement[] {
  return requirements.filter((one) => stateOf(one, strict) === 'violated');
}

/** Entries of waivers.yaml for violations as a whole file, with what each requirement says. The linter refuses them until somebody has filled them in. */
export function fileToConsider(report: Report, violations: readonly Judgement[], folder: string): string {
  const schema = relative(resolve(folder), join(packageRoot, 'schemas', 'waivers.schema.json'));
  const words = ({ level, statement }: Judgement) =>
    `${level.toLowerCase()}: ${statement.replaceAll(/\s+/g, ' ')}`;
  const entries = byCause(violations, report.causes).map(({ lead, touched }) =>
    [
      `  # ${words(lead)}`,
      ...touched.map((one) => `  # and with it ${one.id} ${words(one)}`),
      `  - requirement: ${lead.id}`,
      ...(touched.length === 0 ? [] : [`    covers: [${touched.map(({ id }) => id).join(', ')}]`]),
      `    target: ${scalar(report.subject.id)}`,
      '    reason: TODO',
      '    owner: TODO',
      '    ticket: TODO',
      `    expires: ${proposedDay(report)}`,
    ].join('\n'),
  );
  return [
    `# yaml-language-server: $schema=${schema.split(sep).join('/')}`,
    '#',
    '# Violations that nobody answers for yet. Copy an entry to waivers.yaml and fill in each TODO; until then it is refused.',
    '',
    'waivers:',
    ...entries,
    '',
  ].join('\n');
}

function proposedDay({ startedAt }: Report): string {
  return dayOf(new Date(Date.parse(startedAt) + days * 86_400_000));
}

/** A name as YAML reads it back: plain where it cannot be taken for anything else. */
function scalar(text: string): string {
  return /^[a-z][a-z0-9-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/.test(text)
    ? text
    : JSON.stringify(text);
}
