import { styleText } from 'node:util';
import type { Catalogue } from '../catalogue/catalogue.js';
import { isBinding } from '../catalogue/requirement.js';
import { summaryOf } from '../http/evidence.js';
import type { Verdict } from '../verdict.js';
import { type Counts, countVerdicts, type Judgement, mostFindings, type Report } from './report.js';

/** Colours a text; for a terminal that has none, returns it as it is. */
export type Paint = (style: 'red' | 'green' | 'yellow' | 'dim' | 'bold', text: string) => string;

/** Colours for a terminal, unless NO_COLOR or the stream says otherwise. */
export function paintFor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  const colours = env['NO_COLOR']
    ? false
    : env['FORCE_COLOR']
      ? env['FORCE_COLOR'] !== '0'
      : stream.isTTY === true;
  return colours ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text;
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

/** Counts by area, as a table. */
export function tableOf(report: Report, paint: Paint): string {
  const areas = [...new Set(report.requirements.map(({ area }) => area))];
  const rows = areas.map(
    (area) => [area, countVerdicts(report.requirements.filter((one) => one.area === area))] as const,
  );
  const line = (name: string, counts: ReturnType<typeof countVerdicts>) => {
    const cell = (verdict: Verdict, style: Parameters<Paint>[0]) => {
      const text = String(counts[verdict]).padStart(7);
      return counts[verdict] > 0 ? paint(style, text) : paint('dim', text);
    };
    return `  ${name.padEnd(16)}${cell('pass', 'green')}${cell('fail', 'red')}${cell('skip', 'yellow')}${cell('error', 'red')}`;
  };
  const head = `  ${''.padEnd(16)}${['pass', 'fail', 'skip', 'error'].map((word) => word.padStart(7)).join('')}`;
  return [
    paint('dim', head),
    ...rows.map(([area, counts]) => line(area, counts)),
    line('all', report.counts),
  ].join('\n');
}

/** Every violation and every error in the one message shape; skips and readings in a line each. */
export function detailsOf(report: Report, catalogue: Catalogue, paint: Paint): string {
  const blocks = report.requirements
    .filter(({ verdict }) => verdict === 'fail')
    .map((one) => violationOf(one, catalogue, report.strict, paint));
  const errors = grouped(report.requirements.filter(({ verdict }) => verdict === 'error')).map(
    ([reason, ids]) => wrap(`${paint('red', 'error')} ${idList(ids)}: ${reason}`, '  '),
  );
  const skips = grouped(report.requirements.filter(({ verdict }) => verdict === 'skip')).map(
    ([reason, ids]) => wrap(`${paint('yellow', 'skip')} ${idList(ids)}: ${reason}`, '  '),
  );
  const readings = report.requirements
    .filter(({ reading }) => reading !== undefined)
    .map(({ id, reading }) => `${id} ${reading}`);
  const readingLine =
    readings.length > 0
      ? [wrap(`readings  ${readings.join('; ')} (explain ID tells what they mean)`, '  ')]
      : [];
  return [...blocks, ...groups(errors), ...groups(skips), ...readingLine].join('\n\n');
}

function groups(lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? [lines.join('\n')] : [];
}

/** A violation in the one message shape, in lines that fit a terminal. */
export function violationOf(
  one: Pick<Judgement, 'id' | 'level' | 'statement' | 'findings'>,
  catalogue: Catalogue,
  strict: boolean,
  paint: Paint,
): string {
  const { id, level, statement, findings } = one;
  const head = wrap(
    `${paint(isBinding(level, strict) ? 'red' : 'yellow', id)} ${level.toLowerCase()}: ${statement}`,
    '  ',
  );
  const shown = findings.slice(0, mostShown).flatMap(({ message, exchange, scenario, call, attempt }) => {
    const turn = [
      call === undefined ? '' : `call ${call}`,
      attempt === undefined ? '' : `attempt ${attempt}`,
    ];
    const where = [scenario ?? '', ...turn].filter((part) => part !== '').join(', ');
    return [
      ...(where === '' ? [] : [wrap(`  scenario ${where}`, '    ')]),
      ...(exchange ? [wrap(`  ${summaryOf(exchange)}`, '    ')] : []),
      wrap(`  ${message}`, '    '),
    ];
  });
  const more =
    findings.length > mostShown
      ? [`  and ${findings.length - mostShown}${findings.length >= mostFindings ? ' or' : ''} more`]
      : [];
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

function grouped(
  judgements: readonly Judgement[],
): readonly (readonly [reason: string, ids: readonly string[]])[] {
  const byReason = new Map<string, string[]>();
  for (const { id, reason = 'no reason given' } of judgements)
    byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  return [...byReason];
}

function idList(ids: readonly string[]): string {
  return ids.length <= 6 ? ids.join(' ') : `${ids.slice(0, 5).join(' ')} and ${ids.length - 5} more`;
}

/** The run's verdict in words; on a self-check, the word stands here too, where scripts and hurried readers look. */
export function closingOf(report: Report, paint: Paint): string {
  const { counts, requirements, strict, subject, verdict } = report;
  const violated = requirements.filter(
    (one) => one.verdict === 'fail' && isBinding(one.level, strict),
  ).length;
  const levels = strict ? 'MUST or SHOULD' : 'MUST';
  const free = counts.fail - violated;
  const besides = free > 0 ? ` (and ${free} that ${free === 1 ? 'does' : 'do'} not bind)` : '';
  const violations = `${violated} ${violated === 1 ? 'requirement' : 'requirements'} violated${besides}`;
  const all = `${requirements.length} requirements${report.only.length > 0 ? ' selected' : ''}`;
  const own = subject.kind === 'service' ? 'mock' : 'example';
  const check = subject.selfCheck ? ` (self-check of the kit's own ${own})` : '';
  switch (verdict) {
    case 'pass':
      return paint('green', `conformant${check}: ${counts.pass} of ${all} hold, no ${levels} is violated`);
    case 'fail':
      return paint('red', `not conformant${check}: ${violations}`);
    case 'error': {
      const more = violated > 0 ? `; ${violations}` : '';
      return paint('red', `could not be judged${check}: ${counts.error} of ${all}${more}`);
    }
    case 'skip':
      return paint('red', `nothing was judged${check}: ${counts.skip} of ${all} were skipped`);
    default:
      return verdict satisfies never;
  }
}

/** Breaks a line at spaces so that it fits a terminal; words longer than that stay whole. */
export function wrap(text: string, indent: string): string {
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
