import { styleText } from 'node:util';
import type { Catalogue } from '../catalogue/catalogue.js';
import { isBinding } from '../catalogue/requirement.js';
import { sentenceOf } from '../finding.js';
import { summaryOf } from '../http/evidence.js';
import type { RecordedFinding, RequirementRecord } from './record.js';
import { type Counts, type Judgement, mostFindings, type Report } from './report.js';
import { linesOfWrites } from './reported-write.js';
import { countVerdicts } from './run-verdict.js';
import { visible, withoutCommands } from './shown.js';
import { type State, states } from './state.js';
import { notOfferedIn } from './verdict-sentence.js';
import { byReason, having, partsNotJudged, viewOf } from './view.js';
import { termsOf } from './waivers/waiver.js';

/** Colours a text; for a terminal that has none, returns it as it is. */
export type Paint = (style: 'red' | 'green' | 'yellow' | 'dim' | 'bold', text: string) => string;

/** No colours. */
export const plainly: Paint = (_, text) => text;

/** Colours for a terminal, unless NO_COLOR or the stream says otherwise. */
export function paintFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  const colours = env['NO_COLOR']
    ? false
    : env['FORCE_COLOR']
      ? env['FORCE_COLOR'] !== '0'
      : stream.isTTY === true;
  return colours ? (style, text) => styleText(style, text, { validateStream: false }) : plainly;
}

/** `72 pass, 0 fail, 3 skip, 0 error`, and the waived if there are any. */
export function countsInWords({ pass, fail, waived, skip, error }: Counts): string {
  const apart = waived > 0 ? `, ${waived} waived` : '';
  return `${pass} pass, ${fail} fail${apart}, ${skip} skip, ${error} error`;
}

/** Columns of a terminal. */
export const width = 80;
/** A client's findings are of different scenarios; a service's are mostly the same again. */
const mostShown = 3;

/** A state as one character, for the line of its area; a violation that does not bind has a sign of its own. */
export const marks: Readonly<Record<State, string>> = {
  held: '.',
  skipped: 's',
  waived: 'w',
  undecided: 'E',
  advised: '!',
  violated: 'F',
};

const meanings: Readonly<Record<State, string>> = {
  held: 'pass',
  skipped: 'skipped',
  waived: 'violated, and waived',
  undecided: 'could not be judged',
  advised: 'SHOULD violated',
  violated: 'MUST violated',
};

/** What the marks of a run mean, where something is violated; else nothing. */
export function legendOf(report: Report, paint: Paint): readonly string[] {
  const seen = new Set(viewOf(report).items.map(({ state }) => state));
  if (!seen.has('violated') && !seen.has('advised')) return [];
  const meaning = (state: State) => (report.strict && state === 'violated' ? 'violated' : meanings[state]);
  const parts = states.flatMap((state) => (seen.has(state) ? [`${marks[state]} ${meaning(state)}`] : []));
  return [paint('dim', wrap(`  ${parts.join('   ')}`, '  '))];
}

const columnStyles: Readonly<Record<keyof Counts, Parameters<Paint>[0]>> = {
  pass: 'green',
  fail: 'red',
  waived: 'yellow',
  skip: 'yellow',
  error: 'red',
};

/** Counts by area, as a table; the waived have a column where there are any. */
export function tableOf(report: Report, paint: Paint): string {
  const areas = [...new Set(report.requirements.map(({ area }) => area))];
  const rows = areas.map(
    (area) => [area, countVerdicts(report.requirements.filter((one) => one.area === area))] as const,
  );
  const columns = Object.entries(columnStyles).filter(
    ([word]) => word !== 'waived' || report.counts.waived > 0,
  ) as [keyof Counts, Parameters<Paint>[0]][];
  const line = (name: string, counts: Counts) => {
    const cells = columns.map(([word, style]) =>
      paint(counts[word] > 0 ? style : 'dim', String(counts[word]).padStart(7)),
    );
    return `  ${name.padEnd(16)}${cells.join('')}`;
  };
  const head = `  ${''.padEnd(16)}${columns.map(([word]) => word.padStart(7)).join('')}`;
  return [
    paint('dim', head),
    ...rows.map(([area, counts]) => line(area, counts)),
    line('all', report.counts),
  ].join('\n');
}

