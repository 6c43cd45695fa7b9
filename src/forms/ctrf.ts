import { jsonText } from '../files/json-text.js';
import { type Judgement, type Report, selfCheckNoticeOf } from '../report/report.js';
import { type RunProblem, runProblems } from '../report/run-problems.js';
import { type Standing, standingOf } from '../report/standing.js';
import { closingOf, plainly } from '../report/text.js';
import { findingText, violationText } from './findings-text.js';
import { placeOf } from './place.js';
import { shown } from './shown.js';
import { waiverText } from './waiver-text.js';

/** `undecided` is `failed`, because gates look at that count alone, and one that opens when nobody knows is worse than one that calls it by the wrong word; `rawStatus` and the message have the right one. A violation that does not bind must not close the gate and must not look passed. */
const statuses = {
  held: 'passed',
  violated: 'failed',
  undecided: 'failed',
  advised: 'other',
  waived: 'other',
  skipped: 'skipped',
} as const satisfies Record<Standing, string>;

type Status = (typeof statuses)[Standing];

/** The report in the Common Test Report Format: a test for each requirement, and one for each problem of the run. */
export function ctrf(report: Report): string {
  const { kit, subject, verdict, counts, durationMs, contract, catalogue, seed, strict, only } = report;
  const start = Date.parse(report.startedAt);
  const tests = [
    ...report.requirements.map((one) => testOf(one, strict)),
    ...runProblems(report).map(asTest),
  ];
  const having = (status: Status) => tests.filter((one) => one.status === status).length;
  const notice = subject.selfCheck ? { notice: selfCheckNoticeOf(subject.kind) } : {};
  return jsonText({
    reportFormat: 'CTRF',
    specVersion: '0.0.0',
    timestamp: new Date(start + durationMs).toISOString(),
    generatedBy: `${kit.name} ${kit.version}`,
    results: {
      tool: { name: kit.name, version: kit.version },
      summary: {
        tests: tests.length,
        passed: having('passed'),
        failed: having('failed'),
        skipped: having('skipped'),
        pending: 0,
        other: having('other'),
        start,
        stop: start + durationMs,
        duration: durationMs,
        extra: { ...notice, verdict, closing: closingOf(report, plainly), counts },
      },
      tests,
      environment: {
        appName: shown(subject.name, 200),
        ...(subject.baseUrl === undefined ? {} : { testEnvironment: shown(subject.baseUrl, 2000) }),
        healthy: verdict === 'pass',
        extra: { subject, contract, catalogue, seed, strict, only },
      },
    },
  });
}

function testOf(one: Judgement, strict: boolean) {
  const { id, area, side, level, statement, verdict, reading, readings, sources, fix, at, waiver } = one;
  const { file, line } = placeOf(at);
  const standing = standingOf(one, strict);
  return {
    name: shown(`${id} ${statement}`, 500),
    testId: id,
    status: statuses[standing],
    rawStatus: standing === 'waived' ? 'waived' : verdict,
    // The report has no time for each requirement.
    duration: 0,
    suite: [side, area],
    filePath: file,
    line,
    tags: [id, area, side, level],
    labels: { requirement: id, level },
    ...messageOf(one, standing),
    extra: {
      requirement: id,
      level,
      standing,
      fix,
      sources,
      ...(reading === undefined ? {} : { reading, readings }),
      ...(waiver ? { waiver } : {}),
    },
  };
}

function messageOf(one: Judgement, standing: Standing): { message?: string; trace?: string } {
  const { id, findings, level } = one;
  const reason = shown(one.reason ?? 'no reason given', 2000);
  const [first] = findings;
  const finding = first ? findingText(first) : reason;
  const trace = violationText(one);
  switch (standing) {
    case 'held':
      return {};
    case 'skipped':
      return { message: reason };
    case 'undecided':
      return { message: `${id} could not be judged: ${reason}` };
    case 'violated':
      return { message: `${id} ${finding}`, trace };
    case 'advised':
      return { message: `${id} is a ${level}, which does not bind: ${finding}`, trace };
    case 'waived':
      return { message: `${id} ${one.waiver ? waiverText(one.waiver) : 'waived'}`, trace };
    default:
      return standing satisfies never;
  }
}

function asTest({ requirement, at, message }: RunProblem) {
  const place = at === undefined ? undefined : placeOf(at);
  return {
    name: requirement === undefined ? 'the run' : shown(`${requirement} waiver`, 500),
    status: 'failed' as const,
    rawStatus: 'error',
    duration: 0,
    suite: ['run'],
    ...(place ? { filePath: place.file, line: place.line } : {}),
    message: shown(message, 2000),
    extra: requirement === undefined ? {} : { requirement },
  };
}
