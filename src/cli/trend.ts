import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Side } from '../catalogue/requirement.js';
import { KitError, messageOf } from '../errors.js';
import { countRequests } from '../evidence/count-requests.js';
import { shownPath } from '../files/shown-path.js';
import { writeWhole } from '../files/write-whole.js';
import { trendPage } from '../forms/page/trend-page.js';
import { loadReport, reportName } from '../report/report-file.js';
import { paintFor } from '../report/text.js';
import { type Run, trendOf } from '../report/trend.js';
import { trendText } from '../report/trend-text.js';

export interface TrendOptions {
  /** The page. */
  readonly output: string;
  readonly side?: Side;
}

/** A run's report, and its evidence beside it. */
const reports = [
  [reportName, 'evidence.ndjson'],
  ['conformance-client.json', 'evidence-client.ndjson'],
] as const;

/** Prints what runs say one after the other, and writes a page of it. Throws KitError where no report can be read. */
export async function trend(folders: readonly string[], { output, side }: TrendOptions): Promise<void> {
  const told: string[] = [];
  const found: Run[] = [];
  for (const folder of folders.flatMap((one) => runsIn(one, told)))
    found.push(...(await readRuns(folder, told)));
  const wanted = side ?? (found.some(isOf('service')) ? 'service' : 'client');
  const runs = found.filter(isOf(wanted));
  const others = found.length - runs.length;
  if (others > 0) {
    const other = wanted === 'service' ? 'client' : 'service';
    told.push(`${others} reports about a ${other} are left out; --side ${other} tells of them`);
  }
  for (const line of told) process.stderr.write(`${line}\n`);
  if (runs.length === 0)
    throw new KitError(
      `no report${found.length === 0 ? '' : ` about a ${wanted}`} can be read there; give folders of runs`,
    );
  const known = trendOf(runs);
  try {
    writeWhole(resolve(output), trendPage(known));
  } catch (thrown) {
    throw new KitError(`cannot write the page to --output ${output}: ${messageOf(thrown)}`);
  }
  process.stdout.write(
    `${trendText(known, paintFor(process.stdout, process.env))}\n\npage  ${shownPath(resolve(output))}\n`,
  );
}

function isOf(side: Side): (run: Run) => boolean {
  return ({ report }) => report.subject.kind === side;
}

/** The folder itself where it is a run's; else those in it. What is neither is told. */
function runsIn(folder: string, told: string[]): readonly string[] {
  if (!existsSync(folder))
    throw new KitError(`there is no ${folder}; give the folders of runs, or one in which they lie`);
  if (!statSync(folder).isDirectory()) throw new KitError(`${folder} is no folder; give the folders of runs`);
  if (isRun(folder)) return [folder];
  const inner = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .sort();
  for (const one of inner) if (!isRun(one)) told.push(`${one} is left out: it has no ${reportName}`);
  if (inner.length === 0) told.push(`${folder} is left out: it has no ${reportName}, and no folder`);
  return inner.filter(isRun);
}

function isRun(folder: string): boolean {
  return reports.some(([name]) => existsSync(join(folder, name)));
}

/** The reports of a run that this kit reads; of others a line is told. */
async function readRuns(folder: string, told: string[]): Promise<readonly Run[]> {
  const found: Run[] = [];
  for (const [name, evidence] of reports) {
    const file = join(folder, name);
    if (!existsSync(file)) continue;
    try {
      const { report } = loadReport(file);
      const requests = await countRequests(join(folder, evidence));
      found.push({ report, place: folder, ...(requests === undefined ? {} : { requests }) });
    } catch (thrown) {
      if (!(thrown instanceof KitError)) throw thrown;
      told.push(`${folder} is left out: ${thrown.message}`);
    }
  }
  return found;
}
