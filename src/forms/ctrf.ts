import { jsonText } from '../files/json-text.js';
import type { Report } from '../report/report.js';
import { shown } from '../report/shown.js';
import type { State } from '../report/state.js';
import { type Item, type RunProblem, viewOf } from '../report/view.js';
import { waiverText } from '../report/waivers/waiver.js';
import { findingText, violationText } from './findings-text.js';

/** `undecided` is `failed`, because gates look at that count alone, and one that opens when nobody knows is worse than one that calls it by the wrong word; `rawStatus` and the message have the right one. A violation that does not bind must not close the gate and must not look passed. */
const statuses = {
  held: 'passed',
  violated: 'failed',
  undecided: 'failed',
  advised: 'other',
  waived: 'other',
  skipped: 'skipped',
} as const satisfies Record<State, string>;

type Status = (typeof statuses)[State];

/** The report in the Common Test Report Format: a test for each requirement, and one for each problem of the run. */
export function ctrf(report: Report): string {
  const { kit, subject, verdict, counts, durationMs, contract, catalogue, seed, strict, only } = report;
  const start = Date.parse(report.startedAt);
  const { notice, verdict: words, items, problems } = viewOf(report);
  const tests = [...items.map(testOf), ...problems.map(asTest)];
  const having = (status: Status) => tests.filter((one) => one.status === status).length;
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
        extra: { ...(notice === undefined ? {} : { notice }), verdict, closing: words.sentence, counts },
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

function testOf(item: Item) {
  const { judgement, state, at } = item;
  const { id, area, side, level, statement, verdict, reading, readings, sources, fix, waiver } = judgement;
  return {
    name: shown(`${id} ${statement}`, 500),
    testId: id,
    status: statuses[state],
    rawStatus: state === 'waived' ? 'waived' : verdict,
    // The report has no time for each requirement.
    duration: 0,
    suite: [side, area],
    filePath: at.file,
    line: at.line,
    tags: [id, area, side, level],
    labels: { requirement: id, level },
    ...messageOf(item),
    extra: {
      requirement: id,
      level,
      standing: state,
      fix,
      sources,
      ...(reading === undefined ? {} : { reading, readings }),
      ...(waiver ? { waiver } : {}),
    },
  };
}

function messageOf({ judgement: one, state }: Item): { message?: string; trace?: string } {
  const { id, findings, level } = one;
  const reason = shown(one.reason ?? 'no reason given', 2000);
  const [first] = findings;
  const finding = first ? findingText(first) : reason;
  const trace = violationText(one);
  switch (state) {
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
      return { message: `${id} ${one.waiver ? shown(waiverText(one.waiver), 2000) : 'waived'}`, trace };
    default:
      return state satisfies never;
  }
}

function asTest({ requirement, at, message }: RunProblem) {
  return {
    name: requirement === undefined ? 'the run' : shown(`${requirement} waiver`, 500),
    status: 'failed' as const,
    rawStatus: 'error',
    duration: 0,
    suite: ['run'],
    ...(at ? { filePath: at.file, line: at.line } : {}),
    message: shown(message, 2000),
    extra: requirement === undefined ? {} : { requirement },
  };
}
