import type { Catalogue } from '../catalogue/catalogue.js';
import { byCause } from './causes.js';
import { curlLineOf } from './curl-line.js';
import { ownFileOf } from './own-file.js';
import type { RecordedFinding } from './record.js';
import type { Judgement, Report } from './report.js';
import { commandFor, quoted } from './statement/reproduce.js';
import { type Paint, violationOf, width, wrap } from './text.js';
import { having, viewOf } from './view.js';

/** Every cause once, with what shows it, what it touches, and what to do about it. `folder` is where the run left its files, as a reader of its output names it. */
export function violationsOf(
  report: Report,
  catalogue: Catalogue,
  folder: string,
  paint: Paint,
): readonly string[] {
  const violations = having(viewOf(report), 'violated', 'advised');
  return byCause(violations, report.causes).map(({ lead, touched }) => {
    const told = violationOf(lead, catalogue, report.strict, paint, (finding) => playAgain(report, finding));
    const also = touched.map((one) => wrap(`  also    ${touchedInWords(one)}`, '          '));
    return [told, ...also, ...whatToDo(lead, report, folder, paint)].join('\n');
  });
}

/** A requirement that a cause touches, with what was special where it did. */
function touchedInWords({ id, level, statement, findings }: Judgement): string {
  const condition = findings[0]?.condition;
  return `${id} ${level.toLowerCase()}: ${statement}${condition === undefined ? '' : ` (sent ${condition})`}`;
}

/** How to put a violation right; of a service also the request for curl, and the command that sends just this again where the kit had sent it. */
function whatToDo(one: Judgement, { subject }: Report, folder: string, paint: Paint): readonly string[] {
  const fix = wrap(`  fix     ${one.fix}`, '          ');
  const shown = one.findings.find(({ exchange }) => exchange !== undefined)?.exchange;
  if (one.side === 'client' || !shown) return [fix];
  const line = curlLineOf(shown.request);
  return [
    fix,
    ...(line ? packed(line.command).map((row) => paint('dim', row)) : []),
    ...(subject.mode === 'observed' ? [] : [`  again   ${replayCommand(folder, one)}`]),
  ];
}

/** The command that sends the exchange of a violation again. */
export function replayCommand(folder: string, one: Pick<Judgement, 'id' | 'area' | 'at'>): string {
  const own = ownFileOf([one]);
  const checks = own === undefined ? '' : ` --checks ${quoted(own)}`;
  return `npx --no qualification-kit replay ${quoted(folder)} ${one.id}${checks}`;
}

/** The command that plays the scenario of a finding again; undefined where there is none, and where a client called by itself. */
export function playAgain(report: Report, { scenario }: RecordedFinding): string | undefined {
  const { subject } = report;
  if (scenario === undefined || subject.kind !== 'client' || subject.mode === 'passive') return undefined;
  const { waivers: _, ...plain } = report;
  return commandFor({ ...plain, only: [scenario] }, driverOf(report));
}

/** The driver's command, where the report's name of the client shows all of it. */
function driverOf({ subject }: Report): string | undefined {
  const [, command] = /^the client (.+)$/.exec(subject.name) ?? [];
  return command !== undefined && /^[\w@%+=:,./ -]+$/.test(command) ? command : undefined;
}

/** The command in short options and as few lines as fit a terminal. */
function packed(command: string): readonly string[] {
  const [, ...options] = command
    .replace(" \\\n  --request 'GET'", '')
    .replace('\n  --url ', '\n  ')
    .replaceAll('\n  --header ', '\n  -H ')
    .split(' \\\n  ');
  const rows: string[] = [];
  let row = '  curl    -qsSig --http1.1 --path-as-is';
  for (const option of options) {
    if (row.length + option.length + 3 > width) {
      rows.push(`${row} \\`);
      row = `          ${option}`;
    } else row = `${row} ${option}`;
  }
  return [...rows, row];
}
