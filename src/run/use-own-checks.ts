import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { basename, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadCatalogue } from '../catalogue/catalogue.js';
import { declareOwn, ownArea } from '../catalogue/own-requirements.js';
import { levels, type Requirement } from '../catalogue/requirement.js';
import { judgeByOwn, type OwnCheck } from '../checks/own-checks.js';
import { KitError, messageOf } from '../errors.js';
import { didYouMean } from '../files/nearest.js';
import { readText } from '../files/read-text.js';
import { sha256Of } from '../files/sha256.js';
import { shownPath } from '../files/shown-path.js';
import { ownFileOf } from '../report/own-file.js';
import type { Report } from '../report/report.js';

let used: string | undefined;

/** Has this process judge by the requirements of a file besides the kit's; by the kit's alone without one. Throws KitError with file and line for a file that cannot be loaded or says something wrong. */
export async function useOwnChecks(file: string | undefined): Promise<void> {
  if (file === used) return;
  declareOwn({ requirements: [] });
  judgeByOwn([]);
  used = undefined;
  if (file === undefined) return;
  const path = resolve(file);
  const shown = shownPath(path);
  const text = readText(path, shown);
  const checks = checksIn(await exportOf(path, text, shown), text, shown);
  declareOwn({
    requirements: checks.map((check) => requirementOf(check, placeOf(check.id, text, shown), path)),
    sha256: sha256Of(text),
  });
  judgeByOwn(checks);
  used = file;
}

/** Like useOwnChecks, for what an earlier run judged. Throws KitError too where that run judged by a file and none is given. */
export async function useOwnChecksAgain(before: Report, file: string | undefined): Promise<void> {
  const own = ownFileOf(before.requirements);
  if (file === undefined && own !== undefined)
    throw new KitError(`the run judged by the requirements in ${own} too; give --checks ${own}`);
  await useOwnChecks(file);
}

const extensions = ['.mjs', '.js', '.cjs', '.ts', '.mts'];

/** What the module exports by default. */
async function exportOf(path: string, text: string, shown: string): Promise<unknown> {
  if (!extensions.includes(extname(path)))
    throw new KitError(`${shown} is no module: --checks takes a .mjs, .js or .ts file`);
  const url = /\.m?ts$/.test(path) && !readsTypeScript() ? await compiled(path, text, shown) : hrefOf(path);
  try {
    const { default: exported }: { readonly default?: unknown } = await import(url);
    return exported;
  } catch (thrown) {
    const line = lineOf(thrown, path);
    throw new KitError(
      `${shown}${line === undefined ? '' : `:${line}`} cannot be loaded: ${messageOf(thrown)}`,
    );
  }
}

/** Where a module broke off. Node tells the line of a syntax error to whoever has the file checked, and not in the error. */
function lineOf(thrown: unknown, path: string): string | undefined {
  const said =
    thrown instanceof SyntaxError
      ? spawnSync(process.execPath, ['--check', path], { encoding: 'utf8' }).stderr
      : String(Object(thrown).stack);
  return /\.[mc]?[jt]s:(\d+)/.exec(said)?.[1];
}

function hrefOf(path: string): string {
  return pathToFileURL(path).href;
}

/** Node does from 22.18 on. */
function readsTypeScript(): boolean {
  const { typescript } = process.features as { readonly typescript?: string | false };
  return typescript === 'strip' || typescript === 'transform';
}

/** The part of the package `typescript` that is used. */
interface Compiler {
  transpileModule(text: string, options: object): { readonly outputText: string };
}

/** A module of its own that imports nothing, as an address; compiled by the `typescript` that is installed beside it. */
async function compiled(path: string, text: string, shown: string): Promise<string> {
  const compiler = compilerFor(path);
  if (!compiler)
    throw new KitError(
      `${shown} is TypeScript, which Node ${process.versions.node} cannot load: use Node 22.18 or newer, install typescript beside it, or write it as .mjs`,
    );
  const options = { compilerOptions: { module: 99, target: 9 } };
  const { outputText } = compiler.transpileModule(text, options);
  if (/^\s*(import|export\s+\*|export\s*\{[^}]*\}\s*from)\b(?!\s*\.meta)/m.test(outputText))
    throw new KitError(
      `${shown} imports other modules, which Node ${process.versions.node} cannot load for TypeScript: import types alone, use Node 22.18 or newer, or write it as .mjs`,
    );
  return `data:text/javascript;base64,${Buffer.from(outputText).toString('base64')}`;
}

function compilerFor(path: string): Compiler | undefined {
  for (const from of [path, import.meta.url]) {
    try {
      return createRequire(from)('typescript');
    } catch {
      // Not installed there.
    }
  }
  return undefined;
}

const keys = ['id', 'statement', 'level', 'source', 'fix', 'check'];

/** The checks that were exported. Throws KitError unless every one is well. */
function checksIn(exported: unknown, text: string, shown: string): readonly OwnCheck[] {
  if (!Array.isArray(exported) || exported.length === 0)
    throw new KitError(
      `${shown} must export an array of checks by default: export default [{ id: 'OWN-001', … }]`,
    );
  const before = new Set<string>();
  return exported.map((one: unknown, at): OwnCheck => {
    const problem = problemOf(Object(one), before);
    const { id } = Object(one);
    if (problem !== undefined) throw new KitError(`${placeOf(id, text, shown)}: check ${at + 1}: ${problem}`);
    before.add(id);
    return one as OwnCheck;
  });
}

function problemOf(one: Readonly<Record<string, unknown>>, before: ReadonlySet<string>): string | undefined {
  const unknown = Object.keys(one).find((key) => !keys.includes(key));
  if (unknown !== undefined) return `unknown key "${unknown}"${didYouMean(unknown, keys)}`;
  const { id, level } = one;
  if (typeof id !== 'string' || !/^[A-Z]{3}-\d{3}$/.test(id))
    return `the id must be three capital letters, a hyphen and three digits, such as OWN-001, not ${JSON.stringify(id)}`;
  if (before.has(id)) return `the id ${id} stands in the file twice`;
  const letters = id.slice(0, 3);
  if (loadCatalogue().requirements.some((requirement) => requirement.id.startsWith(letters)))
    return `ids that begin with ${letters} are the kit's; use other letters, such as OWN`;
  if (!levels.some((known) => known === level))
    return `the level must be ${levels.join(', ')}, not ${JSON.stringify(level)}${didYouMean(String(level), levels)}`;
  for (const key of ['statement', 'source', ...('fix' in one ? ['fix'] : [])]) {
    const value = one[key];
    if (typeof value !== 'string' || value.trim() === '') return `"${key}" must be a text`;
  }
  return typeof one['check'] === 'function' ? undefined : '"check" must be a function of an answer';
}

/** `file:line` of an id; of the file's beginning where it does not stand there. */
function placeOf(id: unknown, text: string, shown: string): string {
  const at = typeof id === 'string' && id !== '' ? text.indexOf(id) : -1;
  return `${shown}:${text.slice(0, Math.max(at, 0)).split('\n').length}`;
}

function requirementOf(own: OwnCheck, at: string, path: string): Requirement {
  const { id, level, statement, source, fix } = own;
  return {
    ...{
      id,
      level,
      statement,
      area: ownArea,
      side: 'service',
      operations: [],
      dependsOn: [],
      readings: [],
      at,
    },
    sources: [{ document: basename(path), section: source, says: statement }],
    test: 'Every answer that its check applies to.',
    red: 'Its check has a finding.',
    fix: fix ?? statement,
  };
}
