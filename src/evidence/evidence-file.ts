import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { KitError, messageOf } from '../errors.js';
import { escapeUnseen } from '../files/json-text.js';
import { sha256Of } from '../files/sha256.js';
import { type Findings, provenanceOf } from '../report/compose.js';
import type { Report } from '../report/report.js';
import type { Chained, EvidenceRecord, HeaderRecord, VerdictRecord } from './evidence-record.js';

/** What is known of a run when it begins. */
type Beginning = Parameters<typeof provenanceOf>[0] &
  Pick<Findings, 'startedAt'> & {
    readonly chosen?: { readonly operations?: readonly string[]; readonly writes?: boolean };
  };

/** The name of the evidence in a run's folder. */
export const evidenceName = 'evidence.ndjson';

/** Writes records as they come, each bound to the one before it. */
export class EvidenceWriter {
  readonly file: string;
  readonly #records: EvidenceRecord[] = [];
  #previous = '';

  /** Begins the file anew. */
  constructor(file: string, header: HeaderRecord) {
    this.file = file;
    writeFileSync(file, '');
    this.add(header);
  }

  add(...records: readonly EvidenceRecord[]): void {
    const lines = records.map((record) => {
      this.#records.push(record);
      const line = escapeUnseen(
        JSON.stringify({ n: this.#records.length, previous: this.#previous, ...record }),
      );
      this.#previous = sha256Of(line);
      return `${line}\n`;
    });
    appendFileSync(this.file, lines.join(''));
  }

  /** All that was written so far. */
  get records(): readonly EvidenceRecord[] {
    return this.#records;
  }
}

/** The first record of a run. */
export function headerRecordOf(found: Beginning): HeaderRecord {
  return {
    type: 'header',
    format: 'qualification-kit-evidence/1',
    ...provenanceOf(found),
    ...(found.chosen?.operations === undefined ? {} : { onlyOperations: found.chosen.operations }),
    ...(found.chosen?.writes === true ? { judgesWrites: true } : {}),
    startedAt: found.startedAt.toISOString(),
  };
}

/** What a report made of each requirement. */
export function verdictRecordsOf({ requirements }: Report): readonly VerdictRecord[] {
  return requirements.map(({ id, verdict }) => ({ type: 'verdict', requirement: id, verdict }));
}

/** Who was judged in a file of evidence. Throws KitError like readEvidence. */
export function headerRecordIn({ records }: ReadEvidence): HeaderRecord {
  const header = records.find((record) => record.type === 'header');
  if (!header) throw new KitError('the evidence has no header');
  return header;
}

/** What a file of evidence holds, and whether it is as it was written. */
export interface ReadEvidence {
  readonly records: readonly Chained[];
  /** SHA-256 of the last line. */
  readonly head: string;
  /** The first thing that is not as it was written; undefined where every record is bound to the one before it. */
  readonly broken?: string;
}

/** Reads a file of evidence. Throws KitError where there is none, or none of this format. */
export function readEvidence(file: string): ReadEvidence {
  const lines = linesOf(file);
  const records: Chained[] = [];
  let previous = '';
  let broken: string | undefined;
  for (const [index, line] of lines.entries()) {
    const n = index + 1;
    const record = parse(line);
    if (index === 0) demandHeader(record, file);
    broken ??= breakInChain(record, n, previous, records.at(-1));
    if (record) records.push(record);
    previous = sha256Of(line);
  }
  const last = records.at(-1);
  if (last?.type !== 'footer')
    broken ??= `everything behind record ${lines.length} is missing: there is no footer`;
  return { records, head: previous, ...(broken === undefined ? {} : { broken }) };
}

/** A record in words, as people look for it. */
export function describeRecord(record: EvidenceRecord): string {
  switch (record.type) {
    case 'exchange':
      return `an exchange of ${record.requirement}`;
    case 'handshake':
      return `a handshake of ${record.requirement}`;
    case 'renewal':
      return `a renewed token in ${record.requirement}`;
    case 'unsent':
      return `a request of ${record.requirement} that was not sent`;
    case 'transcript':
      return `the scenario ${record.scenario}`;
    case 'verdict':
      return `the verdict of ${record.requirement}`;
    case 'session':
      return 'what the tests knew of the service';
    case 'header':
    case 'footer':
      return `the ${record.type}`;
    default:
      return record satisfies never;
  }
}

function linesOf(file: string): readonly string[] {
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  } catch (thrown) {
    throw new KitError(`cannot read ${file}: ${messageOf(thrown)}`);
  }
}

function parse(line: string): Chained | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function demandHeader(record: Chained | undefined, file: string): void {
  const format: string | undefined = record?.type === 'header' ? record.format : undefined;
  if (format !== 'qualification-kit-evidence/1')
    throw new KitError(`${file}:1 is no header of qualification-kit-evidence/1`);
}

/** Each record is vouched for by the one behind it: where the link does not fit, it is the earlier one that was changed. */
function breakInChain(
  record: Chained | undefined,
  n: number,
  previous: string,
  before: Chained | undefined,
): string | undefined {
  if (!record) return `record ${n} was changed: it is no JSON`;
  if (record.n !== n) return `record ${n} is missing, added or moved: line ${n} is numbered ${record.n}`;
  if (record.previous !== previous && before)
    return `record ${n - 1} was changed (${describeRecord(before)})`;
  return undefined;
}
