import { resolve } from 'node:path';
import { loadCatalogue } from '../catalogue/catalogue.js';
import type { DriverCommand } from '../client/driver.js';
import { selectScope } from '../client/scenarios.js';
import { KitError } from '../errors.js';
import { watchEarlyInterrupt } from '../run/early-interrupt.js';
import { lintOnce } from '../run/lint.js';
import { defaultOptions, type RunOptions } from '../run/run-options.js';
import { demandCommand } from './demand-command.js';
import { openGate } from './gate.js';
import { passive } from './passive.js';
import { prepareOutput } from './prepare-output.js';
import { runPlaywright } from './run-playwright.js';
import { waiversOption } from './waivers-option.js';

export interface ClientOptions {
  readonly name: string;
  readonly persistent: boolean;
  readonly passive: boolean;
  readonly port?: number;
  /** Milliseconds. */
  readonly for?: number;
  readonly only?: readonly string[];
  readonly strict: boolean;
  readonly output: string;
  readonly seed?: number;
  readonly timeout: number;
  readonly jobs?: number;
  readonly waivers?: string;
}

/** So many drivers of one process per call run at once: in most scenarios they wait for the machine, in some for the clock. */
const usualJobs = 4;

/** Checks everything that can be wrong before the first process, then plays the scenarios. The process ends with the exit code that the report means. */
export async function client(argv: readonly string[], given: ClientOptions): Promise<void> {
  demandSense(argv, given);
  const options: RunOptions = {
    ...defaultOptions(),
    ...(given.seed === undefined ? {} : { seed: given.seed }),
    only: given.only ?? [],
    strict: given.strict,
    output: resolve(given.output),
    timeoutMs: given.timeout,
    side: 'client',
    target: given.name,
    ...waiversOption(given.waivers),
  };
  await lintOnce(options.contract);
  const { requirements } = selectScope(loadCatalogue(), options.only);
  if (given.passive) {
    prepareOutput(options.output);
    await passive(options, {
      port: given.port ?? 0,
      ...(given.for === undefined ? {} : { forMs: given.for }),
    });
    return;
  }
  demandCommand(argv);
  watchEarlyInterrupt();
  prepareOutput(options.output);
  const driver: DriverCommand = {
    argv,
    persistent: given.persistent,
    jobs: given.jobs ?? (given.persistent ? 1 : usualJobs),
  };
  await runPlaywright(
    { ...options, driver },
    requirements.map(({ id }) => id),
    openGate(options.output),
  );
}

function demandSense(
  argv: readonly string[],
  { name, passive, persistent, port, for: forMs, only, jobs }: ClientOptions,
): void {
  if (!/^[\w.-]{1,64}$/.test(name))
    throw new KitError(`--name "${name}" is no name of letters, digits, hyphens, dots and underscores`);
  if (only?.length === 0)
    throw new KitError(
      '--only names nothing; give an id such as RTY-003, an area such as retry, or a scenario',
    );
  if (passive && (argv.length > 0 || persistent || jobs !== undefined))
    throw new KitError('--passive starts nothing; leave the command, --persistent and --jobs out');
  if (!passive && (port !== undefined || forMs !== undefined))
    throw new KitError(
      `${port === undefined ? '--for' : '--port'} is for --passive; did you mean --passive?`,
    );
  if (!passive && argv.length === 0)
    throw new KitError(
      'no driver to start; give its command behind --, such as: client -- python3 my_driver.py',
    );
}
