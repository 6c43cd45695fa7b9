import type { DocumentedResponse } from '../contract/operation.js';
import { asksForGuid, type SchemaObject } from '../contract/schema.js';

/** A JSON value for a response: the named example of the contract, else its first example, else one made from the schema. */
export function sampleOf(response: DocumentedResponse, example?: string): unknown {
  const [media] = response.media;
  if (!media) return undefined;
  if (example !== undefined && media.examples.has(example)) return media.examples.get(example);
  const [first] = media.examples.values();
  return first === undefined ? sample(media.schema.source) : first;
}

/** The smallest plain value that a schema of the contract's style allows. */
function sample(schema: SchemaObject): unknown {
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  for (const key of ['examples', 'anyOf', 'oneOf', 'allOf'] as const) {
    const [first] = (schema[key] as readonly unknown[] | undefined) ?? [];
    if (first !== undefined) return key === 'examples' ? first : sample(first as SchemaObject);
  }
  switch ([schema['type']].flat()[0]) {
    case 'object':
      return Object.fromEntries(
        ((schema['required'] ?? []) as string[]).map((name) => [
          name,
          sample(((schema['properties'] ?? {}) as Record<string, SchemaObject>)[name] ?? {}),
        ]),
      );
    case 'array':
      return [];
    case 'integer':
    case 'number':
      return schema['minimum'] ?? 0;
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return asksForGuid(schema)
        ? '00000000-0000-4000-8000-000000000000'
        : 'x'.repeat(Math.max(1, Number(schema['minLength'] ?? 1)));
  }
}
