import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KitError, messageOf } from '../errors.js';
import { schemaEngine } from '../json-schema.js';
import { kitVersion, packageRoot } from '../package-root.js';
import type { Report } from './report.js';

/** The report in a file, held against schemas/conformance.schema.json. Throws KitError where it is none of this kit. */
export function storedReport(file: string): Report {
  const found = parsed(file);
  const { kit } = isObject(found) ? found : {};
  if (!isObject(kit) || kit['name'] !== 'qualification-kit')
    throw new KitError(`${file} is no report of qualification-kit: its kit.name says otherwise`);
  const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas', 'conformance.schema.json'), 'utf8'));
  const validate = schemaEngine().compile<Report>(schema);
  if (validate(found)) return found;
  const problems = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if');
  const [first] = problems;
  const word = Object.values(first?.params ?? {}).join(', ');
  const what = first ? `${first.instancePath || '/'} ${first.message ?? first.keyword} (${word})` : 'unknown';
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : '';
  const version =
    kit['version'] === kitVersion ? '' : `; version ${kit['version']} wrote it, this is ${kitVersion}`;
  throw new KitError(`${file} does not satisfy schemas/conformance.schema.json: ${what}${more}${version}`);
}

function parsed(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    throw new KitError(`cannot read a report: ${messageOf(thrown)}; name the folder that a run wrote to`);
  }
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new KitError(`${file} is no JSON: ${messageOf(thrown)}`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
