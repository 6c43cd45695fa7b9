import { Argument, Option } from 'commander';
import { KitError } from '../errors.js';
import { didYouMean } from '../files/nearest.js';

/** Reads a whole number within limits, for an option of that name. What it returns throws KitError for anything else. */
export function wholeNumber(name: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new KitError(`${name} "${text}" is no whole number from ${least} to ${most}`);
  };
}

/** Reads a share from 0 to 1, for an option of that name. What it returns throws KitError for anything else. */
export function share(name: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^(\d+(\.\d+)?|\.\d+)$/.test(text) && value > 0 && value <= 1) return value;
    throw new KitError(`${name} "${text}" is no share above 0 and up to 1, such as 0.2`);
  };
}

/** Reads a part of a run such as 1/4. Throws KitError for anything else. */
export function shard(text: string): { readonly index: number; readonly total: number } {
  const [, index, total] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index !== undefined && total !== undefined && index >= 1 && index <= total && total <= 1000)
    return { index, total };
  throw new KitError(`--shard "${text}" is no part such as 1/4 or 4/4`);
}

/** Like several, for words of a few. What it returns throws KitError with the nearest word for any other. */
export function severalOf(
  what: string,
  known: readonly string[],
): (text: string, before?: readonly string[]) => readonly string[] {
  return (text, before) => {
    const words = several(text, before);
    const stranger = words.find((word) => !known.includes(word));
    if (stranger === undefined) return words;
    throw new KitError(`unknown ${what} "${stranger}"${didYouMean(stranger, known)}`);
  };
}

/** Reads a time such as 60s, in milliseconds, for an option of that name. What it returns throws KitError for anything else. */
export function duration(name: string): (text: string) => number {
  return (text) => {
    const [, amount = '', unit = ''] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
    const ms = Number(amount) * ({ ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[unit] ?? Number.NaN);
    if (amount !== '' && ms > 0 && ms <= 86_400_000) return ms;
    throw new KitError(`${name} "${text}" is no time up to 24h; write it like 500ms, 60s, 5m or 1h`);
  };
}

/** Words with commas between them, behind those of the same option before. */
export const several = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== ''),
];

/** An option that takes one word of a few, which its help lists. Throws KitError with the nearest word for any other, when it is read. */
export function oneOf(flags: string, description: string, known: readonly string[]): Option {
  const name = /--([\w-]+)/.exec(flags)?.[1] ?? flags;
  return new Option(flags, description).choices(known).argParser(wordOf(name, known));
}

/** Like oneOf, for an argument. */
export function oneOfArgument(name: string, description: string, known: readonly string[]): Argument {
  const word = name.replace(/^[<[]|[\]>]$/g, '');
  return new Argument(name, description).choices(known).argParser(wordOf(word, known));
}

function wordOf(name: string, known: readonly string[]): (text: string) => string {
  return (text) => {
    if (known.includes(text)) return text;
    throw new KitError(`unknown ${name} "${text}"${didYouMean(text, known)}`);
  };
}
