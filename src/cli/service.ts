import { spawn } from 'node:child_process';
import { accessSync, constants, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { loadCatalogue } from '../catalogue/catalogue.js';
import { defaultOptions, handDown, type RunOptions } from '../config/run-options.js';
import { targetFrom } from '../config/target.js';
import { lintContract, loadContract } from '../contract/load-contract.js';
import { KitError, messageOf } from '../errors.js';
import { packageRoot } from '../package-root.js';
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

/** Checks everything that can be wrong before the first request, runs Playwright, and resolves to the exit code that its report means. */
export async function service(given: ServiceOptions): Promise<number> {
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
  const selected = loadCatalogue().select('service', options.only);
  const contract = loadContract(options.contract);
  await lintContract(options.contract);
  targetFrom(process.env, contract, options.baseUrl);
  prepareOutput(options.output);
  const grep = options.only.length === 0 ? [] : ['--grep', selected.map(({ id }) => `@${id}\\b`).join('|')];
  const code = await runPlaywright(['--project', 'service', ...grep], options);
  return verdictOf(options) ?? (code === 0 ? 2 : 2);
}

function prepareOutput(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    rmSync(join(folder, 'conformance.json'), { force: true });
  } catch (thrown) {
    throw new KitError(`cannot write to --output ${folder}: ${messageOf(thrown)}`);
  }
}

function runPlaywright(args: readonly string[], options: RunOptions): Promise<number> {
  const command = createRequire(import.meta.url).resolve('@playwright/test/cli');
  const env: NodeJS.ProcessEnv = { ...process.env, QUALIFICATION_KIT_COMMAND: '1' };
  handDown(options, env);
  const config = join(packageRoot, 'dist', 'playwright.config.js');
  // A group of its own, so that Ctrl-C reaches Playwright once and through here: it takes a second one for "at once".
  const apart = process.platform !== 'win32';
  const child = spawn(process.execPath, [command, 'test', '--config', config, ...args], { env, stdio: ['ignore', 'inherit', 'inherit'], detached: apart });
  let asked = false;
  const stop = (): void => {
    if (apart && !asked) child.kill('SIGINT');
    asked = true;
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return new Promise((done, failed) => {
    child.on('error', (error) => failed(new KitError(`cannot start Playwright: ${error.message}`)));
    child.on('close', (code) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      done(code ?? 2);
    });
  });
}

/** The exit code that the report means; undefined, with a word of why, when there is no report. */
function verdictOf({ output }: RunOptions): number | undefined {
  try {
    const report: Report = JSON.parse(readFileSync(join(output, 'conformance.json'), 'utf8'));
    return exitCodeOf(report.verdict);
  } catch {
    process.stderr.write('qualification-kit: the run ended without a report, so nothing was judged\n');
    return undefined;
  }
}
