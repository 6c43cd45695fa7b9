import type { Report } from '../report/report.js';
import { shown } from '../report/shown.js';
import { moreFindings } from '../report/text.js';
import { byReason, type FilePlace, having, type Item, type ReportView, viewOf } from '../report/view.js';
import { waiverText } from '../report/waivers/waiver.js';
import { findingText } from './findings-text.js';

/** GitHub shows no more of a level in a step. */
const mostOfLevel = 10;

interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly ids: readonly string[];
  readonly title: string;
  readonly at?: FilePlace;
  readonly message: string;
}

/** The workflow commands that annotate a run on GitHub, a line each: every violation, and every reason why something could not be judged. */
export function annotations(report: Report): readonly string[] {
  const view = viewOf(report);
  const all = [
    ...view.problems.map(
      ({ requirement, at, message }): Annotation => ({
        level: 'error',
        ids: requirement === undefined ? [] : [requirement],
        title: requirement === undefined ? 'the run' : `${requirement} waiver`,
        message,
        ...(at === undefined ? {} : { at }),
      }),
    ),
    ...undecided(view),
    ...view.items.flatMap(violation),
  ];
  return (['error', 'warning', 'notice'] as const).flatMap((level) =>
    withinLimit(all.filter((one) => one.level === level)).map((one) => commandOf(one, view.notice)),
  );
}

/** An annotation for each reason, at the first requirement that it holds for. */
function undecided(view: ReportView): readonly Annotation[] {
  return byReason(having(view, 'undecided')).map(({ reason, ids }) => {
    const at = view.items.find(({ judgement }) => judgement.id === ids[0])?.at;
    const title = `${ids.slice(0, 5).join(' ')}${ids.length > 5 ? ' …' : ''} could not be judged`;
    const message = ids.length > 5 ? `${reason}\n${ids.join(' ')}` : reason;
    return { level: 'error', ids, title, message, ...(at === undefined ? {} : { at }) };
  });
}

function violation({ judgement: one, state, at }: Item): readonly Annotation[] {
  if (state !== 'violated' && state !== 'advised' && state !== 'waived') return [];
  const { id, level, statement, findings, waiver } = one;
  const [first] = findings;
  const rest = moreFindings(one, 1);
  const finding = `${first ? findingText(first) : 'no finding'}${rest === '' ? '' : `\n${rest}`}`;
  const told = { ids: [id], title: `${id} ${level}: ${statement}`, at };
  if (state === 'waived')
    return [
      {
        ...told,
        level: 'notice',
        message: `${waiver ? shown(waiverText(waiver), 2000) : 'waived'}\n${finding}`,
      },
    ];
  const advice = level === 'MAY' ? 'notice' : 'warning';
  return [{ ...told, level: state === 'violated' ? 'error' : advice, message: finding }];
}

/** The last of too many says how many more there are, and which. */
function withinLimit(all: readonly Annotation[]): readonly Annotation[] {
  if (all.length <= mostOfLevel) return all;
  const rest = all.slice(mostOfLevel - 1);
  const ids = rest.flatMap((one) => one.ids).join(' ');
  const level = rest[0]?.level ?? 'error';
  return [
    ...all.slice(0, mostOfLevel - 1),
    { level, ids: [], title: `and ${rest.length} more`, message: `${ids}; conformance.json has them` },
  ];
}

/** A line of its own whatever the texts hold: line ends are escaped. */
function commandOf({ level, title, at, message }: Annotation, notice: string | undefined): string {
  const values = {
    ...(at ? { file: at.file, line: String(at.line) } : {}),
    title: shown(notice === undefined ? title : `self-check: ${title}`, 200),
  };
  const properties = Object.entries(values).map(([name, value]) => `${name}=${property(value)}`);
  return `::${level} ${properties.join(',')}::${data(shown(notice === undefined ? message : `${message}\n${notice}`, 4000))}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
