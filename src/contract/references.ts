import { KitError } from '../errors.js';
import { didYouMean } from '../files/nearest.js';
import type { YamlFile } from '../files/yaml-file.js';

/** A copy of a document in which every local `$ref` is replaced by what it points to. Throws KitError for one that leads nowhere, out of the file, or round in a circle. */
export function resolveReferences(file: YamlFile): unknown {
  const resolved = new Map<string, unknown>();
  const open = new Set<string>();

  const follow = (reference: string): unknown => {
    if (resolved.has(reference)) return resolved.get(reference);
    if (!reference.startsWith('#/'))
      throw new KitError(
        `$ref "${reference}" at ${file.atText(reference)} leaves the file; keep the contract in one file`,
      );
    if (open.has(reference))
      throw new KitError(`$ref "${reference}" at ${file.atText(reference)} leads back to itself`);
    open.add(reference);
    const value = copy(target(reference));
    open.delete(reference);
    resolved.set(reference, value);
    return value;
  };

  const target = (reference: string): unknown => {
    let node: unknown = file.data;
    for (const part of reference.slice(2).split('/')) {
      const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
      const inside = typeof node === 'object' && node !== null ? (node as Record<string, unknown>) : {};
      if (!(key in inside)) {
        throw new KitError(
          `$ref "${reference}" at ${file.atText(reference)} leads nowhere${didYouMean(key, Object.keys(inside))}`,
        );
      }
      node = inside[key];
    }
    return node;
  };

  const copy = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(copy);
    if (typeof node !== 'object' || node === null) return node;
    const reference = (node as Record<string, unknown>)['$ref'];
    if (typeof reference === 'string') return follow(reference);
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, copy(value)]));
  };

  return copy(file.data);
}
