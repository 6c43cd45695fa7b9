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

/** What is worse, the worst first. */
const bad: readonly ChangeKind[] = ['newlyFailing', 'unwaived', 'newlyError', 'noLongerJudged'];

/** So many ids are named in one sentence. */
const mostNamed = 5;

/** A comparison for a terminal: what is worse stands at the end, where the eye is, the worst of it first. */
export function textOf(diff: ReportDiff, paint: Paint): string {
  const groupsOf = (kinds: readonly ChangeKind[]) =>
    kinds
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
    ...groupsOf(changeKinds.filter((kind) => !bad.includes(kind))),
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
    `unchanged: ${unchangedIn(diff)}`,
    ...groupsOf(bad),
    paint(diff.exitCode === 0 ? 'green' : 'red', wrap(conclusionOf(diff), '  ')),
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

/** What came of it: first what is known to be worse, then what nobody knows any more. */
function conclusionOf({ changes, newlyUnsound, differences }: ReportDiff): string {
  const violated = [...changes.newlyFailing, ...changes.unwaived].filter(({ binds }) => binds);
  const selected = differences.some(({ what, to }) => what === 'selection' && to !== 'all');
  const leftOut = changes.onlyInFirst.filter(({ from }) => selected && from !== 'skip' && from !== 'error');
  const unsound = newlyUnsound.map(({ requirement }) => ({ requirement }));
  const [worse, unknown] = [
    [told(violated, 'newly violated'), told(unsound, 'with a waiver that is newly not accepted')],
    [
      told(changes.newlyError, 'newly an error'),
      told([...changes.noLongerJudged, ...leftOut], 'no longer judged'),
    ],
  ].map((parts) => parts.filter((part) => part !== '').join(', '));
  const parts = [worse && `worse: ${worse}`, unknown && `nobody knows: ${unknown}`].filter(Boolean);
  return parts.length === 0 ? 'nothing got worse' : parts.join('; ');
}

/** A count with the first ids, such as `2 newly violated (HDR-001, HDR-002)`; nothing for none. */
function told(changes: readonly Pick<Change, 'requirement'>[], what: string): string {
  const ids = [...new Set(changes.map(({ requirement }) => requirement))];
  if (ids.length === 0) return '';
  const more = ids.length > mostNamed ? ', …' : '';
  return `${ids.length} ${what} (${ids.slice(0, mostNamed).join(', ')}${more})`;
}
