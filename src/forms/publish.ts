import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalogue } from '../catalogue/catalogue.js';
import { kitVersion } from '../files/package-root.js';
import { shownPath } from '../files/shown-path.js';
import { writeWhole } from '../files/write-whole.js';
import { type Report, type ReportSubject, selfCheckNoticeOf } from '../report/report.js';
import { reportName, writeReport } from '../report/report-file.js';
import { closingOf, detailsOf, legendOf, type Paint, tableOf, wrap } from '../report/text.js';
import { fileToConsider, newViolations } from '../report/waivers/consider-waivers.js';
import { violationsOf } from '../report/what-to-do.js';
import { forCi } from './for-ci.js';
import { writeFormats } from './forms.js';

/** Where waivers for the violations of a run stand, to be filled in. */
export const considerName = 'waivers-to-consider.yaml';

/** The lines that stand first: who is judged, by what. */
export function headOf(
  subject: ReportSubject,
  { version, sha256 }: Report['contract'],
  seed: number,
  operations: readonly { readonly id: string }[] = [],
): readonly string[] {
  return [
    ...(subject.selfCheck ? [selfCheckNoticeOf(subject.kind)] : []),
    `qualification-kit ${kitVersion}, contract ${version} (${sha256.slice(0, 12)}), seed ${seed}`,
    wrap(`${subject.name}${subject.baseUrl === undefined ? '' : ` at ${subject.baseUrl}`}`, '  '),
    ...(operations.length > 1
      ? [wrap(`operations: ${operations.map(({ id }) => id).join(', ')}`, '  ')]
      : []),
  ];
}

/** Writes a report in all formats, and waivers to consider where there are new violations, to a folder, and tells them on standard output, `as` a person wrote the folder. */
export function publish(
  report: Report,
  catalogue: Catalogue,
  folder: string,
  paint: Paint,
  name = reportName,
  as?: string,
): void {
  const named = { path: folder, ...(as === undefined ? {} : { as }) };
  const placeOf = (path: string) => shownPath(path, named);
  const file = writeReport(report, folder, name);
  const page = writeFormats(report, folder, name).find((path) => path.endsWith('.html')) ?? '';
  const details = detailsOf(report, paint);
  const violations = violationsOf(report, catalogue, placeOf(folder), paint);
  const lines = [
    ...['', ...legendOf(report, paint), tableOf(report, paint), ''],
    ...(details === '' ? [] : [`${details}\n`]),
    ...violations.map((one) => `${one}\n`),
    `report  ${placeOf(file)}`,
    `page    ${placeOf(page)}`,
    ...besides(report, folder, paint, placeOf),
    closingOf(report, (style, text) => paint(style, wrap(text, '  '))),
  ];
  process.stdout.write(forCi(`${lines.join('\n')}\n`, report, process.env));
}

/** Writes the waivers to consider, and returns the line that says where they and the readings are. */
function besides(
  report: Report,
  folder: string,
  paint: Paint,
  placeOf: (path: string) => string,
): readonly string[] {
  const file = join(folder, considerName);
  rmSync(file, { force: true });
  const violations = newViolations(report);
  if (violations.length > 0) writeWhole(file, fileToConsider(report, violations, folder));
  const parts = [
    ...(report.requirements.some(({ reading }) => reading !== undefined) ? ['readings on the page'] : []),
    ...(violations.length > 0 ? [`waivers to fill in: ${placeOf(file)}`] : []),
  ];
  return parts.length === 0 ? [] : [paint('dim', wrap(`more    ${parts.join('; ')}`, '        '))];
}
