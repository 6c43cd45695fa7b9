import { markdownText, wordTable } from '../markdown.js';
import { capitalised } from '../verdict-sentence.js';
import type { StatedRequirement, Statement } from './statement.js';

/** A statement for readers: what it says first is a self-check, then what came of it. */
export function markdownOf(statement: Statement): string {
  const { notice, conclusion, coverage, selection = [], implementation, subject, counts } = statement;
  const { kit, contract, catalogue, conformance, leakGate, seed, strict, waiversFile } = statement;
  const unsound = waiversFile?.unsound ?? [];
  const facts: readonly (readonly [string, string])[] = [
    ['organization', implementation.organization ?? 'not given'],
    ['product', implementation.name ?? 'not given'],
    ['version', implementation.version ?? 'not given'],
    ['page', implementation.url ?? 'not given'],
    ['contact', implementation.contact?.join(', ') ?? 'not given'],
    [
      'judged',
      `${subject.name} (${[subject.kind, subject.id, subject.mode ?? ''].filter(Boolean).join(', ')})`,
    ],
    ['base URL', subject.baseUrl ?? 'none'],
    ['date of the run', statement.date],
    ['date of this statement', statement.stated],
    ['what binds', strict ? 'MUST and SHOULD' : 'MUST'],
    ['seed', String(seed)],
  ];
  const digests: readonly (readonly [string, string, string])[] = [
    [kit.name, kit.version, kit.sha256 ?? 'not told'],
    [`contract ${contract.title}`, contract.version, contract.sha256],
    ['catalogue', '', catalogue.sha256],
    ['conformance.json', '', conformance.sha256],
    ...(waiversFile ? [[waiversFile.file, '', waiversFile.sha256] as const] : []),
  ];
  return [
    ...(notice === undefined ? [] : [`**${markdownText(notice)}**`]),
    `# ${markdownText(capitalised(conclusion))}`,
    ...(coverage === 'a selection only'
      ? [
          `**This covers a selection of the requirements only: ${markdownText(selection.join(', '))}.** Of the others it says nothing.`,
        ]
      : []),
    wordTable(['', ''], facts),
    '## Counts',
    wordTable(
      ['pass', 'fail', 'waived', 'skip', 'error'],
      [[counts.pass, counts.fail, counts.waived, counts.skip, counts.error].map(String)],
    ),
    ...section('Violations', ['requirement', 'level', 'what it says'], statement.violations.map(cells)),
    ...section(
      'Waived violations',
      ['requirement', 'level', 'what it says', 'target', 'reason', 'owner', 'ticket', 'until'],
      statement.waivers.map((one) => [
        ...cells(one),
        ...[one.target, one.reason, one.owner, one.ticket],
        one.expired ? `${one.expires}, which is over` : one.expires,
      ]),
    ),
    ...section(
      'Waivers that were not accepted',
      ['where', 'requirement', 'why'],
      unsound.map(({ at, requirement, problem }) => [at, requirement, problem]),
    ),
    ...section(
      'Violations that do not bind',
      ['requirement', 'level', 'what it says'],
      statement.notBinding.map(cells),
    ),
    ...section(
      'Readings that were observed',
      ['requirement', 'reading', 'what it means'],
      statement.readings.map(({ requirement, reading, meaning }) => [requirement, reading, meaning]),
    ),
    ...section(
      'Not judged',
      ['requirements', 'why'],
      statement.skipped.map(({ reason, requirements }) => [requirements.join(', '), reason]),
    ),
    ...section(
      'Writes',
      ['what was written'],
      (statement.writes ?? []).map((line) => [line]),
    ),
    '## Digests',
    wordTable(['', 'version', 'SHA-256'], digests),
    `The leak gate read ${leakGate.files} files of the run and found no secret.`,
    '## To repeat the run',
    `    ${statement.command.replaceAll(/\s+/g, ' ')}`,
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

function cells({ requirement, level, statement }: StatedRequirement): readonly string[] {
  return [requirement, level, statement];
}

function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  return rows.length === 0 ? [] : [`## ${title}`, wordTable(head, rows)];
}
