import { sentenceOf } from '../finding.js';
import { summaryOf } from '../http/evidence.js';
import type { RecordedFinding } from '../report/record.js';
import type { CitedSource, Judgement } from '../report/report.js';
import { shown } from '../report/shown.js';
import { whereOf } from '../report/text.js';

const mostOfMessage = 2000;

/** A finding in words: who was asked, what came, what was expected. */
export function findingText(finding: RecordedFinding): string {
  const { exchange } = finding;
  const where = whereOf(finding);
  const lines = [
    ...(where === '' ? [] : [where]),
    ...(exchange ? [summaryOf(exchange)] : []),
    sentenceOf(finding),
  ];
  return lines.map((line) => shown(line, mostOfMessage)).join('\n');
}

/** `Title, "Section" (date): what it says, address` */
export function sourceText({ title, section, date, says, url }: CitedSource): string {
  return shown(
    `${title}, "${section}" (${date}): ${says}${url === undefined ? '' : `, ${url}`}`,
    mostOfMessage,
  );
}

/** A violation in full: every finding, the sources, the fix and the place in the catalogue. */
export function violationText({ id, level, statement, findings, sources, fix, at }: Judgement): string {
  return [
    shown(`${id} ${level}: ${statement}`, mostOfMessage),
    ...findings.map(findingText),
    ...sources.map((source) => `source  ${sourceText(source)}`),
    shown(`fix  ${fix}`, mostOfMessage),
    shown(at, mostOfMessage),
  ].join('\n');
}
