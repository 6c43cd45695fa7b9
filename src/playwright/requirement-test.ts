import type { TestInfo } from '@playwright/test';
import { type Catalogue, loadCatalogue } from '../catalogue/catalogue.js';
import { type OwnRequirements, ownRequirements } from '../catalogue/own-requirements.js';
import { isAbout, isAboutAny, type Requirement, type Side } from '../catalogue/requirement.js';
import { clientOperations } from '../client/client-operations.js';
import type { Contract } from '../contract/contract.js';
import { loadContract } from '../contract/load-contract.js';
import type { Operation } from '../contract/operation.js';
import { operationsInRun } from '../run/operations-in-run.js';
import { type Choices, currentTask } from '../run/task.js';

let loaded: { readonly own: OwnRequirements; readonly catalogue: Catalogue } | undefined;

/** Read once, and again when requirements of somebody's own came or went. */
function catalogueNow(): Catalogue {
  const own = ownRequirements();
  if (loaded?.own !== own) loaded = { own, catalogue: loadCatalogue() };
  return loaded.catalogue;
}

const requirementAnnotation = 'requirement';

/** Title, tags and annotation of a requirement's test, for spreading into `test(…)`. An unknown id stops the collection of tests. */
export function requirement(id: string): [title: string, details: TestDetails] {
  const { statement, area, level } = catalogueNow().get(id);
  return [
    `${id} ${statement}`,
    {
      tag: [`@${id}`, `@${area}`, `@${level}`],
      annotation: [{ type: requirementAnnotation, description: id }],
    },
  ];
}

/** What Playwright shows of a test besides its title. */
interface TestDetails {
  readonly tag: string[];
  readonly annotation: { type: string; description: string }[];
}

const operationAnnotation = 'operation';

/** Title, tags and annotations of a requirement's test for one operation; `several` says that there are tests for others. */
export function requirementFor(
  id: string,
  operation: string,
  several: boolean,
): [title: string, details: TestDetails] {
  const [title, { tag, annotation }] = requirement(id);
  return [
    several ? `${title} (${operation})` : title,
    { tag, annotation: [...annotation, { type: operationAnnotation, description: operation }] },
  ];
}

/** The operation that a test is about; undefined where it names none. */
export function operationNamedBy({ annotations }: Pick<TestInfo, 'annotations'>): string | undefined {
  return annotations.find(({ type }) => type === operationAnnotation)?.description;
}

let known: { readonly file: string; readonly contract: Contract } | undefined;

/** The contract of a run's choices, which is read once. */
function contractOf({ contract: file }: Pick<Choices, 'contract'>): Contract {
  if (known?.file !== file) known = { file, contract: loadContract(file) };
  return known.contract;
}

/** The operations of the run that a requirement is about. */
export function operationsOf(id: string): readonly Operation[] {
  const { choices } = currentTask();
  return operationsInRun(contractOf(choices), choices).filter((one) => isAbout(catalogueNow().get(id), one));
}

/** The requirements of the client's side that are about the operations of the run. */
export function clientRequirements(): readonly Requirement[] {
  const { choices } = currentTask();
  const operations = clientOperations(contractOf(choices), choices.operations);
  return catalogueNow()
    .select('client', [])
    .filter((one) => isAboutAny(one, operations));
}

/** Whether a requirement is about an operation of the contract. */
export function covers(id: string, operation: string): boolean {
  const contract = known?.contract ?? contractOf(currentTask().choices);
  const found = contract.operations.find((one) => one.id === operation);
  return found !== undefined && isAbout(catalogueNow().get(id), found);
}

/** The id of the requirement that a test names; undefined where it names none. */
export function requirementNamedBy({ annotations }: Pick<TestInfo, 'annotations'>): string | undefined {
  return annotations.find(
    ({ type, description = '' }) => type === requirementAnnotation && catalogueNow().has(description),
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
  return id === undefined ? undefined : catalogueNow().get(id).side;
}
