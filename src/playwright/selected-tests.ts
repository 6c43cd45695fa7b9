import { pathToFileURL } from 'node:url';
import type { Suite, TestCase } from '@playwright/test/reporter';
import { operationNamedBy, requirementOf } from './requirement-test.js';

/** A requirement's test with one operation that Playwright is going to run, and its file. */
export interface SelectedTest {
  readonly url: string;
  readonly id: string;
  readonly operation: string;
}

const variable = 'QUALIFICATION_KIT_TESTS';

/** Tells the workers, before they start, which tests of the kit's own Playwright selected: in its order, after filters and shards. */
export function handDownTests(tests: readonly TestCase[], env: NodeJS.ProcessEnv = process.env): void {
  const byFile: Record<string, string[]> = {};
  for (const test of tests) {
    const operation = operationNamedBy(test);
    const file = fileOf(test);
    if (operation === undefined || file === undefined) continue;
    const listed = byFile[file] ?? [];
    byFile[file] = [...listed, `${requirementOf(test)} ${operation}`];
  }
  env[variable] = JSON.stringify(byFile);
}

/** The file that Playwright reads; a test's own location is where it is declared. */
function fileOf({ parent }: TestCase): string | undefined {
  let suite: Suite | undefined = parent;
  while (suite && suite.type !== 'file') suite = suite.parent;
  return suite?.location?.file;
}

/** The tests that were selected; none where nobody told. */
export function selectedTests(env: NodeJS.ProcessEnv = process.env): readonly SelectedTest[] {
  const byFile: Record<string, string[]> = JSON.parse(env[variable] ?? '{}');
  return Object.entries(byFile).flatMap(([file, tests]) =>
    tests.map((test) => {
      const [id = '', operation = ''] = test.split(' ');
      return { url: pathToFileURL(file).href, id, operation };
    }),
  );
}
