import type { ProbeFixtures } from '../operations/requirement-probe.js';

/** How a requirement of the service is tested, for each of its operations. */
export interface RegisteredTest {
  readonly run: (fixtures: ProbeFixtures) => Promise<void>;
  /** It is about a service that was asked all the rest. */
  readonly last: boolean;
}

const tests = new Map<string, RegisteredTest>();
let reading = false;

/** Notes how a requirement is tested. Returns whether Playwright is to be told too: not while a worker reads other files than Playwright does. */
export function register(id: string, test: RegisteredTest): boolean {
  tests.set(id, test);
  return !reading;
}

/** How a requirement is tested; undefined as long as its file was not read. */
export function registeredTest(id: string): RegisteredTest | undefined {
  return tests.get(id);
}

/** Reads files of tests for what they register, and leaves them to be read by Playwright as if nobody had. */
export async function readAhead(urls: readonly string[]): Promise<void> {
  await collectTests(async () => {
    // Another URL is another module: Playwright's own still runs when it comes to the file.
    for (const url of urls) await import(`${url}?ahead`);
  });
}

/** What files test that `load` imports for the first time, by requirement, and by what was read before. */
export async function collectTests(load: () => Promise<void>): Promise<ReadonlyMap<string, RegisteredTest>> {
  reading = true;
  await load().finally(() => {
    reading = false;
  });
  return tests;
}
