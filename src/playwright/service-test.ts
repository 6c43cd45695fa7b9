import { test as base } from '@playwright/test';
import type { ProbeFixtures } from '../operations/requirement-probe.js';
import { writePlainStacks } from './plain-stacks.js';
import type { PlayedTests } from './played-tests.js';
import { register } from './registered-tests.js';
import { operationNamedBy, operationsOf, requirementFor, requirementOf } from './requirement-test.js';
import { sessionFixture } from './session-fixture.js';

/**
 * Tests a requirement, once for each operation of the run that it is about: act with `service`, judge with the other
 * fixtures. Tests may be played beside each other, before Playwright comes to them. An unknown id stops the collection of
 * tests.
 * @param last whether it is about a service that was asked all the rest
 */
export function requirementTest(
  id: string,
  run: (fixtures: ProbeFixtures) => Promise<void>,
  { last = false }: { readonly last?: boolean } = {},
): void {
  const registered = { run, last };
  if (!register(id, registered)) return;
  const operations = operationsOf(id);
  for (const operation of operations)
    test(...requirementFor(id, operation.id, operations.length > 1), async ({ played }, testInfo) => {
      const { tellPlayed } = await import('./tell-played.js');
      const name = operationNamedBy(testInfo);
      const about = operationsOf(requirementOf(testInfo)).find((one) => one.id === name);
      if (!about) throw new Error(`the test "${testInfo.title}" names no operation of the run`);
      const made = await played.collect({ id, operation: about, test: registered });
      await tellPlayed({ id, operation: about.id }, made, played.session, testInfo);
    });
}

const test = base.extend<object, { readonly played: PlayedTests }>({
  played: sessionFixture(async () => {
    writePlainStacks();
    const [{ openSession }, { PlayedTests, testsSelected }] = await Promise.all([
      import('./service-session.js'),
      import('./played-tests.js'),
    ]);
    return PlayedTests.open(await openSession(), testsSelected);
  }),
});
