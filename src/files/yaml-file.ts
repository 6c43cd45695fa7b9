import { createRequire } from 'node:module';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { KitError, messageOf } from '../errors.js';
import { didYouMean } from './nearest.js';
import { displayPath } from './package-root.js';
import { parsedBefore } from './prepared.js';
import { readText } from './read-text.js';
import { sha256Of } from './sha256.js';

/** The parser, loaded when first needed: most runs read files that the build parsed. */
function yaml(): typeof import('yaml') {
  return createRequire(import.meta.url)('yaml');
}

/** A YAML file's data, with what an error message needs to point into it. */
export class YamlFile {
  readonly path: string;
  readonly text: string;
  readonly data: unknown;
  /** Of the text, as lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly #shown: string;

  /**
   * Throws KitError with file and line when the file cannot be read, is not UTF-8 or is not YAML. Merge keys (`<<`) are merged.
   * @param shown what messages call the file
   */
  constructor(path: string, shown: string = displayPath(path)) {
    this.path = path;
    this.#shown = shown;
    this.text = readText(path, shown);
    this.sha256 = sha256Of(this.text);
    try {
      this.data = parsedBefore(this.sha256) ?? yaml().parse(this.text, { merge: true });
    } catch (thrown) {
      const alias = /Unresolved alias.*: (\S+)/.exec(messageOf(thrown))?.[1];
      if (alias !== undefined) {
        const anchors = [...this.text.matchAll(/&([\w-]+)/g)].map(([, name = '']) => name);
        throw new KitError(
          `unknown alias "*${alias}" at ${this.atText(`*${alias}`)}${didYouMean(alias, anchors)}`,
        );
      }
      const line = (thrown as { linePos?: readonly { line: number }[] }).linePos?.[0]?.line ?? 1;
      throw new KitError(`${shown}:${line} is not YAML: ${messageOf(thrown).split('\n')[0]}`);
    }
  }

  /** `file:line` of the value at a path of keys, or of the key itself where `key` is true. */
  at(path: readonly (string | number)[], key = false): string {
    return `${this.#shown}:${this.#line(path, key)}`;
  }

  /** The first and the last line of an item of a list, its dash included. */
  linesOf(path: readonly (string | number)[]): readonly [first: number, last: number] {
    const { isNode, LineCounter, parseDocument } = yaml();
    const counter = new LineCounter();
    const node = parseDocument(this.text, { lineCounter: counter }).getIn(path, true);
    if (!isNode(node) || !node.range) return [1, 1];
    const [start, end] = node.range;
    const dash = /-\s*$/.exec(this.text.slice(0, start))?.index ?? start;
    const last = start + this.text.slice(start, end).trimEnd().length - 1;
    return [counter.linePos(dash).line, counter.linePos(Math.max(start, last)).line];
  }

  /** `file:line` of the first line with the text, or of the file's first line. */
  atText(text: string): string {
    const before = this.text.indexOf(text);
    const line = before < 0 ? 1 : this.text.slice(0, before).split('\n').length;
    return `${this.#shown}:${line}`;
  }

  /** One sentence for a violation of a JSON Schema: what is wrong, where, and the nearest valid word. */
  explain(error: ErrorObject): string {
    const path = error.instancePath.split('/').slice(1).map(unescapePointer).map(numeric);
    const last = path.at(-1);
    const where =
      last === undefined ? 'the file' : typeof last === 'number' ? `entry ${last + 1}` : `"${last}"`;
    const { params } = error;
    if (error.keyword === 'additionalProperties' || error.keyword === 'unevaluatedProperties') {
      const unknown = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
      const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
      return `unknown key "${unknown}" at ${this.at([...path, unknown], true)}${didYouMean(unknown, known)}`;
    }
    if (error.keyword === 'enum') {
      const allowed = (params['allowedValues'] as unknown[]).map(String);
      return `unknown value "${String(error.data)}" at ${this.at(path)}${didYouMean(String(error.data), allowed)}`;
    }
    if (error.keyword === 'required') {
      return `key "${params['missingProperty']}" is missing in ${where} at ${this.at(path)}`;
    }
    // A schema that has a pattern says in its title what the pattern is for.
    const title: unknown = error.parentSchema?.['title'];
    if (error.keyword === 'pattern' && typeof title === 'string')
      return `${where} at ${this.at(path)} is no ${title}`;
    if (error.keyword === 'propertyNames') {
      const name = String(params['propertyName']);
      const meant: unknown = (error.schema as { readonly title?: unknown }).title;
      return `"${name}" at ${this.at([...path, name], true)} is no ${typeof meant === 'string' ? meant : 'valid name'}`;
    }
    return `${where} ${error.message ?? 'is not valid'} at ${this.at(path)}`;
  }

  #line(path: readonly (string | number)[], key: boolean): number {
    const { isMap, isNode, isScalar, LineCounter, parseDocument } = yaml();
    const counter = new LineCounter();
    const document = parseDocument(this.text, { lineCounter: counter });
    let offset = 0;
    for (let depth = 0; depth <= path.length; depth += 1) {
      const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
      // A key that was merged into a map has the map's line.
      if (!isNode(node) || !node.range) break;
      offset = node.range[0];
    }
    const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
    if (key && isMap(parent)) {
      const pair = parent.items.find(
        (item) => isScalar(item.key) && String(item.key.value) === String(path.at(-1)),
      );
      if (pair && isScalar(pair.key) && pair.key.range) offset = pair.key.range[0];
    }
    return counter.linePos(offset).line;
  }
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function numeric(part: string): string | number {
  return /^\d+$/.test(part) ? Number(part) : part;
}
