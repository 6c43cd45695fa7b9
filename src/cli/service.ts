import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadCatalogue } from '../catalogue/catalogue.js';
import { defaultOptions, handDown, type RunOptions } from '../config/run-options.js';
import { targetFrom } from '../config/target.js';
import { loadContract } from '../contract/load-contract.js';
import { KitError, messageOf } from '../errors.js';
import { lintOnce } from '../lint.js';
import { packageRoot } from '../package-root.js';
import { watchEarlyInterrupt } from '../playwright/early-interrupt.js';
import type { Report } from '../report/report.js';
import { exitCodeOf } from '../verdict.js';

export interface ServiceOptions {
  readonly baseUrl?: string;
  readonly only?: readonly string[];
  readonly strict: boolean;
  readonly output: string;
  readonly seed?: number;
  readonly timeout: number;
  readonly contract?: string;
}

/** Checks everything that can be wrong before the first request, then runs the tests. The process ends with the exit code that the report means. */
export async function service(given: ServiceOptions): Promise<void> {
  watchEarlyInterrupt();
  const options: RunOptions = {
    ...defaultOptions(),
    ...(given.baseUrl === undefined ? {} : { baseUrl: given.baseUrl }),
    ...(given.seed === undefined ? {} : { seed: given.seed }),
    ...(given.contract === undefined ? {} : { contract: resolve(given.contract) }),
    only: given.only ?? [],
    strict: given.strict,
    output: resolve(given.output),
    timeoutMs: given.timeout,
  };
  if (given.only?.length === 0)
    throw new KitError('--only names nothing; give an id such as HDR-002 or an area such as headers');
  await lintOnce(options.contract);
  const selected = loadCatalogue().select('service', options.only);
  const contract = loadContract(options.contract);
  targetFrom(process.env, contract, options.baseUrl);
  prepareOutput(options.output);
  await runPlaywright(
    options,
    selected.map(({ id }) => id),
  );
}

/** Level by level: Node's recursive form never ends below some folders that no folder can be made in, such as /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

function prepareOutput(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
    rmSync(join(folder, 'conformance.json'), { force: true });
  } catch (thrown) {
    throw new KitError(`cannot write to --output ${folder}: ${messageOf(thrown)}`);
  }
}

/**
 * Runs Playwright's own command line in this process, which then ends the process; the report decides the exit code.
 * A process of its own would cost a second and would need every signal passed on.
 */
async function runPlaywright(options: RunOptions, ids: readonly string[]): Promise<void> {
  process.env['QUALIFICATION_KIT_COMMAND'] = '1';
  // What runs here is compiled: Playwright's loader for TypeScript, a thread per process, has nothing to do.
  process.env['PW_DISABLE_TS_ESM'] = '1';
  handDown(options, process.env);
  const grep = options.only.length === 0 ? [] : ['--grep', ids.map((id) => `@${id}\\b`).join('|')];
  const command = createRequire(import.meta.url).resolve('@playwright/test/cli');
  process.argv = [
    process.execPath,
    command,
    'test',
    '--config',
    join(packageRoot, 'dist', 'playwright.config.js'),
    '--project',
    'service',
    ...grep,
  ];
  process.once('SIGTERM', () => process.kill(process.pid, 'SIGINT'));
  process.on('exit', () => {
    process.exitCode = verdictOf(options);
  });
  await import(pathToFileURL(command).href);
}

/** The exit code that the report means; 2, with a word of why, when there is no report. */
function verdictOf({ output }: RunOptions): number {
  try {
    const report: Report = JSON.parse(readFileSync(join(output, 'conformance.json'), 'utf8'));
    return exitCodeOf(report.verdict);
  } catch {
    process.stderr.write('qualification-kit: the run ended without a report, so nothing was judged\n');
    return 2;
  }
}
