import { join, parse } from 'node:path';
import { writeWhole } from '../files/write-whole.js';
import type { Report } from '../report/report.js';
import { formats } from './forms.js';

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
