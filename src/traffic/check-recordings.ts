import { basename } from 'node:path';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { Side } from '../catalogue/requirement.js';
import type { Contract } from '../contract/contract.js';
import { KitError } from '../errors.js';
import type { ExchangeRecord } from '../evidence/evidence-record.js';
import type { Learnt } from '../http/redact.js';
import { hasRoom, trafficRecord } from './kept-evidence.js';
import type { ReadEntry } from './read-entry.js';
import { Recent } from './recent.js';
import { type ReadProgress, readRecording } from './recording.js';
import { SeenExchanges } from './seen-exchanges.js';
import { observe } from './traffic-exchange.js';
import { TrafficJudge } from './traffic-judge.js';
import type { ExchangeVerdicts } from './verdicts.js';

/** What was read, and by what it is judged. */
export interface RecordingsOptions {
  /** Paths, as they were given. */
  readonly files: readonly string[];
  readonly contract: Contract;
  readonly catalogue: Catalogue;
  /** Absent: every operation. */
  readonly operations?: readonly string[];
  readonly learnt?: Learnt;
  readonly progress?: (file: string) => ReadProgress;
}

/** What became of a recording's entries. */
export interface ReadRecording {
  readonly file: string;
  /** Of the file, as lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly judged: number;
  /** How many were left alone, by the reason. */
  readonly leftAlone: ReadonlyMap<string, number>;
  /** How many were judged already, as they stand in another place too. */
  readonly repeated: number;
}

/** Recordings, judged. */
export interface CheckedRecordings {
  readonly recordings: readonly ReadRecording[];
  readonly judge: TrafficJudge;
  /** Without secrets, in the order in which they were read. */
  readonly evidence: readonly { readonly sides: readonly Side[]; readonly record: ExchangeRecord }[];
}

const elsewhere = 'to other addresses';

/** Reads recordings and judges every exchange in them that belongs to the contract. Throws KitError for what is no recording, and where there is none such exchange. */
export async function checkRecordings(options: RecordingsOptions): Promise<CheckedRecordings> {
  const { files, contract, catalogue, operations, learnt, progress } = options;
  const judge = new TrafficJudge({ contract, catalogue, ...(learnt ? { learnt } : {}) });
  const seen = new SeenExchanges();
  const addresses = new Recent<number>(1_000);
  const evidence: { readonly sides: readonly Side[]; readonly record: ExchangeRecord }[] = [];
  const recordings: ReadRecording[] = [];
  for (const file of files) {
    const source = calledAmong(file, files);
    const leftAlone = new Map<string, number>();
    let [judged, repeated] = [0, 0];
    const leave = (reason: string, url: string | undefined) => {
      leftAlone.set(reason, (leftAlone.get(reason) ?? 0) + 1);
      if (url !== undefined) addresses.set(url, (addresses.get(url) ?? 0) + 1);
    };
    const take = (entry: ReadEntry, position: string) => {
      if (entry.kind === 'left alone') return leave(entry.reason, entry.url);
      const { exchange, ...rest } = entry;
      const observed = observe(exchange, contract, { ...rest, place: { source, position } });
      if (!observed) {
        judge.secrets.note(exchange, entry.body);
        const { origin, target } = exchange.request;
        return leave(elsewhere, `${origin}${target.split('?')[0]}`);
      }
      const { id } = observed.operation ?? observed.nearest;
      if (operations && !operations.includes(id)) return leave('for another operation', undefined);
      if (seen.has(observed)) {
        repeated += 1;
        return undefined;
      }
      judged += 1;
      const verdicts = judge.add(observed);
      const { sides, gaps } = observed;
      if (hasRoom(evidence, isViolated(verdicts)))
        evidence.push({ sides, record: trafficRecord(exchange, judge.secrets, gaps) });
      return undefined;
    };
    const sha256 = await readRecording(file, take, progress?.(file));
    recordings.push({ file, sha256, judged, leftAlone, repeated });
  }
  if (recordings.every(({ judged }) => judged === 0)) throw nothingJudged(recordings, addresses, judge);
  return { recordings, judge, evidence };
}

/** A file without its folder, unless another one has that name too. */
function calledAmong(file: string, files: readonly string[]): string {
  const name = basename(file);
  return files.filter((one) => basename(one) === name).length > 1 ? file : name;
}

function isViolated(verdicts: ExchangeVerdicts): boolean {
  return Object.values(verdicts).some(({ violated }) => violated.length > 0);
}

function nothingJudged(
  recordings: readonly ReadRecording[],
  addresses: Recent<number>,
  { secrets }: TrafficJudge,
): KitError {
  const left = recordings.flatMap(({ leftAlone }) => [...leftAlone.values()]);
  const count = left.reduce((sum, one) => sum + one, 0);
  const often = [...addresses.entries()].sort(([, a], [, b]) => b - a).slice(0, 3);
  const named = recordings.map(({ file }) => file).join(', ');
  return new KitError(
    `nothing was judged: none of ${count} exchanges in ${named} belongs to an operation of the contract`,
    often.map(([url, times]) => `${times} × ${secrets.all.text(url)}`),
  );
}
