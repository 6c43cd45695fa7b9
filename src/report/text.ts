import { styleText } from 'node:util';
import type { Catalogue } from '../catalogue/catalogue.js';
import { isBinding } from '../catalogue/requirement.js';
import { sentenceOf } from '../finding.js';
import { summaryOf } from '../http/evidence.js';
import type { Verdict } from '../verdict.js';
import type { RecordedFinding, RequirementRecord } from './record.js';
import { type Counts, type Judgement, mostFindings, type Report } from './report.js';
import { linesOfWrites } from './reported-write.js';
import { countVerdicts } from './run-verdict.js';
import { visibleInColour } from './shown.js';
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

const width = 80;
const mostShown = 3;

/** One requirement's result as one character, for the line of its area. */
export function mark(verdict: Verdict, binding: boolean): string {
  switch (verdict) {
    case 'pass':
      return '.';
    case 'fail':
      return binding ? 'F' : 'f';
    case 'skip':
      return 's';
    case 'error':
      return 'E';
    default:
      return verdict satisfies never;
  }
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

/** Every violation and every error in the one message shape; what is waived, waivers that are not accepted, skips and readings in a line each. */
export function detailsOf(report: Report, catalogue: Catalogue, paint: Paint): string {
  const view = viewOf(report);
  const blocks = having(view, 'violated', 'advised').map((one) =>
    violationOf(one, catalogue, report.strict, paint),
  );
  const waived = report.requirements.flatMap(({ id, level, waiver }) =>
    waiver
      ? [wrap(`${paint('yellow', 'waived')} ${id} ${level.toLowerCase()}: ${termsOf(waiver)}`, '  ')]
      : [],
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
    wrap(`${paint('red', 'waiver not accepted')} ${at}: ${problem}`, '  '),
  );
  const errors = byReason(having(view, 'undecided')).map(({ reason, ids }) =>
    wrap(`${paint('red', 'error')} ${idList(ids)}: ${reason}`, '  '),
  );
  const unoffered = notOfferedIn(report).map(({ id, notOffered }) =>
    wrap(`${paint('yellow', 'not offered')} ${id} ${notOffered}; nothing of it was judged`, '  '),
  );
  const skips = byReason([...having(view, 'skipped'), ...partsNotJudged(view, report)]).map(
    ({ reason, ids }) => wrap(`${paint('yellow', 'skip')} ${idList(ids)}: ${reason}`, '  '),
  );
  const readings = report.requirements
    .filter(({ reading }) => reading !== undefined)
    .map(({ id, reading }) => `${id} ${reading}`);
  const readingLine =
    readings.length > 0
      ? [wrap(`readings  ${readings.join('; ')} (explain ID tells what they mean)`, '  ')]
      : [];
  const written = report.writes
    ? linesOfWrites(report.writes).map((line, at) => wrap(at === 0 ? `writes  ${line}` : `  ${line}`, '    '))
    : [];
  return [
    ...blocks,
    ...groups(waived),
    ...groups(unsound),
    ...groups(others),
    ...groups(errors),
    ...groups(unoffered),
    ...groups(skips),
    ...groups(written),
    ...readingLine,
  ].join('\n\n');
}

function groups(lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? [lines.join('\n')] : [];
}

/** A violation in the one message shape, in lines that fit a terminal. */
export function violationOf(
  one: Pick<Judgement, 'id' | 'level' | 'statement'> & Pick<RequirementRecord, 'findings'>,
  catalogue: Catalogue,
  strict: boolean,
  paint: Paint,
): string {
  const { id, level, statement, findings } = one;
  const head = wrap(
    `${paint(isBinding(level, strict) ? 'red' : 'yellow', id)} ${level.toLowerCase()}: ${statement}`,
    '  ',
  );
  const shown = findings.slice(0, mostShown).flatMap((finding) => {
    const { exchange } = finding;
    const where = turnOf(finding);
    return [
      ...(where === '' ? [] : [wrap(`  scenario ${where}`, '    ')]),
      ...(exchange ? [wrap(`  ${summaryOf(exchange)}`, '    ')] : []),
      wrap(`  ${sentenceOf(finding)}`, '    '),
    ];
  });
  const rest = moreFindings(one, mostShown);
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

/** Breaks a line at spaces so that it fits a terminal; words longer than that stay whole. */
export function wrap(raw: string, indent: string): string {
  const text = visibleInColour(raw);
  const lead = /^ */.exec(text)?.[0] ?? '';
  const lines: string[] = [];
  let line = lead;
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
