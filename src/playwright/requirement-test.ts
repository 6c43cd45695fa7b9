import { stripVTControlCharacters } from 'node:util';
import type { TestInfo } from '@playwright/test';
import { type Catalogue, loadCatalogue } from '../catalogue/catalogue.js';
import { isBinding } from '../catalogue/requirement.js';
import { type EvidenceRecord, evidenceAttachment } from '../evidence/evidence-record.js';
import { sentenceOf } from '../finding.js';
import { type RequirementRecord, recordsAttachment } from '../report/record.js';
import { currentTask, failsTests } from '../run/task.js';
import { framelessError } from './frameless-error.js';

const catalogue: Catalogue = loadCatalogue();

const requirementAnnotation = 'requirement';

/** Title, tags and annotation of a requirement's test, for spreading into `test(…)`. An unknown id stops the collection of tests. */
export function requirement(
  id: string,
): [title: string, details: { tag: string[]; annotation: { type: string; description: string } }] {
  const { statement, area, level } = catalogue.get(id);
  return [
    `${id} ${statement}`,
    {
      tag: [`@${id}`, `@${area}`, `@${level}`],
      annotation: { type: requirementAnnotation, description: id },
    },
  ];
}

/** The id of the requirement that a test names; undefined where it names none. */
export function requirementNamedBy({ annotations }: Pick<TestInfo, 'annotations'>): string | undefined {
  return annotations.find(
    ({ type, description = '' }) => type === requirementAnnotation && catalogue.has(description),
  )?.description;
}

/** The id of the requirement that a test is about. */
export function requirementOf(testInfo: TestInfo): string {
  const id = requirementNamedBy(testInfo);
  if (id === undefined)
    throw new Error(`the test "${testInfo.title}" names no requirement; write test(...requirement('…'), …)`);
  return id;
}

/** What the course of a test itself says of its requirement: an error thrown, or a reason to skip. */
export function ownRecord(
  id: string,
  testInfo: TestInfo,
  start:
    | { readonly ready: true }
    | { readonly ready: false; readonly verdict: RequirementRecord['verdict']; readonly reason: string },
  clean: (text: string) => string = (text) => text,
): readonly RequirementRecord[] {
  const record = (verdict: RequirementRecord['verdict'], reason: string): readonly RequirementRecord[] => [
    { id, verdict, reason: clean(reason), readings: [], findings: [] },
  ];
  if (!start.ready) return record(start.verdict, start.reason);
  const [error] = testInfo.errors;
  if (error) return record('error', inOneLine(error.message ?? error.value ?? 'the test threw nothing'));
  const skipped = testInfo.annotations.find(({ type }) => type === 'skip');
  return skipped ? record('skip', skipped.description ?? 'no reason given') : [];
}

/** Hands a test's records to the reporter. */
export async function attachRecords(
  testInfo: TestInfo,
  records: readonly RequirementRecord[],
): Promise<void> {
  await testInfo.attach(recordsAttachment, {
    body: JSON.stringify(records),
    contentType: 'application/json',
  });
}

/** Hands a test's evidence to the reporter. */
export async function attachEvidence(testInfo: TestInfo, evidence: readonly EvidenceRecord[]): Promise<void> {
  await testInfo.attach(evidenceAttachment, {
    body: JSON.stringify(evidence),
    contentType: 'application/json',
  });
}

/** Fails the test of a violated requirement, where somebody looks at tests. */
export function failIfViolated(id: string, testInfo: TestInfo, records: readonly RequirementRecord[]): void {
  const own = records.find((record) => record.id === id && record.verdict === 'fail');
  if (!own || !failsTests(currentTask()) || testInfo.errors.length > 0) return;
  const { level, statement } = catalogue.get(id);
  if (!isBinding(level, currentTask().choices.strict)) return;
  const lines = [
    `${id} ${level.toLowerCase()}: ${statement}`,
    ...own.findings.map((finding) => `  ${sentenceOf(finding)}`),
  ];
  throw framelessError(lines.join('\n'));
}

const mostWords = 300;

/** A message without colours and line ends, cut where it goes on for long. */
function inOneLine(text: string): string {
  const line = stripVTControlCharacters(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > mostWords ? `${line.slice(0, mostWords)}…` : line;
}
