import { Validator } from '@seriousme/openapi-schema-validator';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { KitError } from '../errors.js';
import { explainFirst } from '../files/json-schema.js';
import { didYouMean, distance } from '../files/nearest.js';
import { displayPath } from '../files/package-root.js';
import { YamlFile } from '../files/yaml-file.js';
import { demandVersion, loadContract } from './load-contract.js';
import { resolveReferences } from './references.js';

/** Holds a file against the OpenAPI 3.1 specification's own schema and its schemas against JSON Schema's, which finds misspelled keys that loading passes over. Throws KitError like loadContract. */
export async function lintContract(path: string): Promise<void> {
  const file = new YamlFile(path);
  demandVersion(file);
  resolveReferences(file);
  const engine = new Validator({ allErrors: true, verbose: true, strict: false });
  const result = await engine.validate(file.text);
  if (!result.valid) {
    const errors = Array.isArray(result.errors) ? (result.errors as ErrorObject[]) : [];
    throw new KitError(
      errors.length > 0 ? explainFirst(file, errors) : `${displayPath(file.path)}: ${String(result.errors)}`,
    );
  }
  loadContract(path, { linted: false });
  demandOwnWords(file, file.data, []);
}

const ownWords = [
  'x-sources',
  'x-disputed',
  'x-also',
  'x-format',
  'x-header',
  'x-customer-attribute',
  'x-error-codes',
];

/** What OpenAPI has no opinion on: the kit's own fields, and values that are listed twice. */
function demandOwnWords(file: YamlFile, node: unknown, path: readonly (string | number)[]): void {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    const at = [...path, Array.isArray(node) ? Number(key) : key];
    if (
      key.startsWith('x-') &&
      !ownWords.includes(key) &&
      ownWords.some((word) => distance(word, key) <= 3)
    ) {
      throw new KitError(`unknown key "${key}" at ${file.at(at, true)}${didYouMean(key, ownWords)}`);
    }
    if (key === 'x-disputed' && value !== 'required') {
      throw new KitError(`unknown value "${String(value)}" at ${file.at(at)}; did you mean "required"?`);
    }
    if (key === 'x-error-codes') demandErrorTable(file, value, at);
    if (key === 'enum' && Array.isArray(value)) {
      const doubled = value.findIndex((one, index) => value.indexOf(one) !== index);
      if (doubled >= 0)
        throw new KitError(
          `value "${String(value[doubled])}" at ${file.at([...at, doubled])} is listed twice`,
        );
    }
    if (key !== 'example' && key !== 'examples') demandOwnWords(file, value, at);
  }
}

function demandErrorTable(file: YamlFile, table: unknown, path: readonly (string | number)[]): void {
  for (const [code, statuses] of Object.entries((table ?? {}) as object)) {
    const sound =
      Array.isArray(statuses) && statuses.length > 0 && statuses.every((status) => Number.isInteger(status));
    if (!sound)
      throw new KitError(
        `code "${code}" at ${file.at([...path, code], true)}: expected a list of statuses, such as [404]`,
      );
  }
}
