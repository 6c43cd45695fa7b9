import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import type { Finding } from '../finding.js';

export type SchemaObject = Readonly<Record<string, unknown>>;

/** A schema of the contract, compiled. */
export interface CompiledSchema {
  /** The schema with all references resolved, and with the forms of `x-also` beside its own. */
  readonly source: SchemaObject;
  /** What is wrong with a value, at paths such as `$.code`; nothing when it is valid. */
  check(value: unknown): readonly Finding[];
}

/** Whether a schema asks for a GUID, as a format or, where generators are not to see that, as `x-format`. */
export function asksForGuid(schema: SchemaObject): boolean {
  return schema['format'] === 'uuid' || schema['x-format'] === 'uuid';
}

/** Compiles a resolved schema; throws what ajv throws for a schema it does not understand: now, or when a linted one is first used. */
export function compileSchema(engine: Ajv2020, schema: SchemaObject, linted: boolean): CompiledSchema {
  const source = withOtherForms(schema) as SchemaObject;
  let validate: ValidateFunction | undefined;
  const compiled = (): ValidateFunction => {
    validate ??= engine.compile(withoutAnnotations(source) as SchemaObject);
    return validate;
  };
  if (!linted) compiled();
  return {
    source,
    check: (value) => {
      const holds = compiled();
      return holds(value) ? [] : mostTelling(holds.errors ?? []).map(findingOf);
    },
  };
}

/**
 * A schema that also takes the forms of its `x-also`: what other documents say, kept out of the schema itself because
 * generators of clients make nothing of it. Values that are listed are added to the list.
 */
function withOtherForms(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withOtherForms);
  if (typeof node !== 'object' || node === null) return node;
  const { 'x-also': also, ...own } = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, withOtherForms(value)]),
  );
  if (!Array.isArray(also)) return own;
  const forms = also as readonly SchemaObject[];
  const lists = [own, ...forms].map((form) => form['enum']);
  if (lists.every(Array.isArray)) return { ...own, enum: lists.flat() };
  const saysNothing = ([key]: [string, unknown]) => key.startsWith('x-') || key === 'description';
  const words = Object.fromEntries(Object.entries(own).filter(saysNothing));
  const all = Object.entries(own).every(saysNothing) ? forms : [own, ...forms];
  return all.length === 1 ? { ...words, ...all[0] } : { ...words, anyOf: all };
}

const annotations = new Set(['example', 'xml', 'externalDocs', 'discriminator']);

/** JSON Schema's part of an OpenAPI schema: without the fields that say nothing about values. */
function withoutAnnotations(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutAnnotations);
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([key]) => !key.startsWith('x-') && !annotations.has(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [key, key === 'enum' || key === 'const' ? value : withoutAnnotations(value)]),
  );
}

/** Where no alternative of an anyOf fits, that alone is told, not what each alternative misses. */
function mostTelling(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const alternatives = errors.filter(({ keyword }) => keyword === 'anyOf');
  return alternatives.length > 0 ? alternatives : errors;
}

function findingOf(error: ErrorObject): Finding {
  const place = `$${error.instancePath.replaceAll(/\/(\d+)/g, '[$1]').replaceAll('/', '.')}`;
  const received = error.keyword === 'required' ? 'none' : shorten(error.data);
  return { place, expected: expectedBy(error), received };
}

function expectedBy({ keyword, params, message = '' }: ErrorObject): string {
  switch (keyword) {
    case 'required':
      return `a member ${params['missingProperty']}`;
    case 'enum':
      return `one of the ${(params['allowedValues'] as unknown[]).length} documented values`;
    case 'type':
      return [params['type']].flat().join(' or ');
    case 'anyOf':
      return 'one of the documented forms';
    case 'const':
      return JSON.stringify(params['allowedValue']);
    default:
      // ajv: "must match pattern …", "must NOT have fewer than 1 items"
      return message.replace(/^must NOT /, 'it not to ').replace(/^must /, 'it to ');
  }
}

/** A value as JSON, cut to 80 characters. */
export function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
