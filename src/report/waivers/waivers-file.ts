import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, relative, resolve } from 'node:path';
import { KitError } from '../../errors.js';
import { demandValid, publishedSchema } from '../../files/json-schema.js';
import { didYouMean } from '../../files/nearest.js';
import { YamlFile } from '../../files/yaml-file.js';
import type { Waiver, WaiversFile } from './waiver.js';

export const waiversFileName = 'waivers.yaml';

/** What stands in an entry that nobody has filled in; a ticket such as TODO-12 is none. */
const placeholder = /^[\s<[({]*(?!TODO-\d)todo\b/i;

/** Reads and lints a file of waivers. Throws KitError with file, line and the nearest valid word; whether a waiver fits a run is decided by `applyWaivers`. */
export function readWaivers(path: string): WaiversFile {
  const absolute = resolve(path);
  const shown = shownAs(absolute);
  if (!existsSync(absolute)) throw new KitError(`there is no ${shown}${alike(absolute)}`);
  const file = new YamlFile(absolute, shown);
  if (file.data === null)
    throw new KitError(`${shown}:1 is empty; a file without waivers says "waivers: []"`);
  demandFilledIn(file);
  demandValid([file], publishedSchema('waivers'));
  const { waivers } = file.data as { readonly waivers: readonly Waiver[] | null };
  return {
    file: shown,
    sha256: file.sha256,
    entries: (waivers ?? []).map((waiver, index) => {
      const [first, last] = file.linesOf(['waivers', index]);
      return { waiver, at: `${shown}:${first}`, first, last };
    }),
  };
}

/** Before the schema, which cannot say so well what to write. */
function demandFilledIn(file: YamlFile): void {
  const { waivers } = file.data as { readonly waivers?: unknown };
  for (const [index, entry] of (Array.isArray(waivers) ? waivers : []).entries()) {
    for (const [key, value] of Object.entries(Object(entry))) {
      const problem = problemWith(key, value);
      if (problem !== undefined)
        throw new KitError(`"${key}" at ${file.at(['waivers', index, key])} ${problem}`);
    }
  }
}

function problemWith(key: string, value: unknown): string | undefined {
  if (key === 'expires') {
    if (typeof value === 'string' && isDay(value)) return undefined;
    const example = 'write it like 2026-12-31';
    return value instanceof Date
      ? 'is a time and no day for YAML 1.1; write it in quotes, like "2026-12-31"'
      : `is no day of the calendar: ${JSON.stringify(value)}; ${example}`;
  }
  if (!['requirement', 'target', 'reason', 'owner', 'ticket'].includes(key)) return undefined;
  if (typeof value === 'string' && placeholder.test(value)) return `still says ${value}; fill it in`;
  if (typeof value === 'string' && !/[\p{L}\p{N}]/u.test(value)) return 'is empty; fill it in';
  if (value === null) return 'is empty; fill it in';
  return typeof value === 'number' || typeof value === 'boolean'
    ? `is a ${typeof value} for YAML; write it in quotes, like "${value}"`
    : undefined;
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Relative to the working directory where it lies in there: reports name the file, and are read elsewhere. */
function shownAs(absolute: string): string {
  const path = relative(process.cwd(), absolute);
  return path.startsWith('..') || isAbsolute(path) ? absolute : path.replaceAll('\\', '/');
}

function alike(absolute: string): string {
  try {
    const names = readdirSync(dirname(absolute)).filter((name) => /^\.ya?ml$/.test(extname(name)));
    return didYouMean(basename(absolute), names);
  } catch {
    return '';
  }
}
