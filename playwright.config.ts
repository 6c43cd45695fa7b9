import { existsSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type ReporterDescription } from '@playwright/test';
import { partNameOf } from './src/run/part.js';
import { currentTask, shardOf, sideOf } from './src/run/task.js';

const task = currentTask();
const { output } = task.choices;
const side = sideOf(task);
const shard = shardOf(task);
const reporters = task.kind === 'judge-service' ? task.reporters : [];

/** A file beside this one, whether this is the source or its compiled copy. */
function beside(path: string): string {
  return fileURLToPath(new URL(`${path}${extname(import.meta.url)}`, import.meta.url));
}

function conformance(judged: 'service' | 'client'): ReporterDescription {
  return [beside('./src/playwright/reporter'), { side: judged }];
}

/** The kit's own tests are not part of the compiled copy, nor is what reports them. */
const ownTests = beside('./tests/kit/closing-reporter');
const closing: ReporterDescription[] = existsSync(ownTests) ? [[ownTests]] : [];

/** What `merge` puts together. */
const shardBlob: ReporterDescription[] =
  shard && task.kind === 'judge-service'
    ? [['blob', { outputFile: join(output, `${partNameOf(shard)}.zip`) }]]
    : [];

/** One of Playwright's own reporters, which writes to the run's folder. */
function ofPlaywright(name: string): ReporterDescription {
  switch (name) {
    case 'html':
      return ['html', { outputFolder: join(output, 'playwright-html'), open: 'never' }];
    case 'json':
    case 'junit':
      return [name, { outputFile: join(output, `playwright.${name === 'json' ? 'json' : 'xml'}`) }];
    case 'blob':
      return ['blob', { outputFile: join(output, 'playwright-blob.zip') }];
    default:
      return [name];
  }
}

export default defineConfig({
  testDir: 'tests',
  outputDir: side ? join(output, 'playwright') : 'test-results',
  reporter: side
    ? [conformance(side), ...shardBlob, ...reporters.map(ofPlaywright)]
    : [[process.env['CI'] ? 'dot' : 'list'], conformance('service'), conformance('client'), ...closing],
  ...(side ? {} : { globalSetup: beside('./src/run/global-setup') }),
  workers: '100%',
  retries: 0,
  forbidOnly: true,
  // Every wait of the kit has a limit of its own; this one is for a kit that is broken.
  timeout: 900_000,
  projects: [
    { name: 'service', testDir: 'tests/service', fullyParallel: shard !== undefined, workers: 1 },
    { name: 'client', testDir: 'tests/client', fullyParallel: false, workers: 1 },
    { name: 'kit', testDir: 'tests/kit', fullyParallel: true },
    { name: 'pages', testDir: 'tests/pages', fullyParallel: true },
    { name: 'examples', testDir: 'tests/examples', fullyParallel: true },
    { name: 'package', testDir: 'tests/package', fullyParallel: true },
    { name: 'faults', testDir: 'tests/faults', fullyParallel: true },
    { name: 'matrix', testDir: 'tests/matrix', fullyParallel: true },
  ],
});
