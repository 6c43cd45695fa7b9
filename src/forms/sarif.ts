import { pathToFileURL } from 'node:url';
import type {
  Location,
  Log,
  Notification,
  ReportingDescriptor,
  Result,
  WebRequest,
  WebResponse,
} from 'sarif';
import type { Level } from '../catalogue/requirement.js';
import { jsonText } from '../files/json-text.js';
import { sha256Of } from '../files/sha256.js';
import type { Evidence } from '../http/evidence.js';
import type { HeaderList } from '../http/exchange.js';
import { prose } from '../report/markdown.js';
import type { RecordedFinding } from '../report/record.js';
import type { CitedSource, Judgement, Report } from '../report/report.js';
import { shown } from '../report/shown.js';
import { turnOf } from '../report/text.js';
import { type FilePlace, type Item, type ReportView, type RunProblem, viewOf } from '../report/view.js';
import { waiverText } from '../report/waivers/waiver.js';
import { findingText, sourceText } from './findings-text.js';

/** Where the catalogue lies; SARIF leaves it open where that is. */
const base = 'QUALIFICATION_KIT';

/** The report as SARIF 2.1.0: a rule for each requirement, a result for each finding. What was skipped or could not be judged is told as a notification, because GitHub shows every result as an alert, of whatever kind it is. */
export function sarif(report: Report): string {
  const { kit, subject, requirements, strict, verdict, counts, seed, only, contract, catalogue } = report;
  const start = new Date(report.startedAt);
  const view = viewOf(report);
  const name = shown(`${subject.name}${subject.baseUrl === undefined ? '' : ` at ${subject.baseUrl}`}`, 2000);
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: kit.name,
            version: kit.version,
            semanticVersion: kit.version,
            rules: requirements.map((one) => ruleOf(one, strict)),
          },
        },
        language: 'en',
        columnKind: 'utf16CodeUnits',
        automationDetails: {
          id: `${kit.name}/${subject.kind}/${encodeURIComponent(shown(subject.id, 200))}/${report.startedAt}`,
          description: { text: message(name) },
        },
        originalUriBaseIds: { [base]: { description: { text: 'The folder of qualification-kit.' } } },
        invocations: [
          {
            executionSuccessful: counts.error === 0 && (verdict === 'pass' || verdict === 'fail'),
            startTimeUtc: start.toISOString(),
            endTimeUtc: new Date(start.getTime() + report.durationMs).toISOString(),
            toolExecutionNotifications: view.items.flatMap(notificationOf),
            toolConfigurationNotifications: view.problems.map((one) => problemOf(one, requirements)),
          },
        ],
        results: resultsOf(view, report),
        properties: {
          ...(view.notice === undefined ? {} : { notice: view.notice }),
          verdict,
          closing: view.verdict.sentence,
          counts,
          subject,
          contract,
          catalogue,
          seed,
          strict,
          only,
        },
      },
    ],
  };
  return jsonText(log);
}

function levelOf(level: Level, strict: boolean): 'error' | 'warning' | 'note' {
  switch (level) {
    case 'MUST':
      return 'error';
    case 'SHOULD':
      return strict ? 'error' : 'warning';
    case 'MAY':
      return 'note';
    default:
      return level satisfies never;
  }
}

function ruleOf(one: Judgement, strict: boolean): ReportingDescriptor {
  const { id, area, side, level, statement, fix, sources } = one;
  const helpUri = sources.map(({ url }) => addressOf(url)).find((url) => url !== undefined);
  return {
    id,
    shortDescription: { text: message(shown(statement, 1000)) },
    fullDescription: { text: message(shown(`${id} ${level}: ${statement}`, 1000)) },
    help: {
      text: message(shown([fix, '', ...sources.map(sourceText)].join('\n'), 10_000)),
      markdown: [prose(fix, 2000), '', ...sources.map((source) => `- ${sourceMarkdown(source)}`)].join('\n'),
    },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level: levelOf(level, strict) },
    properties: { tags: [area, side, level], requirement: id },
  };
}

function sourceMarkdown({ title, section, date, says, url }: CitedSource): string {
  const address = addressOf(url);
  const name = prose(title, 300);
  return `${address === undefined ? name : `[${name}](<${address}>)`}, "${prose(section, 300)}" (${prose(date, 40)}): ${prose(says, 1000)}`;
}

