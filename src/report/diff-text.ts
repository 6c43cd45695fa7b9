import { type Change, type ChangeKind, changeKinds, type ReportDiff } from './diff.js';
import { wordTable } from './markdown.js';
import { type Paint, wrap } from './text.js';
import { capitalised } from './verdict-sentence.js';

const titles: Readonly<Record<ChangeKind, string>> = {
  newlyFailing: 'Newly violated',
  unwaived: 'No longer waived, and violated',
  newlyError: 'Newly an error',
  noLongerJudged: 'No longer judged',
  newlyWaived: 'Newly waived',
  fixed: 'Fixed',
  newlyJudged: 'Newly judged, and holds',
  noLongerError: 'No longer an error, and skipped',
  onlyInFirst: 'Only in the first report',
  onlyInSecond: 'Only in the second report',
};

const bad: readonly ChangeKind[] = ['newlyFailing', 'unwaived', 'newlyError', 'noLongerJudged'];

/** A comparison for a terminal. */
export function textOf(diff: ReportDiff, paint: Paint): string {
  const groups = changeKinds
    .filter((kind) => diff.changes[kind].length > 0)
    .map((kind) =>
      [
        paint(bad.includes(kind) ? 'red' : 'bold', titles[kind]),
        ...diff.changes[kind].map((change) => wrap(`  ${lineOf(change)}`, '    ')),
      ].join('\n'),
    );
  return [
    ...list(
      'The runs differ',
      diff.differences.map(({ what, from, to }) => `${what}: ${from} → ${to}`),
      paint,
    ),
    ...groups,
    ...list(
      'Other readings',
      diff.readings.map(({ requirement, from, to }) => `${requirement} ${from} → ${to}`),
      paint,
    ),
    ...list(
      'Waivers newly not accepted',
      diff.newlyUnsound.map(({ problem }) => problem),
      paint,
    ),
    [`unchanged: ${unchangedIn(diff)}`, paint(diff.exitCode === 0 ? 'green' : 'red', conclusionOf(diff))]
      .map((line) => wrap(line, '  '))
      .join('\n'),
  ].join('\n\n');
}

/** The same for a page, such as a comment on a change. */
export function markdownOf(diff: ReportDiff): string {
  const groups = changeKinds
    .filter((kind) => diff.changes[kind].length > 0)
    .flatMap((kind) => [
      `### ${titles[kind]}`,
      wordTable(
        ['requirement', 'level', 'was', 'is', 'what it says', 'because'],
        diff.changes[kind].map(({ requirement, operation, level, from, to, statement, because = '' }) => [
          ...[
            operation === undefined ? requirement : `${requirement} (${operation})`,
            level,
            from,
            to,
            statement,
            because,
          ],
        ]),
      ),
    ]);
  const readings = diff.readings.map(({ requirement, from, to }) => [requirement, from, to]);
  const unsound = diff.newlyUnsound.map(({ requirement, problem }) => [requirement, problem]);
  return [
    `**${capitalised(conclusionOf(diff))}**`,
    `Unchanged: ${unchangedIn(diff)}.`,
    ...(diff.differences.length === 0
      ? []
      : [
          '### The runs differ',
          wordTable(
            ['', 'was', 'is'],
            diff.differences.map(({ what, from, to }) => [what, from, to]),
          ),
        ]),
    ...groups,
    ...(readings.length === 0
      ? []
      : ['### Other readings', wordTable(['requirement', 'was', 'is'], readings)]),
    ...(unsound.length === 0
      ? []
      : ['### Waivers newly not accepted', wordTable(['requirement', 'why'], unsound)]),
  ].join('\n\n');
}

function list(title: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0
    ? []
    : [[paint('bold', title), ...lines.map((line) => wrap(`  ${line}`, '    '))].join('\n')];
}

function lineOf({ requirement, operation, level, from, to, binds, statement, because }: Change): string {
  const free = (to === 'fail' || to === 'waived') && !binds ? ' (does not bind)' : '';
  const why = because === undefined ? '' : ` [${because}]`;
  const about = operation === undefined ? '' : ` (${operation})`;
  return `${requirement}${about} ${level.toLowerCase()}, ${from} → ${to}${free}: ${statement}${why}`;
}

function unchangedIn({ unchanged }: ReportDiff): string {
  const parts = Object.entries(unchanged).filter(([, count]) => count > 0);
  return parts.length === 0 ? 'nothing' : parts.map(([state, count]) => `${count} ${state}`).join(', ');
}

function conclusionOf({ exitCode }: ReportDiff): string {
  switch (exitCode) {
    case 0:
      return 'nothing got worse';
    case 1:
      return 'worse: something that binds is newly violated, or a waiver newly not accepted';
    case 2:
      return 'nobody knows: something that was judged is not judged any more, or could not be judged';
    default:
      return exitCode satisfies never;
  }
}
