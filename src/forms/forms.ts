import { join, parse } from 'node:path';
import { writeWhole } from '../files/write-whole.js';
import type { Report } from '../report/report.js';
import { badgeJson, badgeSvg } from './badge.js';
import { ctrf } from './ctrf.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';
import { htmlOf } from './page/page.js';
import { sarif } from './sarif.js';

/** The name of the summary for a pull request. */
export const summaryName = 'summary.md';

/** Every file that is made of a report and of nothing else, by its name: the same report makes the same bytes. */
export const formats: Readonly<Record<string, (report: Report) => string>> = {
  'ctrf.json': ctrf,
  'conformance.sarif': sarif,
  'report.html': (report) => htmlOf([report]),
  [summaryName]: markdown,
  'junit.xml': junit,
  'badge.json': badgeJson,
  'badge.svg': badgeSvg,
};

/** Writes a report in all formats beside its file, and returns their paths; `conformance-client.json` makes `summary-client.md`. */
export function writeFormats(report: Report, folder: string, reportName: string): readonly string[] {
  const [, suffix = ''] = /^conformance(.*)\.json$/.exec(reportName) ?? [];
  return Object.entries(formats).map(([name, format]) => {
    const { name: stem, ext } = parse(name);
    const file = join(folder, `${stem}${suffix}${ext}`);
    writeWhole(file, format(report));
    return file;
  });
}
