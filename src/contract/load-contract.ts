import { join } from 'node:path';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import type { OpenAPIV3_1 } from 'openapi-types';
import { KitError, messageOf } from '../errors.js';
import { schemaEngine } from '../files/json-schema.js';
import { didYouMean } from '../files/nearest.js';
import { displayPath, packageRoot } from '../files/package-root.js';
import { YamlFile } from '../files/yaml-file.js';
import { sentenceOf } from '../finding.js';
import type { Contract } from './contract.js';
import {
  type DocumentedResponse,
  type Media,
  type Operation,
  type Parameter,
  type ResponseHeader,
  rootType,
} from './operation.js';
import { resolveReferences } from './references.js';
import { type CompiledSchema, compileSchema, type SchemaObject } from './schema.js';

/** The contract that comes with the kit. */
export const defaultContractFile = join(packageRoot, 'openapi', 'qualification.yaml');

type Node = Readonly<Record<string, unknown>>;

/** Contracts that this process compiled, by their files, and what is in these. */
const loaded = new Map<string, Contract>();

/** Reads an OpenAPI 3.1 file and compiles it, once for the same text; what was linted is compiled and checked when it is first used. Throws KitError with file, line and the nearest valid word when it is broken; `lintContract` finds more. */
export function loadContract(path: string = defaultContractFile, { linted = true } = {}): Contract {
  const file = new YamlFile(path);
  const key = `${file.sha256} ${linted} ${path}`;
  const before = loaded.get(key);
  if (before) return before;
  demandVersion(file);
  const contract = new Loader(file, linted).contract();
  loaded.set(key, contract);
  return contract;
}

