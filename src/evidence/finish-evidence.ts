import { dirname, join, parse } from 'node:path';
import { writeWhole } from '../files/write-whole.js';
import type { Report } from '../report/report.js';
import { type EvidenceWriter, verdictRecordsOf } from './evidence-file.js';
import { harOf } from './har.js';

/** Ends a run's evidence with what the report makes of it, and writes the same exchanges as HAR beside it. */
export function finishEvidence(writer: EvidenceWriter, report: Report): void {
  writer.add(...verdictRecordsOf(report), { type: 'footer', verdict: report.verdict });
  const name = parse(writer.file).name.replace(/^evidence/, 'exchanges');
  writeWhole(join(dirname(writer.file), `${name}.har`), harOf(writer.records));
}
