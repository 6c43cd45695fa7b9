import { Validator } from '@seriousme/openapi-schema-validator';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { KitError } from '../errors.js';
import { explainFirst } from '../json-schema.js';
import { displayPath } from '../package-root.js';
import { YamlFile } from '../yaml-file.js';
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
}