/** An address of the web, written so that no character of it ends a link. */
function addressOf(url: string | undefined): string | undefined {
  if (url === undefined || !/^https?:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  return new URL(url).href.replaceAll(/[<>()\\]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
}

function resultsOf({ items }: ReportView, { strict, subject }: Report): Result[] {
  const seen = new Map<string, number>();
  return items.flatMap(({ judgement, word, state, at }, ruleIndex) => {
    if (word !== 'fail' && word !== 'waived') return [];
    const { id, level, waiver, findings } = judgement;
    return findings.map((finding): Result => {
      const { exchange } = finding;
      const fingerprint = fingerprintOf(subject.id, id, finding);
      const nth = (seen.get(fingerprint) ?? 0) + 1;
      seen.set(fingerprint, nth);
      return {
        ruleId: id,
        ruleIndex,
        kind: 'fail',
        level: levelOf(level, strict),
        message: { text: message(`${id}: ${findingText(finding)}`) },
        locations: [locationOf(at)],
        // The second name is the one that GitHub knows an alert by.
        partialFingerprints: {
          'qualificationKitFinding/v1': `${fingerprint}:${nth}`,
          primaryLocationLineHash: `${fingerprint.slice(0, 16)}:${nth}`,
        },
        ...(waiver
          ? {
              suppressions: [
                {
                  kind: 'external',
                  status: 'accepted',
                  justification: message(shown(waiverText(waiver), 2000)),
                },
              ],
            }
          : {}),
        ...(exchange ? { webRequest: requestOf(exchange), webResponse: responseOf(exchange) } : {}),
        properties: { requirement: id, standing: state, turn: turnOf(finding) },
      };
    });
  });
}

/** The same for the same violation in every run: ids and values, which are drawn anew, are no part of it. */
function fingerprintOf(subject: string, id: string, { place, scenario, exchange }: RecordedFinding): string {
  const parts = [subject, id, place, scenario ?? '', exchange?.request.method ?? ''];
  return sha256Of(JSON.stringify(parts));
}

function notificationOf({ judgement: one, at }: Item, index: number): Notification[] {
  const { id, verdict } = one;
  if (verdict !== 'error' && verdict !== 'skip') return [];
  const reason = shown(one.reason ?? 'no reason given', 2000);
  const what = verdict === 'error' ? `${id} could not be judged: ${reason}` : `${id} was skipped: ${reason}`;
  return [
    {
      level: verdict === 'error' ? 'error' : 'note',
      message: { text: message(what) },
      associatedRule: { id, index },
      locations: [locationOf(at)],
      properties: { requirement: id, verdict },
    },
  ];
}

function problemOf({ requirement, message: text }: RunProblem, all: readonly Judgement[]): Notification {
  const index = all.findIndex(({ id }) => id === requirement);
  return {
    level: 'error',
    message: { text: message(shown(text, 2000)) },
    ...(requirement === undefined || index < 0 ? {} : { associatedRule: { id: requirement, index } }),
  };
}

function locationOf({ file, line, absolute }: FilePlace): Location {
  const artifactLocation = absolute
    ? { uri: pathToFileURL(file).href }
    : { uri: file.split('/').map(encodeURIComponent).join('/'), uriBaseId: base };
  return { physicalLocation: { artifactLocation, region: { startLine: line } } };
}

function requestOf({ request }: Evidence): WebRequest {
  const { method, url, headers } = request;
  const known = URL.canParse(url) ? new URL(url) : undefined;
  return {
    protocol: 'http',
    method,
    target: known ? url.slice(known.origin.length) : url,
    headers: headersOf(headers),
    properties: { url },
  };
}

function responseOf({ response, failure }: Evidence): WebResponse {
  if (!response) return { noResponseReceived: true, properties: { failure: failure ?? 'nothing' } };
  const { status, headers, trailers, text, base64, bytes } = response;
  const body = {
    ...(text === undefined ? {} : { text }),
    ...(base64 === undefined ? {} : { binary: base64 }),
  };
  return {
    protocol: 'http',
    statusCode: status,
    headers: headersOf(headers),
    ...(text === undefined && base64 === undefined ? {} : { body }),
    properties: { bytes, ...(trailers ? { trailers: headersOf(trailers) } : {}) },
  };
}

/** SARIF has one value for a name. */
function headersOf(headers: HeaderList): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of headers) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(joined);
}

/** SARIF takes `[words](place)` in a plain message for a link; a backslash makes it none. */
function message(text: string): string {
  return text.replaceAll('](', '\\](');
}
