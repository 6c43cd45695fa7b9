import { byCause } from '../report/causes.js';
import { code, fittingRows, type MarkdownRow, markdownTable, prose } from '../report/markdown.js';
import type { Judgement, Report } from '../report/report.js';
import { countsInWords, moreFindings } from '../report/text.js';
import { byReason, having, viewOf } from '../report/view.js';
import { waiverText } from '../report/waivers/waiver.js';
import { findingText } from './findings-text.js';

const idsShown = 60;

/** The report for a pull request, in less than 60,000 bytes: what does not fit is told by its id. */
export function markdown(report: Report): string {
  const { subject, counts, kit, contract, seed, strict } = report;
  const view = viewOf(report);
  const advised = having(view, 'advised');
  const violated = [...having(view, 'violated'), ...advised];
  const { problems } = view;
  const at = subject.baseUrl === undefined ? '' : ` at ${code(subject.baseUrl, 300)}`;
  const parts = [
    ...(view.notice === undefined ? [] : [`> **${view.notice}**`]),
    `## ${view.verdict.sentence}`,
    `${code(subject.name, 200)}${at}: ${countsInWords(counts)}`,
    ...(problems.length === 0
      ? []
      : table(
          ['Problem of the run'],
          problems.map(({ requirement, message }) => ({
            ids: requirement === undefined ? [] : [requirement],
            cells: [code(message, 300)],
          })),
          6000,
        )),
    ...(violated.length === 0
      ? []
      : [
          '### Violated',
          ...table(
            ['Requirement', 'Level', 'Statement', 'First finding'],
            byCause(violated, report.causes).map(({ lead, touched }) => ({
              ids: [lead, ...touched].map(({ id }) => id),
              cells: violationCells(lead, touched, advised.includes(lead)),
            })),
            24_000,
          ),
        ]),
    ...reasons('### Could not be judged', having(view, 'undecided'), 9000),
    ...waivedPart(having(view, 'waived')),
    ...folded(`${counts.skip} skipped`, reasons('', having(view, 'skipped'), 6000)),
    `${prose(kit.name, 50)} ${prose(kit.version, 50)}, contract ${prose(contract.version, 50)} (${prose(contract.sha256.slice(0, 12), 12)}), seed ${seed}${strict ? ', strict' : ''}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function violationCells(one: Judgement, touched: readonly Judgement[], advised: boolean): readonly string[] {
  const { id, level, statement, findings } = one;
  const [first] = findings;
  const others = touched.length === 0 ? '' : `, and with it ${idList(touched.map((other) => other.id))}`;
  return [
    `**${prose(id, 20)}**${others}`,
    advised ? `${level}, does not bind` : level,
    prose(statement, 300),
    `${code(first ? findingText(first) : '', 400)} ${moreFindings(one, 1)}`,
  ];
}

function waivedPart(waived: readonly Judgement[]): readonly string[] {
  if (waived.length === 0) return [];
  const rows = waived.map((one) => ({
    ids: [one.id],
    cells: [
      `**${prose(one.id, 20)}**`,
      prose(one.statement, 300),
      code(one.waiver ? waiverText(one.waiver) : 'waived', 300),
    ],
  }));
  return ['### Waived', ...table(['Requirement', 'Statement', 'Waiver'], rows, 6000)];
}

/** A row for each reason. */
function reasons(title: string, all: readonly Judgement[], most: number): readonly string[] {
  if (all.length === 0) return [];
  const rows = byReason(all).map(({ reason, ids }) => ({ ids, cells: [idList(ids), code(reason, 400)] }));
  return [title, ...table(['Requirements', 'Reason'], rows, most)];
}

function folded(summary: string, parts: readonly string[]): readonly string[] {
  return parts.length === 0
    ? []
    : ['<details>', `<summary>${summary}</summary>`, ...parts.filter((part) => part !== ''), '</details>'];
}

/** As many rows as fit into so many bytes, and the ids of the others. */
function table(columns: readonly string[], rows: readonly MarkdownRow[], bytes: number): readonly string[] {
  const { fitting, left } = fittingRows(rows, bytes);
  const more =
    left.length === 0
      ? []
      : [
          `${left.length} more did not fit, and stand in conformance.json: ${idList(left.flatMap(({ ids }) => ids))}`,
        ];
  return [
    markdownTable(
      columns,
      fitting.map(({ cells }) => cells),
    ),
    ...more,
  ];
}

function idList(ids: readonly string[]): string {
  const more = ids.length > idsShown ? ` and ${ids.length - idsShown} more` : '';
  return `${ids
    .slice(0, idsShown)
    .map((id) => prose(id, 20))
    .join(' ')}${more}`;
}
