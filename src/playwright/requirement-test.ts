import type { TestInfo } from '@playwright/test';
import { type Catalogue, loadCatalogue } from '../catalogue/catalogue.js';
import type { Side } from '../catalogue/requirement.js';

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

/** The id of the requirement that a test is about. Throws for a test that names none. */
export function requirementOf(test: Pick<TestInfo, 'annotations' | 'title'>): string {
  const id = requirementNamedBy(test);
  if (id === undefined)
    throw new Error(`the test "${test.title}" names no requirement; write test(...requirement('…'), …)`);
  return id;
}

/** The side that a test judges, by its requirement; undefined for a test that names none. */
export function sideOf(test: Pick<TestInfo, 'annotations'>): Side | undefined {
  const id = requirementNamedBy(test);
  return id === undefined ? undefined : catalogue.get(id).side;
}
