import { stripVTControlCharacters } from 'node:util';
import type { TestInfo } from '@playwright/test';
import type { TestResult } from '@playwright/test/reporter';
import { firstLine } from '../errors.js';
import type { EvidenceRecord } from '../evidence/evidence-record.js';
import { type RequirementRecord, type ScenarioEvidence, type Unjudged, unjudged } from '../report/record.js';
import type { RequestCounts } from '../run/side-of-run.js';

/** What a test of a requirement tells the reporter. It goes as JSON, in an attachment, from a worker to Playwright's main process, or through a blob to `merge`. */
export interface TestReport {
  readonly records: readonly RequirementRecord[];
  readonly evidence: readonly EvidenceRecord[];
  /** Of a client. */
  readonly scenarios: readonly ScenarioEvidence[];
  /** Made to the service under test. */
  readonly requests: RequestCounts;
  /** The service may give no occasion to judge the requirement; false for a test that was skipped for another reason. */
  readonly occasional: boolean;
  /** Why the service does not offer the operation of the test; absent where it does. */
  readonly notOffered?: string;
}

/** What is asked of Playwright about a test that runs. */
export type RunningTest = Pick<TestInfo, 'title' | 'annotations' | 'errors' | 'attach'>;

const name = 'qualification-kit/test';

/** Hands over what a test has to tell; what is left out is empty. */
export async function tellReporter(
  testInfo: Pick<RunningTest, 'attach'>,
  told: Partial<TestReport>,
): Promise<void> {
  const nothing: TestReport = { records: [], evidence: [], scenarios: [], requests: {}, occasional: false };
  const body = JSON.stringify({ ...nothing, ...told });
  await testInfo.attach(name, { body, contentType: 'application/json' });
}

/** What a requirement's test told. Of one that did not come that far, an error that says how it ended. */
export function toldBy(
  id: string,
  operation: string | undefined,
  result: Pick<TestResult, 'attachments' | 'error' | 'status'>,
): TestReport {
  const body = result.attachments.find((attachment) => attachment.name === name)?.body;
  if (body) return JSON.parse(body.toString());
  const { error, status } = result;
  const reason = error
    ? firstLine(error.message ?? error.value ?? 'the test threw nothing')
    : `the test ended as ${status} without a record`;
  const records = [unjudged(id, { verdict: 'error', reason }, operation)];
  return { records, evidence: [], scenarios: [], requests: {}, occasional: false };
}

/** What the course of a test itself says of its requirement: that nothing can be judged, an error thrown, or a reason to skip. */
export function ownRecord(
  { id, operation }: { readonly id: string; readonly operation?: string },
  testInfo: Pick<RunningTest, 'annotations' | 'errors'>,
  start: { readonly ready: true } | (Unjudged & { readonly ready: false }),
  clean: (text: string) => string = (text) => text,
): readonly RequirementRecord[] {
  const why = start.ready ? endOf(testInfo) : start;
  return why ? [unjudged(id, { verdict: why.verdict, reason: clean(why.reason) }, operation)] : [];
}

function endOf({ errors, annotations }: Pick<RunningTest, 'annotations' | 'errors'>): Unjudged | undefined {
  const [error] = errors;
  if (error)
    return { verdict: 'error', reason: inOneLine(error.message ?? error.value ?? 'the test threw nothing') };
  const skipped = annotations.find(({ type }) => type === 'skip');
  return skipped && { verdict: 'skip', reason: skipped.description ?? 'no reason given' };
}

const mostCharacters = 300;

/** What the end of a test says of its requirement. */
export function endRecord(
  { id, operation }: { readonly id: string; readonly operation?: string },
  { verdict, reason }: Unjudged,
  clean: (text: string) => string,
): RequirementRecord {
  return unjudged(id, { verdict, reason: clean(reason) }, operation);
}

/** What an error says that ended a test early. */
export function endedBy(thrown: unknown): Unjudged {
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { verdict: 'error', reason: inOneLine(`${name}: ${message}`) };
}

/** A message without colours and line ends, cut where it goes on for long. */
function inOneLine(text: string): string {
  const line = stripVTControlCharacters(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > mostCharacters ? `${line.slice(0, mostCharacters)}…` : line;
}
