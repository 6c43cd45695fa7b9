import type { TestCase, TestResult } from '@playwright/test/reporter';
import { type Catalogue, loadCatalogue } from '../catalogue/catalogue.js';
import type { Side } from '../catalogue/requirement.js';
import { firstLine } from '../errors.js';

let known: Catalogue | undefined;

/** The side that a test judges, by its requirement; neither for tests that name none. */
export function sideOf(test: TestCase): Side | undefined {
  const id = requirementOf(test);
  if (id === '') return undefined;
  known ??= loadCatalogue();
  return known.has(id) ? known.get(id).side : undefined;
}

/** The id of the requirement that a test is about; empty for one that names none. */
export function requirementOf(test: TestCase): string {
  return test.annotations.find(({ type }) => type === 'requirement')?.description ?? '';
}

/** What a test attached; undefined when it did not come that far. */
export function attached<Item>(result: TestResult, wanted: string): readonly Item[] | undefined {
  const attachment = result.attachments.find(({ name }) => name === wanted);
  return attachment?.body ? JSON.parse(attachment.body.toString()) : undefined;
}

/** Why a test that left no record ended. */
export function reasonOf(result: TestResult): string {
  const { error } = result;
  if (error) return firstLine(error.message ?? error.value ?? 'the test threw nothing');
  return `the test ended as ${result.status} without a record`;
}
