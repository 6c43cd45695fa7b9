import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormatsModule from 'ajv-formats';
import { KitError } from '../errors.js';
import { packageRoot } from './package-root.js';
import type { YamlFile } from './yaml-file.js';

const addFormats = addFormatsModule.default;

/**
 * A JSON Schema 2020-12 engine in strict mode: a schema it does not understand is an error, never "no violations".
 * `linted` leaves out holding schemas against the meta-schema, for those that were linted.
 */
export function schemaEngine({ linted = false } = {}): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    validateSchema: !linted,
  });
  addFormats(ajv);
  return ajv;
}

/** Throws KitError with file, line and nearest valid word unless every file satisfies the schema. */
export function demandValid(files: readonly YamlFile[], schema: object): void {
  const validate = schemaEngine().compile(schema);
  for (const file of files) {
    if (!validate(file.data)) throw new KitError(explainFirst(file, validate.errors ?? []));
  }
}

/** Every violation in a sentence, in the order of the file's lines; none for a valid file. */
export function violationsOf(file: YamlFile, schema: object): readonly string[] {
  const validate = schemaEngine().compile(schema);
  if (validate(file.data)) return [];
  // What is wrong with a name is told by the error of the object that has it.
  const own = (validate.errors ?? []).filter(({ propertyName }) => propertyName === undefined);
  return byLine([...new Set(concrete(own).map((error) => file.explain(error)))]);
}

/** Sentences with `file:line` in them, by their lines. */
export function byLine(sentences: readonly string[]): readonly string[] {
  const line = (sentence: string) => Number(/:(\d+)/.exec(sentence)?.[1] ?? 0);
  return [...sentences].sort((one, other) => line(one) - line(other));
}

/** Without those that only sum up others. */
function concrete(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const found = errors.filter(({ keyword }) => keyword !== 'if' && keyword !== 'anyOf');
  return found.length > 0 ? found : errors;
}

/** The violation that explains best, in a sentence. */
export function explainFirst(file: YamlFile, errors: readonly ErrorObject[]): string {
  const [first] = [...concrete(errors)].sort((a, b) => rank(a) - rank(b));
  if (first === undefined) return `${file.at([])} is not valid`;
  return file.explain(first);
}

/** Unknown keys and words explain best, what is missing because of them comes second. */
function rank(error: ErrorObject): number {
  if (error.keyword === 'additionalProperties' || error.keyword === 'unevaluatedProperties') {
    return 10 - Math.min(9, error.instancePath.split('/').length);
  }
  return error.keyword === 'enum' ? 11 : 12;
}

/** One of the schemas that come with the kit, by the name of what it describes, such as `targets`. */
export function publishedSchema(name: string): object {
  return JSON.parse(readFileSync(join(packageRoot, 'schemas', `${name}.schema.json`), 'utf8'));
}
