import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** The folder of the kit's package.json; the same whether the kit runs from its sources or compiled. */
export const packageRoot = findRoot();

/** The kit's version, from its package.json. */
export const kitVersion: string = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')).version;

/** A file as a person names it: relative to the kit with forward slashes where it lies inside, else absolute. */
export function displayPath(file: string): string {
  const path = relative(packageRoot, file);
  return path.startsWith('..') ? file : path.split(sep).join('/');
}
