import { escapeUnseen } from '../files/json-text.js';
import { diffReports, type ReportDiff } from '../report/diff.js';
import { markdownOf, textOf } from '../report/diff-text.js';
import { loadReport } from '../report/report-file.js';
import { paintFor } from '../report/text.js';

const formats = {
  text: (diff: ReportDiff) => textOf(diff, paintFor(process.stdout, process.env)),
  json: (diff: ReportDiff) => escapeUnseen(JSON.stringify(diff, null, 2)),
  markdown: markdownOf,
};

/** Prints how the report of a second run differs from that of a first, and ends the process with the comparison's exit code. */
export function diff(
  first: string,
  second: string,
  { format, across }: { readonly format: keyof typeof formats; readonly across: boolean },
): void {
  const compared = diffReports(loadReport(first).report, loadReport(second).report, across);
  process.stdout.write(`${formats[format](compared)}\n`);
  process.exitCode = compared.exitCode;
}
