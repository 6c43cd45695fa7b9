import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { KitError } from '../errors.js';
import { didYouMean, distance } from '../files/nearest.js';

/** Throws KitError with the nearest name when the driver's command cannot be started. */
export function demandCommand(argv: readonly string[]): void {
  const [command = ''] = argv;
  if (/[\\/]/.test(command)) {
    const problem = problemWith(resolve(command));
    if (problem !== undefined) throw new KitError(`cannot start ${command}: ${problem}`);
    return;
  }
  // Windows has endings of its own for what can be started; the start itself tells there.
  if (process.platform === 'win32') return;
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  if (folders.some((folder) => problemWith(join(folder, command)) === undefined)) return;
  const hint = problemWith(resolve(command)) === undefined ? `; did you mean "./${command}"?` : '';
  // Among thousands of names some are always near; a typing error is a letter or two.
  const alike = folders.flatMap(namesIn).filter((name) => distance(command, name) <= 2);
  throw new KitError(`cannot start ${command}: no such command in PATH${hint || didYouMean(command, alike)}`);
}

function problemWith(file: string): string | undefined {
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
