import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { KitError, messageOf } from '../errors.js';
import { explainFirst, publishedSchema, schemaEngine } from '../files/json-schema.js';
import { escapeUnseen } from '../files/json-text.js';
import { kitVersion } from '../files/package-root.js';
import { sha256Of } from '../files/sha256.js';
import { writeWhole } from '../files/write-whole.js';
import { YamlFile } from '../files/yaml-file.js';
import { type Report, reportFormat } from './report.js';

/** The name of the report in a run's folder. */
export const reportName = 'conformance.json';

/** A report that satisfies its schema, and the file that it stands in. */
export interface LoadedReport {
  readonly report: Report;
  readonly file: string;
  /** Of the file, as lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** Writes a report to a folder, and returns the file. */
export function writeReport(report: Report, folder: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeWhole(file, `${escapeUnseen(JSON.stringify(report, null, 2))}\n`);
  return file;
}

/** The report that a run left in a folder; undefined where it left none. */
export function readReport(folder: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, reportName), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Reads a report from a file, or from the folder of a run. Throws KitError with file, line and the nearest valid word unless the published schema holds. */
export function loadReport(path: string): LoadedReport {
  if (!existsSync(path)) throw new KitError(`there is no ${path}; give a ${reportName} or a folder with one`);
  const file = statSync(path).isDirectory() ? join(path, reportName) : path;
  if (!existsSync(file))
    throw new KitError(`there is no ${reportName} in ${path}; a run writes one to its --output`);
  const { data, sha256 } = readJson(file, 'conformance', demandFormat);
  return { report: data as Report, file, sha256 };
}

/** Throws KitError for a report of another format, which is told by its name and by the kit that wrote it. */
function demandFormat(data: unknown, file: string): void {
  const { format, kit, requirements } = Object(data);
  if (format === reportFormat || !Array.isArray(requirements)) return;
  const named = typeof format === 'string' ? format : 'qualification-kit-conformance/1';
  const { version } = Object(kit);
  const writer = typeof version === 'string' ? `, written by version ${version}` : '';
  throw new KitError(
    `${file} has the format ${named}${writer}; this kit, ${kitVersion}, reads ${reportFormat}: repeat the run, or use the kit that wrote it`,
  );
}

/** Reads a JSON file that satisfies one of the published schemas, which is named as for `publishedSchema`. Throws KitError with file, line and the nearest valid word for any other; `demand` may throw before. */
export function readJson(
  file: string,
  schema: string,
  demand: (data: unknown, file: string) => void = () => {},
): { readonly data: unknown; readonly sha256: string } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (thrown) {
    throw new KitError(`cannot read ${file}: ${messageOf(thrown)}`);
  }
  const text = bytes.toString('utf8');
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (thrown) {
    throw new KitError(`${file}:${lineIn(text, messageOf(thrown))} is not JSON; was the run ended by force?`);
  }
  demand(data, file);
  const validate = schemaEngine({ linted: true }).compile(publishedSchema(schema));
  // JSON is YAML, whose parser knows lines; it takes its time, and is asked only when something is wrong.
  if (!validate(data)) throw new KitError(problemIn(file, validate.errors ?? []) + otherVersion(data));
  return { data, sha256: sha256Of(bytes) };
}

function problemIn(file: string, errors: readonly ErrorObject[]): string {
  try {
    return explainFirst(new YamlFile(file, file), errors);
  } catch {
    // JSON that is no YAML, such as with a key twice.
    const [first] = errors;
    return `${file} is not what its schema describes: ${first?.instancePath ?? ''} ${first?.message ?? ''}`;
  }
}

/** Says so where another version of the kit wrote the file. */
function otherVersion(data: unknown): string {
  const version = (data as { kit?: { version?: unknown } } | null)?.kit?.version;
  return typeof version === 'string' && version !== kitVersion
    ? `; version ${version} wrote it, this is ${kitVersion}`
    : '';
}

/** The line that a parser's message points to; the last one where it points to the end. */
function lineIn(text: string, message: string): number {
  const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  return text.slice(0, position).split('\n').length;
}
