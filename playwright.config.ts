import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type ReporterDescription } from '@playwright/test';
import { runOptions, startedByCommand } from './src/config/run-options.js';

const options = runOptions();

/** A file beside this one, whether this is the source or its compiled copy. */
function beside(path: string): string {
  return fileURLToPath(new URL(`${path}${extname(import.meta.url)}`, import.meta.url));
}

function conformance(side: 'service' | 'client'): ReporterDescription {
  return [beside('./src/playwright/reporter'), { side }];
}

/** The kit's own tests are not part of the compiled copy, nor is what reports them. */
const ownTests = beside('./tests/kit/closing-reporter');
const closing: ReporterDescription[] = existsSync(ownTests) ? [[ownTests]] : [];

export default defineConfig({
  testDir: 'tests',
  outputDir: join(options.output, 'playwright'),
  reporter: startedByCommand()
    ? [conformance(options.side)]
    : [[process.env['CI'] ? 'dot' : 'list'], conformance('service'), conformance('client'), ...closing],
  ...(startedByCommand() ? {} : { globalSetup: beside('./src/playwright/global-setup') }),
  workers: '100%',
  retries: 0,
  forbidOnly: true,
  // Every wait of the kit has a limit of its own; this one is for a kit that is broken.
  timeout: 900_000,
  projects: [
    { name: 'service', testDir: 'tests/service', fullyParallel: false, workers: 1 },
    { name: 'client', testDir: 'tests/client', fullyParallel: false, workers: 1 },
    { name: 'kit', testDir: 'tests/kit', fullyParallel: true },
    { name: 'examples', testDir: 'tests/examples', fullyParallel: true },
    { name: 'faults', testDir: 'tests/faults', fullyParallel: true },
    { name: 'matrix', testDir: 'tests/matrix', fullyParallel: true },
  ],
});