/** What is told besides violations: what is waived, waivers that are not accepted, errors, skips and writes, in a line each. */
export function detailsOf(report: Report, paint: Paint): string {
  const view = viewOf(report);
  const waived = report.requirements.flatMap(({ id, level, waiver }) =>
    waiver ? [wrap(`${id} ${level.toLowerCase()}: ${termsOf(waiver)}`, '  ', paint('yellow', 'waived'))] : [],
  );
  const strangers = report.waivers?.others ?? [];
  const others =
    strangers.length > 0
      ? [
          wrap(
            `waivers for other targets than ${report.subject.id} were left alone: ${strangers.join(', ')}`,
            '  ',
          ),
        ]
      : [];
  const unsound = (report.waivers?.unsound ?? []).map(({ at, problem }) =>
    wrap(`${at}: ${problem}`, '  ', paint('red', 'waiver not accepted')),
  );
  const errors = byReason(having(view, 'undecided')).map(({ reason, ids }) =>
    wrap(`${idList(ids)}: ${reason}`, '  ', paint('red', 'error')),
  );
  const unoffered = notOfferedIn(report).map(({ id, notOffered }) =>
    wrap(`${id} ${notOffered}; nothing of it was judged`, '  ', paint('yellow', 'not offered')),
  );
  const skips = byReason([...having(view, 'skipped'), ...partsNotJudged(view, report)]).map(
    ({ reason, ids }) => wrap(`${idList(ids)}: ${reason}`, '  ', paint('yellow', 'skip')),
  );
  const written = report.writes
    ? linesOfWrites(report.writes).map((line, at) => wrap(at === 0 ? `writes  ${line}` : `  ${line}`, '    '))
    : [];
  return [
    ...groups(waived),
    ...groups(unsound),
    ...groups(others),
    ...groups(errors),
    ...groups(unoffered),
    ...groups(skips),
    ...groups(written),
  ].join('\n\n');
}

function groups(lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? [lines.join('\n')] : [];
}

/** A violation in the one message shape, in lines that fit a terminal; `again` is the command that shows a finding once more. */
export function violationOf(
  one: Pick<Judgement, 'id' | 'level' | 'statement'> & Pick<RequirementRecord, 'findings'>,
  catalogue: Catalogue,
  strict: boolean,
  paint: Paint,
  again: (finding: RecordedFinding) => string | undefined = () => undefined,
): string {
  const { id, level, statement, findings } = one;
  const head = wrap(
    `${level.toLowerCase()}: ${statement}`,
    '  ',
    paint(isBinding(level, strict) ? 'red' : 'yellow', id),
  );
  const most = findings.some(({ scenario }) => scenario !== undefined) ? mostShown : 1;
  const shown = findings.slice(0, most).flatMap((finding) => {
    const { exchange } = finding;
    const where = whereOf(finding);
    const command = again(finding);
    return [
      ...(where === '' ? [] : [wrap(`  ${where}`, '    ')]),
      ...(exchange ? [wrap(`  ${summaryOf(exchange)}`, '    ')] : []),
      wrap(`  ${sentenceOf(finding)}`, '    '),
      ...(command === undefined ? [] : [wrap(`    again  ${command}`, '           ')]),
    ];
  });
  const rest = moreFindings(one, most);
  const more = rest === '' ? [] : [`  ${rest}`];
  const [source] = catalogue.get(id).sources;
  const cited = source
    ? [
        wrap(
          `  source  ${catalogue.sources.get(source.document)?.title ?? source.document}, "${source.section}"`,
          '          ',
        ),
      ]
    : [];
  return [head, ...shown, ...more, ...cited].join('\n');
}

/** `scenario byte-order-mark, call 1, attempt 2`, or `traffic.har, entry 12`; nothing for a finding at a service. */
export function whereOf(finding: RecordedFinding): string {
  const turn = turnOf(finding);
  return finding.recorded ?? (turn === '' ? '' : `scenario ${turn}`);
}

/** `byte-order-mark, call 1, attempt 2`; nothing for a finding at a service. */
export function turnOf({ scenario, call, attempt }: RecordedFinding): string {
  const turn = [
    scenario ?? '',
    call === undefined ? '' : `call ${call}`,
    attempt === undefined ? '' : `attempt ${attempt}`,
  ];
  return turn.filter((part) => part !== '').join(', ');
}

/** `and 3 more`, where `told` of the findings were told, or `and 17 or more` where not all were kept; nothing where all were told. */
export function moreFindings({ findings }: Pick<RequirementRecord, 'findings'>, told: number): string {
  const rest = findings.length - told;
  return rest > 0 ? `and ${findings.length >= mostFindings ? 'at least ' : ''}${rest} more` : '';
}

function idList(ids: readonly string[]): string {
  return ids.length <= 6 ? ids.join(' ') : `${ids.slice(0, 5).join(' ')} and ${ids.length - 5} more`;
}

/** The run's verdict in the colour that it has on a terminal. */
export function closingOf(report: Report, paint: Paint): string {
  const good = report.verdict === 'pass';
  const style = good ? (report.counts.waived > 0 ? 'yellow' : 'green') : 'red';
  return paint(style, viewOf(report).verdict.sentence);
}

/** Breaks a line at spaces so that it fits a terminal; words longer than that stay whole. Nothing in it has power over the terminal but the colours of `painted`, which is the kit's own and stands in front of it. */
export function wrap(raw: string, indent: string, painted?: string): string {
  const text = withoutCommands(visible(raw));
  const lines: string[] = [];
  let line = painted ?? /^ */.exec(text)?.[0] ?? '';
  for (const word of text.trim().split(' ')) {
    const next = line.trim() === '' ? line + word : `${line} ${word}`;
    if (plain(next).length > width && line.trim() !== '') {
      lines.push(line);
      line = indent + word;
    } else line = next;
  }
  return [...lines, line].join('\n');
}

function plain(text: string): string {
  return text.replaceAll(/\u001b\[\d+m/g, '');
}
