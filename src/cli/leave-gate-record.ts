import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../errors.js';
import type { GateResult } from '../gate/leak-gate.js';
import { type GateRecord, gateRecordName } from '../report/gate-record.js';
import { digestOf, reportName } from '../report/publish.js';

/** Writes leak-gate.json beside the report, for whoever wants to state something about the run later. A folder that cannot be written to is told on standard error. */
export function leaveGateRecord({ leaks, unread, files }: GateResult, folder: string): void {
  const conformance = digestOf(join(folder, reportName));
  const record: GateRecord = {
    clean: leaks.length === 0 && unread.length === 0,
    files,
    leaks: leaks.length,
    unread: unread.length,
    ...(conformance === undefined ? {} : { conformance }),
  };
  try {
    writeFileSync(join(folder, gateRecordName), `${JSON.stringify(record, null, 2)}\n`);
  } catch (thrown) {
    process.stderr.write(`qualification-kit: cannot write ${gateRecordName}: ${messageOf(thrown)}\n`);
  }
}
