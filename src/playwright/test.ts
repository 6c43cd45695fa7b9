import { test as base, type TestInfo } from '@playwright/test';
import { loadCatalogue } from '../catalogue/catalogue.js';
import { isBinding } from '../catalogue/requirement.js';
import { runOptions, startedByCommand } from '../config/run-options.js';
import { firstLine } from '../errors.js';
import { type Record, recordsAttachment } from '../report/record.js';
import type { Service } from '../service/service.js';
import type { Judge } from './judge.js';
import type { Session } from './session.js';

const catalogue = loadCatalogue();

/** Title, tags and annotation of a requirement's test, for spreading into `test(…)`. An unknown id stops the collection of tests. */
export function requirement(
  id: string,
): [title: string, details: { tag: string[]; annotation: { type: string; description: string } }] {
  const { statement, area, level } = catalogue.get(id);
  return [
    `${id} ${statement}`,
    { tag: [`@${id}`, `@${area}`, `@${level}`], annotation: { type: 'requirement', description: id } },
  ];
}

interface Fixtures {
  /** Sends requests to the service under test and remembers every exchange. */
  readonly service: Service;
  /** Judges exchanges by the test's requirement. */
  readonly judge: Judge['judge'];
  /** Tells why it is no error when nothing gave occasion to judge the requirement. */
  readonly occasional: Judge['occasional'];
  readonly verdicts: Judge;
}

/** Playwright's `test` with the service under test: act with `service`, judge with `judge`. */
export const test = base.extend<Fixtures, { readonly session: Session }>({
  session: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from a destructuring pattern.
    async ({}, use) => {
      // Loaded here and not above: Playwright's main process reads this file too, and needs none of it.
      const { openSession } = await import('./session.js');
      const session = await openSession();
      await use(session);
      await session.close();
    },
    { scope: 'worker', timeout: 0, box: 'self' },
  ],

  verdicts: [
    async ({ session }, use, testInfo) => {
      const id = requirementOf(testInfo);
      const { Judge } = await import('./judge.js');
      const judge = new Judge(id, session.sender.context);
      await use(judge);
      const observed = session.sender.drain();
      // Where it is unknown who answered, the answers say nothing about the service.
      if (session.start.ready || session.start.verdict === 'skip') judge.observe(observed);
      const records = [...ownRecord(id, testInfo, session), ...judge.records()];
      await testInfo.attach(recordsAttachment, {
        body: JSON.stringify(records),
        contentType: 'application/json',
      });
      session.endIfOver();
      const own = records.find((record) => record.id === id && record.verdict === 'fail');
      // Playwright starts a new worker after a failed test. The command tells violations itself and saves that time.
      if (!own || startedByCommand() || testInfo.errors.length > 0) return;
      if (isBinding(catalogue.get(id).level, runOptions().strict)) throw violation(id, own);
    },
    { auto: true, box: 'self' },
  ],

  // Boxed: Playwright takes a stack trace for every fixture it shows as a step, which took half of a run's time.
  service: [
    async ({ session, verdicts: _ }, use, testInfo) => {
      const { start } = session;
      const { Service } = await import('../service/service.js');
      if (!start.ready) testInfo.skip(true, start.reason);
      else await use(new Service(session.sender, start, session.seed, testInfo));
    },
    { box: 'self' },
  ],

  judge: [async ({ verdicts }, use) => use(verdicts.judge.bind(verdicts)), { box: 'self' }],

  occasional: [async ({ verdicts }, use) => use(verdicts.occasional.bind(verdicts)), { box: 'self' }],
});

function requirementOf(testInfo: TestInfo): string {
  const id = testInfo.annotations.find(({ type }) => type === 'requirement')?.description;
  if (id === undefined)
    throw new Error(`the test "${testInfo.title}" names no requirement; write test(...requirement('…'), …)`);
  return id;
}

/** What the course of the test itself says of its requirement: an error thrown, or a reason to skip. */
function ownRecord(id: string, testInfo: TestInfo, { start, sender }: Session): readonly Record[] {
  const record = (verdict: Record['verdict'], reason: string): readonly Record[] => [
    { id, verdict, reason: sender.context.redactor.text(reason), readings: [], findings: [] },
  ];
  if (!start.ready) return record(start.verdict, start.reason);
  const [error] = testInfo.errors;
  if (error) return record('error', firstLine(error.message ?? error.value ?? 'the test threw nothing'));
  const skipped = testInfo.annotations.find(({ type }) => type === 'skip');
  return skipped ? record('skip', skipped.description ?? 'no reason given') : [];
}

/** An error that Playwright prints without frames: the place that matters is in the service, not in the kit. */
function violation(id: string, { findings }: Record): Error {
  const { level, statement } = catalogue.get(id);
  const error = new Error(
    [`${id} ${level.toLowerCase()}: ${statement}`, ...findings.map(({ message }) => `  ${message}`)].join(
      '\n',
    ),
  );
  error.stack = error.message;
  return error;
}
