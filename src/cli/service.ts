import { resolve } from 'node:path';
import { loadCatalogue } from '../catalogue/catalogue.js';
import { defaultOptions, type RunOptions } from '../config/run-options.js';
import { targetFrom } from '../config/target.js';
import { loadContract } from '../contract/load-contract.js';
import { KitError } from '../errors.js';
import { lintOnce } from '../lint.js';
import { watchEarlyInterrupt } from '../playwright/early-interrupt.js';
import { openGate } from './gate.js';
import { prepareOutput } from './prepare-output.js';
import { runPlaywright } from './run-playwright.js';

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
    openGate(options.output),
  );
}
