import type { Change } from './diff.js';
import { type State, wordOf } from './state.js';
import { marks, type Paint, wrap } from './text.js';
import { beganAt, type Course, type Run, type Trend, type Turn } from './trend.js';

/** Runs one after the other for a terminal: the runs, each requirement whose state changed, and what that was. */
export function trendText({ runs, courses, turns, subjects }: Trend, paint: Paint): string {
  const changed = courses.filter(({ states }) => new Set(states).size > 1);
  const rest = courses.length - changed.length;
  return [
    ...(subjects.length > 1
      ? [wrap(paint('yellow', `These runs are of different subjects: ${subjects.join(', ')}.`), '  ')]
      : []),
    runs.map((run, at) => runLine(run, at, paint)).join('\n'),
    [
      ...courseLines(changed, paint),
      `${rest} requirements have one state in all ${runs.length} runs`,
      ...(changed.length === 0 ? [] : [paint('dim', legend)]),
    ].join('\n'),
    ...turns.flatMap((turn, at) => turnText(turn, at + 2, paint)),
  ].join('\n\n');
}

const legend = `${Object.entries({ ...marks })
  .map(([state, mark]) => `${mark} ${state}`)
  .join(', ')}, a space where the run did not have it`;

function runLine({ report, place, requests }: Run, at: number, paint: Paint): string {
  const { pass, fail, waived, skip, error } = report.counts;
  const counts = `${pass} pass ${fail} fail ${waived} waived ${skip} skip ${error} error`;
  const asked = requests === undefined ? 'requests unknown' : `${requests} requests`;
  const style = report.verdict === 'pass' ? 'green' : 'red';
  const line = `${beganAt({ report, place })}  ${counts}  ${seconds(report.durationMs)} s, ${asked}  ${place}`;
  return wrap(line, '   ', paint(style, String(at + 1)));
}

/** A run's length in seconds. */
export function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

/** What went the same way stands in one line: a sign for each run, then the ids. */
function courseLines(courses: readonly Course[], paint: Paint): readonly string[] {
  const alike = new Map<string, Course[]>();
  for (const course of courses) {
    const signs = course.states.map(signOf).join('');
    alike.set(signs, [...(alike.get(signs) ?? []), course]);
  }
  return [...alike].map(([signs, own]) => {
    const red = own[0]?.states.at(-1);
    const isRed = red !== undefined && ['fail', 'error'].includes(wordOf(red));
    const ids = own.map(({ id }) => id).join(' ');
    return wrap(ids, ' '.repeat(signs.length + 2), `${paint(isRed ? 'red' : 'bold', signs)} `);
  });
}

function signOf(state: State | undefined): string {
  return state === undefined ? ' ' : marks[state];
}

function turnText(
  { red, mended, shown, lost, differences }: Turn,
  number: number,
  paint: Paint,
): readonly string[] {
  const groups = [
    ...group(paint('red', 'became red'), red),
    ...group('is red no longer', mended),
    ...group('was skipped, and passes', shown),
    ...group('is judged no longer', lost),
    ...(differences.length === 0
      ? []
      : [
          wrap(
            `  differs from the run before: ${differences.map(({ what, from, to }) => `${what} ${from} → ${to}`).join('; ')}`,
            '    ',
          ),
        ]),
  ];
  return groups.length === 0 ? [] : [[paint('bold', `run ${number}`), ...groups].join('\n')];
}

function group(title: string, changes: readonly Change[]): readonly string[] {
  if (changes.length === 0) return [];
  return [`  ${title}`, ...changes.map((change) => wrap(`    ${changeInWords(change)}`, '      '))];
}

/** `HDR-002 pass → fail: statement` */
export function changeInWords({ requirement, operation, from, to, statement }: Change): string {
  return `${requirement}${operation === undefined ? '' : ` (${operation})`} ${from} → ${to}: ${statement}`;
}