/** Throws KitError unless the file is an OpenAPI 3.1 document. */
export function demandVersion(file: YamlFile): void {
  const version = (file.data as Node | null)?.['openapi'];
  if (typeof version !== 'string' || !version.startsWith('3.1')) {
    throw new KitError(
      `${file.at(['openapi'])}: expected an OpenAPI 3.1 document, received openapi: ${String(version)}`,
    );
  }
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

class Loader {
  readonly #file: YamlFile;
  readonly #document: OpenAPIV3_1.Document;
  readonly #linted: boolean;
  readonly #engine: Ajv2020;
  readonly #compiled = new Map<string, CompiledSchema>();

  constructor(file: YamlFile, linted: boolean) {
    this.#file = file;
    this.#linted = linted;
    this.#engine = schemaEngine({ linted });
    this.#document = resolveReferences(file) as OpenAPIV3_1.Document;
  }

  contract(): Contract {
    const document = this.#document;
    const operations = Object.entries(document.paths ?? {}).flatMap(([template, item]) =>
      methods.flatMap((method) => {
        const operation = item?.[method];
        return operation
          ? [this.#operation(template, method, operation as Node, (item.parameters ?? []) as Node[])]
          : [];
      }),
    );
    const ids = new Set<string>();
    for (const { id } of operations) {
      if (ids.has(id))
        throw new KitError(`operationId "${id}" at ${this.#file.atText(`operationId: ${id}`)} is used twice`);
      ids.add(id);
    }
    if (!operations.some(({ method }) => method === 'GET')) {
      throw new KitError(
        `${this.#file.at(['paths'])}: the contract has no GET operation, so there is nothing to judge`,
      );
    }
    const codes = Object.entries(
      ((document as unknown as Node)['x-error-codes'] as Record<string, number[]> | undefined) ?? {},
    );
    return {
      file: this.#file.path,
      text: this.#file.text,
      sha256: this.#file.sha256,
      title: document.info.title,
      version: document.info.version,
      document,
      operations,
      errorTable: new Map(codes),
    };
  }

  #operation(template: string, method: string, node: Node, shared: readonly Node[]): Operation {
    const path = ['paths', template, method];
    const id = node['operationId'];
    if (typeof id !== 'string') throw new KitError(`operationId is missing at ${this.#file.at(path)}`);
    const own = (node['parameters'] ?? []) as Node[];
    const parameters = [
      ...shared.filter(
        (one) => !own.some((other) => other['name'] === one['name'] && other['in'] === one['in']),
      ),
      ...own,
    ]
      .filter((one) => one['in'] !== 'cookie')
      .map((one) => this.#parameter(one, path));
    this.#demandPathParameters(template, parameters, path);
    const responses = new Map<number, DocumentedResponse>();
    for (const [status, response] of Object.entries((node['responses'] ?? {}) as Record<string, Node>)) {
      if (!/^[1-5]\d\d$/.test(status)) {
        throw new KitError(
          `status "${status}" at ${this.#file.at([...path, 'responses', status], true)}: expected three digits; name each status`,
        );
      }
      responses.set(Number(status), this.#response(Number(status), response, [...path, 'responses', status]));
    }
    if (![...responses.keys()].some((status) => status < 300)) {
      throw new KitError(
        `no success is documented at ${this.#file.at([...path, 'responses'], true)}; did you mean "200"?`,
      );
    }
    const credential = this.#credential(node);
    const root = rootType({ id, responses });
    return {
      id,
      bareString: root === 'string',
      singleValue: root !== undefined && root !== 'array',
      method: method.toUpperCase(),
      effect: ['get', 'head', 'options', 'trace'].includes(method) ? 'read' : 'write',
      template,
      parameters: credential ? [credential, ...parameters] : parameters,
      responses,
      ...this.#content(node, path),
      secured: credential !== undefined,
      matchPath: pathMatcher(template),
    };
  }

  #demandPathParameters(template: string, parameters: readonly Parameter[], path: readonly string[]): void {
    const inPath = parameters.filter((one) => one.in === 'path').map((one) => one.name);
    for (const [, name = ''] of template.matchAll(/\{([^}]+)\}/g)) {
      if (!inPath.includes(name)) {
        throw new KitError(
          `the path at ${this.#file.at([...path.slice(0, 2)], true)} has {${name}} but the operation has no such path parameter${didYouMean(name, inPath)}`,
        );
      }
    }
  }

  /** The header that the operation's security scheme asks for; undefined where it asks for none. OpenAPI has no parameter for it. */
  #credential(operation: Node): Parameter | undefined {
    const document = this.#document as unknown as Node;
    const asked = (operation['security'] ?? document['security'] ?? []) as readonly object[];
    const [name] = asked.flatMap((one) => Object.keys(one));
    if (name === undefined) return undefined;
    const scheme = (this.#document.components?.securitySchemes?.[name] ?? {}) as Node;
    return {
      name: 'Authorization',
      in: 'header',
      required: true,
      disputed: false,
      schema: this.#schema(scheme['x-header'] ?? { type: 'string' }, `the credential of ${name}`),
      examples: [],
    };
  }

  /** What a request of the operation carries as content. */
  #content(operation: Node, path: readonly string[]): Pick<Operation, 'content'> {
    const body = operation['requestBody'] as Node | undefined;
    if (!body) return {};
    return {
      content: {
        required: body['required'] === true,
        media: this.#media(body['content'], 'request', [...path, 'requestBody']),
      },
    };
  }

  #parameter(node: Node, path: readonly string[]): Parameter {
    const name = String(node['name']);
    return {
      name,
      in: node['in'] as Parameter['in'],
      required: node['required'] === true,
      disputed: node['x-disputed'] === 'required',
      schema: this.#schema(node['schema'], `parameter ${name} of ${path.slice(1).reverse().join(' ')}`),
      examples: examplesOf(node).map(String),
    };
  }

  #response(status: number, node: Node, path: readonly string[]): DocumentedResponse {
    const headers = Object.entries((node['headers'] ?? {}) as Record<string, Node>).map(
      ([name, header]): ResponseHeader => ({
        name,
        required: header['required'] === true,
        schema: this.#schema(header['schema'], `header ${name} of ${status}`),
      }),
    );
    return { status, headers, media: this.#media(node['content'], String(status), path) };
  }

  /** The content of a request or a response, by media type. */
  #media(node: unknown, of: string, path: readonly string[]): readonly Media[] {
    return Object.entries((node ?? {}) as Record<string, Node>).map(([type, content]): Media => {
      const schema = this.#schema(content['schema'], `${type} of ${of}`);
      const named = Object.entries((content['examples'] ?? {}) as Record<string, Node>);
      const examples = new Map(named.map(([name, example]) => [name, example['value']]));
      if ('example' in content) examples.set('example', content['example']);
      for (const [name, value] of examples) {
        const [wrong] = this.#linted ? [] : schema.check(value);
        if (wrong !== undefined) {
          throw new KitError(
            `example "${name}" of ${path.join(' ')} at ${this.#file.atText(`${name}:`)} violates its own schema: ${sentenceOf(wrong)}`,
          );
        }
      }
      return { type, schema, examples };
    });
  }

  #schema(node: unknown, what: string): CompiledSchema {
    const source = (typeof node === 'object' && node !== null ? node : {}) as SchemaObject;
    const key = JSON.stringify(source);
    const known = this.#compiled.get(key);
    if (known) return known;
    try {
      const compiled = compileSchema(this.#engine, source, this.#linted);
      this.#compiled.set(key, compiled);
      return compiled;
    } catch (thrown) {
      const message = messageOf(thrown);
      throw new KitError(this.#explain(source, what, message));
    }
  }

  /** What is wrong with a schema that does not compile, with a line: of the unknown word, or of the value that no schema may have. */
  #explain(source: SchemaObject, what: string, message: string): string {
    const keyword = /unknown keyword: "([^"]+)"/.exec(message)?.[1];
    if (keyword !== undefined)
      return `unknown keyword "${keyword}" at ${this.#file.atText(`${keyword}:`)}${didYouMean(keyword, schemaKeywords)}`;
    void this.#engine.validateSchema(source);
    const wrong =
      this.#engine.errors?.find(({ data }) => typeof data === 'string')?.data ??
      /Invalid regular expression: \/(.+)\/\w*:/.exec(message)?.[1];
    if (typeof wrong !== 'string')
      return `the schema for ${what} in ${displayPath(this.#file.path)} does not compile: ${message}`;
    return `"${wrong}" at ${this.#file.atText(wrong)} is no valid value in the schema for ${what}${didYouMean(wrong, schemaTypes)}`;
  }
}

