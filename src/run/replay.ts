import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadCatalogue } from '../catalogue/catalogue.js';
import { loadContract } from '../contract/load-contract.js';
import { KitError } from '../errors.js';
import {
  EvidenceWriter,
  evidenceName,
  headerRecordIn,
  type ReadEvidence,
} from '../evidence/evidence-file.js';
import type { Chained, EvidenceRecord, ExchangeRecord } from '../evidence/evidence-record.js';
import { maskExchange } from '../evidence/mask.js';
import { unmaskText } from '../evidence/unmask.js';
import { makeTemporaryFolder } from '../files/temporary-folder.js';
import { connectionOptionsFrom } from '../http/connection-options.js';
import { evidenceOf } from '../http/evidence.js';
import type { HttpRequest } from '../http/exchange.js';
import { Redactor } from '../http/redact.js';
import { exchange, maxBodyBytes } from '../http/transport.js';
import type { RecordedFinding } from '../report/record.js';
import type { Report } from '../report/report.js';
import { playAgain } from '../report/what-to-do.js';
import { standInsOf } from '../service/recorded-subject.js';
import { openSubject, type Subject } from '../service/subject.js';
import { subjectSecrets } from '../service/subject-secrets.js';
import { headerSecrets } from '../target/extra-headers.js';
import { openAllTokens } from '../target/open-target.js';
import { openGate } from './gate.js';
import { lintOnce } from './lint.js';
import { runTests } from './run-tests.js';
import { type Rejudge, type ServiceUnderTest, usualChoices } from './task.js';

/** A finding of an earlier run, and the record of the exchange that shows it. */
export interface FindingToSend {
  readonly requirement: string;
  readonly finding: RecordedFinding;
  readonly record: ExchangeRecord;
}

/** What `ID` or `ID/n` names in a run. Throws KitError for what is no violation there, and for one that no request of the run shows. */
export function findingToSend(report: Report, { records }: ReadEvidence, named: string): FindingToSend {
  const [, id = named, number = '1'] = /^(.+)\/(\d+)$/.exec(named) ?? [];
  const judged = report.requirements.find((one) => one.id === id);
  const violated = report.requirements.filter(({ findings }) => findings.length > 0).map((one) => one.id);
  if (!judged || judged.findings.length === 0)
    throw new KitError(
      `${id} is not violated in that run; ${violated.length === 0 ? 'nothing is' : `violated are ${violated.join(', ')}`}`,
    );
  const finding = judged.findings[Number(number) - 1];
  if (!finding)
    throw new KitError(`${id} has ${judged.findings.length} findings in that run, and no finding ${number}`);
  if (report.subject.kind === 'client') {
    const command = playAgain(report, finding);
    throw new KitError(
      `a client sends by itself${command === undefined ? '' : `; its scenario is played again by: ${command}`}`,
    );
  }
  const shown = finding.exchange;
  const record = records.find(
    (one): one is typeof one & ExchangeRecord =>
      one.type === 'exchange' &&
      one.startedAt === shown?.startedAt &&
      one.request.method === shown.request.method &&
      one.request.origin + one.request.target === shown.request.url,
  );
  if (!record)
    throw new KitError(
      `no request of that run shows finding ${number} of ${id}; judge it with: qualification-kit service --only ${id}`,
    );
  return { requirement: id, finding, record };
}

