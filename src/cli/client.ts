import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { loadCatalogue } from '../catalogue/catalogue.js';
import { clientOperations } from '../client/client-operations.js';
import type { DriverCommand } from '../client/driver.js';
import { selectScope } from '../client/scenarios.js';
import { loadContract } from '../contract/load-contract.js';
import { KitError } from '../errors.js';
import { didYouMean, distance } from '../files/nearest.js';
import { watchEarlyInterrupt } from '../run/early-interrupt.js';
import { openGate } from '../run/gate.js';
import { lintOnce } from '../run/lint.js';
import { listen } from '../run/listen.js';
import { claimOutput } from '../run/output-folder.js';
import { runTests } from '../run/run-tests.js';
import { type CommonOptions, choicesOf, waiversOf, withoutExcluded } from './choices.js';

export interface ClientOptions extends CommonOptions {
  readonly name: string;
  readonly persistent: boolean;
  readonly passive: boolean;
  readonly port?: number;
  /** Milliseconds. */
  readonly for?: number;
  /** Where the page is that shows what --passive hears; 0 is a free port. */
  readonly console?: number;
  readonly quiet: boolean;
  readonly jobs?: number;
  readonly waivers?: string;
  readonly exclude?: readonly string[];
}

/** So many drivers of one process per call run at once: in most scenarios they wait for the machine, in some for the clock. */
const usualJobs = 4;

/** Checks everything that can be wrong before the first process, then plays the scenarios. The process ends with the exit code that the report means. */
export async function client(argv: readonly string[], given: ClientOptions): Promise<void> {
  demandSense(argv, given);
  const only = withoutExcluded(loadCatalogue(), 'client', given.only, given.exclude);
  const selection = only === undefined ? {} : { only };
  const choices = { ...choicesOf({ ...given, ...selection }), ...waiversOf(given.waivers) };
  await lintOnce(choices.contract);
  const operations = clientOperations(loadContract(choices.contract), choices.operations);
  const { requirements } = selectScope(loadCatalogue(), choices.only, operations);
  const { name: id, port = 0, for: forMs, console: page, persistent } = given;
  if (given.passive)
    return listen({
      kind: 'listen',
      choices,
      id,
      port,
      ...(forMs === undefined ? {} : { forMs }),
      ...(page === undefined ? {} : { console: page }),
      quiet: given.quiet,
    });
  demandCommand(argv);
  watchEarlyInterrupt();
  claimOutput(choices.output);
  const driver: DriverCommand = { argv, persistent, jobs: given.jobs ?? (persistent ? 1 : usualJobs) };
  await runTests(
    { kind: 'judge-client', choices, id, driver },
    requirements.map((one) => one.id),
    openGate(choices.output),
  );
}

function demandSense(
  argv: readonly string[],
  { name, passive, persistent, port, for: forMs, console: page, only, jobs, operation, quiet }: ClientOptions,
): void {
  if (!/^[\w.-]{1,64}$/.test(name))
    throw new KitError(`--name "${name}" is no name of letters, digits, hyphens, dots and underscores`);
  if (only?.length === 0)
    throw new KitError(
      '--only names nothing; give an id such as RTY-003, an area such as retry, or a scenario',
    );
  if (operation?.length === 0)
    throw new KitError('--operation names nothing; give an operationId such as getCustomerQualifications');
  if (passive && (argv.length > 0 || persistent || jobs !== undefined))
    throw new KitError('--passive starts nothing; leave the command, --persistent and --jobs out');
  const [alone] = Object.entries({
    '--port': port,
    '--for': forMs,
    '--console': page,
    '--quiet': quiet,
  }).filter(([, value]) => value !== undefined && value !== false);
  if (!passive && alone) throw new KitError(`${alone[0]} is for --passive; did you mean --passive?`);
  if (!passive && argv.length === 0)
    throw new KitError(
      'no driver to start; give its command behind --, such as: client -- python3 my_driver.py',
    );
}

/** Throws KitError with the nearest name when the driver's command cannot be started. */
function demandCommand(argv: readonly string[]): void {
  const [command = ''] = argv;
  if (/[\\/]/.test(command)) {
    const problem = startProblem(resolve(command));
    if (problem !== undefined) throw new KitError(`cannot start ${command}: ${problem}`);
    return;
  }
  // Windows has endings of its own for what can be started; the start itself tells there.
  if (process.platform === 'win32') return;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  if (folders.some((folder) => startProblem(join(folder, command)) === undefined)) return;
  const hint = startProblem(resolve(command)) === undefined ? `; did you mean "./${command}"?` : '';
  // Among thousands of names some are always near; a typing error is a letter or two.
  const alike = folders.flatMap(namesIn).filter((name) => distance(command, name) <= 2);
  throw new KitError(`cannot start ${command}: no such command in PATH${hint || didYouMean(command, alike)}`);
}

function startProblem(file: string): string | undefined {
  try {
    if (!statSync(file).isFile()) return 'it is no file';
  } catch {
    return 'there is no such file';
  }
  try {
    accessSync(file, constants.X_OK);
    return undefined;
  } catch {
    return 'it is not executable; name its interpreter in front of it, or make it executable';
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
