import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Catalogue } from '../catalogue/catalogue.js';
import { kitVersion } from '../package-root.js';
import { htmlOf } from './html/page.js';
import { type Report, type ReportSubject, selfCheckNoticeOf } from './report.js';
import { closingOf, detailsOf, type Paint, tableOf, wrap } from './text.js';

const reportName = 'conformance.json';

/** The lines that stand first: who is judged, by what. */
export function headOf(
  subject: ReportSubject,
  { version, sha256 }: Report['contract'],
  seed: number,
): readonly string[] {
  return [
    ...(subject.selfCheck ? [selfCheckNoticeOf(subject.kind)] : []),
    `qualification-kit ${kitVersion}, contract ${version} (${sha256.slice(0, 12)}), seed ${seed}`,
    wrap(`${subject.name}${subject.baseUrl === undefined ? '' : ` at ${subject.baseUrl}`}`, '  '),
  ];
}

/** Writes a report to a folder, and returns the file. */
export function writeReport(report: Report, folder: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}

/** The page beside a report's file: `report.html`, or `report-client.html` beside `conformance-client.json`. */
export function pageOf(file: string): string {
  const name = basename(file)
    .replace(/^conformance/, 'report')
    .replace(/\.json$/, '');
  return join(dirname(file), `${name}.html`);
}

/** The report that a run left in a folder; undefined where it left none. */
export function readReport(folder: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, reportName), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Writes a report to a folder, as JSON and as a page beside it, and tells it on standard output. */
export function publish(
  report: Report,
  catalogue: Catalogue,
  folder: string,
  paint: Paint,
  name = reportName,
): void {
  const file = writeReport(report, folder, name);
  const page = pageOf(file);
  writeFileSync(page, htmlOf([report]));
  const details = detailsOf(report, catalogue, paint);
  const lines = [
    `\n${tableOf(report, paint)}\n`,
    ...(details === '' ? [] : [`${details}\n`]),
    wrap(closingOf(report, paint), '  '),
    `report  ${relative(process.cwd(), file) || file}`,
    `page    ${relative(process.cwd(), page) || page}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