/** Whether a request may change something: by its method, or by the words that have a server take another one. */
export function mayWrite({ method, target, headers }: HttpRequest): boolean {
  if (!['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(method)) return true;
  const overrides = headers.some(([name]) => /method/i.test(name) && /^x-/i.test(name));
  return overrides || /[?&]_?method=/i.test(target);
}

/** The request as it is sent now: to where the service is, with the secrets of today. Throws KitError where one is missing. */
export function requestNow(
  recorded: HttpRequest,
  prefix: string,
  subject: Pick<Subject, 'origin' | 'prefix' | 'tokens' | 'refused' | 'validationCode'>,
  standIns: ReadonlyMap<string, string>,
): HttpRequest {
  const all = JSON.stringify(recorded);
  const lacks = [
    ...(['app', 'user'] as const).flatMap((flow) =>
      subject.tokens[flow] === undefined ? [`${flow} token`] : [],
    ),
    ...(Object.keys(subject.refused).length === 0 ? ['refused token'] : []),
    ...(subject.validationCode === undefined ? ['validation code'] : []),
  ].find((name) => all.includes(`[${name}]`) || all.includes(`[part of ${name}]`));
  if (lacks !== undefined)
    throw new KitError(`the request carried the ${lacks}, and none is given; nothing was sent`);
  const open = (text: string) => unmaskText(text, standIns);
  const below = recorded.target.startsWith(prefix) ? recorded.target.slice(prefix.length) : recorded.target;
  return {
    method: recorded.method,
    origin: subject.origin,
    target: subject.prefix + open(below),
    headers: recorded.headers.map(([name, value]) => [name, open(value)] as const),
    ...(recorded.content === undefined ? {} : { content: open(recorded.content) }),
  };
}

/** What a replay is given. */
export interface ReplayTask {
  readonly folder: string;
  readonly report: Report;
  readonly evidence: ReadEvidence;
  readonly found: FindingToSend;
  readonly target: ServiceUnderTest;
  readonly contract?: string;
  /** Absolute path of the file with requirements of somebody's own that the run was judged by. */
  readonly checks?: string;
  readonly timeoutMs: number;
  /** Secrets that must not be printed, and the names that stand in for them. */
  readonly secrets: ReadonlyMap<string, string>;
}

/**
 * Sends one exchange of an earlier run again, and judges its new answer by the test that made it, beside all other answers
 * of that run. Ends the process with 0 when the exchange holds now, 1 when it violates still, 2 when nobody knows.
 */
export async function replay(task: ReplayTask): Promise<void> {
  const { evidence, report, found, target } = task;
  const header = headerRecordIn(evidence);
  const { seed, strict, onlyOperations, judgesWrites } = header;
  const output = makeTemporaryFolder('replay');
  process.on('exit', () => rmSync(output, { recursive: true, force: true }));
  const choices = {
    ...usualChoices(),
    ...(task.contract === undefined ? {} : { contract: resolve(task.contract) }),
    ...(task.checks === undefined ? {} : { checks: task.checks }),
    ...(onlyOperations === undefined ? {} : { operations: onlyOperations }),
    ...(judgesWrites === undefined ? {} : { writes: judgesWrites }),
    ...{ seed, strict, output },
    // All of them: a test may lean on what another one read.
    only: report.shard ? report.requirements.map(({ id }) => id) : header.only,
  };
  await lintOnce(choices.contract);
  const answered = await sendAgain(task, loadContract(choices.contract));
  const file = join(output, evidenceName);
  const writer = new EvidenceWriter(file, unchained(header));
  const { redactor } = answered;
  const now = maskExchange(answered.exchange, redactor);
  for (const record of evidence.records) {
    if (record.type === 'header' || record.type === 'footer' || record.type === 'verdict') continue;
    writer.add(unchained(record === found.record ? { ...record, ...now, request: record.request } : record));
  }
  const gate = openGate(output);
  for (const [secret, name] of [...task.secrets, ...subjectSecrets(answered.subject)])
    gate.learn(secret, name);
  const again: Rejudge['again'] = {
    requirement: found.requirement,
    finding: found.finding,
    exchange: evidenceOf(answered.exchange, redactor),
  };
  await runTests(
    {
      kind: 'rejudge',
      choices,
      folder: resolve(task.folder),
      evidence: file,
      subject: report.subject,
      again,
    },
    loadCatalogue()
      .select('service', choices.only)
      .map(({ id }) => id),
    gate,
  );
  if (target === 'mock') await answered.subject.close();
}

/** A record without its place in the old file. */
function unchained<Kind extends EvidenceRecord>(record: Kind): Kind {
  const { n: _, previous: __, ...own } = record as Kind & Partial<Pick<Chained, 'n' | 'previous'>>;
  return own as unknown as Kind;
}

async function sendAgain(
  { evidence, report, found, target, timeoutMs }: ReplayTask,
  contract: ReturnType<typeof loadContract>,
) {
  const session = evidence.records.find((record) => record.type === 'session');
  const mock = target === 'mock';
  const writes = report.writes !== undefined;
  const subject = mock
    ? await openSubject(undefined, contract, report.seed, {})
    : await openSubject(
        target,
        contract,
        report.seed,
        connectionOptionsFrom(target.connection),
        await openAllTokens(target),
        writes,
      );
  const extra = mock ? {} : (target.headers ?? {});
  const redactor = new Redactor(new Map([...subjectSecrets(subject), ...headerSecrets(extra)]));
  const prefix = session?.type === 'session' ? session.prefix : '';
  const standIns = new Map([
    ...standInsOf(subject),
    ...headerSecrets(extra).map(([value, name]) => [name, value] as const),
  ]);
  const request = requestNow(found.record.request, prefix, subject, standIns);
  const limits = { timeoutMs, maxBodyBytes };
  const sent = await exchange(request, limits, { connection: subject.connection });
  if (sent.ending.kind === 'unreachable' || sent.ending.kind === 'limit')
    throw new KitError(`the exchange cannot be judged: ${redactor.text(sent.ending.message)}`);
  // What is judged is the answer to the request as it stood in the evidence.
  return {
    subject,
    redactor,
    exchange: { ...sent, request: { ...request, origin: found.record.request.origin } },
  };
}