const schemaTypes = ['string', 'integer', 'number', 'boolean', 'object', 'array', 'null'];

const schemaKeywords = [
  'type',
  'enum',
  'const',
  'pattern',
  'format',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'properties',
  'required',
  'items',
  'additionalProperties',
  'anyOf',
  'oneOf',
  'allOf',
  'not',
  'description',
  'title',
  'default',
  'examples',
  'minItems',
  'maxItems',
];

function examplesOf(node: Node): readonly unknown[] {
  const named = Object.values((node['examples'] ?? {}) as Record<string, Node>).map(
    (example) => example['value'],
  );
  if ('example' in node) named.unshift(node['example']);
  const schema = node['schema'] as Node | undefined;
  if (named.length === 0 && schema && 'example' in schema) named.push(schema['example']);
  return named;
}

function pathMatcher(template: string): Operation['matchPath'] {
  const names: string[] = [];
  const pattern = template.split('/').map((segment) => {
    const name = /^\{([^}]+)\}$/.exec(segment)?.[1];
    if (name === undefined) return segment.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    names.push(name);
    return '([^/]+)';
  });
  const expression = new RegExp(`^${pattern.join('/')}$`);
  return (path) => {
    const found = expression.exec(path);
    return found ? new Map(names.map((name, index) => [name, found[index + 1] ?? ''])) : undefined;
  };
}
