import type { CompiledSchema } from './schema.js';

/** A parameter of an operation, with the schema its values satisfy and the examples the contract gives. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  /** A document calls it required although another leaves it out; probes send it unless they are about it. */
  readonly disputed: boolean;
  readonly schema: CompiledSchema;
  readonly examples: readonly string[];
}

/** A header of a response. */
export interface ResponseHeader {
  readonly name: string;
  readonly required: boolean;
  readonly schema: CompiledSchema;
}

/** The content of a request or a response in one media type. */
export interface Media {
  readonly type: string;
  readonly schema: CompiledSchema;
  /** The contract's examples by name, as JSON values. */
  readonly examples: ReadonlyMap<string, unknown>;
}

/** One documented response. */
export interface DocumentedResponse {
  readonly status: number;
  readonly headers: readonly ResponseHeader[];
  readonly media: readonly Media[];
}

/** What a request carries as content. */
export interface RequestContent {
  readonly required: boolean;
  readonly media: readonly Media[];
}

/** One method of one path. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** Whether it may change something. */
  readonly effect: 'read' | 'write';
  /** Its success is a JSON string alone. */
  readonly bareString: boolean;
  /** Its success is one JSON value of one type, and no array. */
  readonly singleValue: boolean;
  /** The path as the contract writes it, with `{name}` for parameters. */
  readonly template: string;
  /** The header that carries the credential is among them. */
  readonly parameters: readonly Parameter[];
  /** Absent where a request carries none. */
  readonly content?: RequestContent;
  readonly responses: ReadonlyMap<number, DocumentedResponse>;
  readonly secured: boolean;
  /** The parameters' raw segments when the path has the template's form, else undefined. */
  matchPath(path: string): ReadonlyMap<string, string> | undefined;
}

/** The parameters of one kind. */
export function parametersOf(operation: Operation, kind: Parameter['in']): readonly Parameter[] {
  return operation.parameters.filter((parameter) => parameter.in === kind);
}

/** The header parameter with the name in any letter case. */
export function headerOf(operation: Operation, name: string): Parameter | undefined {
  const lower = name.toLowerCase();
  return operation.parameters.find(
    (parameter) => parameter.in === 'header' && parameter.name.toLowerCase() === lower,
  );
}

/** The documented success with the lowest status. */
export function successOf(operation: Pick<Operation, 'id' | 'responses'>): DocumentedResponse {
  const [first] = [...operation.responses.values()]
    .filter(({ status }) => status < 300)
    .sort((a, b) => a.status - b.status);
  if (!first) throw new Error(`operation ${operation.id} documents no success`);
  return first;
}

/** The one JSON type that a documented success has; undefined where it has several, or none. */
export function rootType(operation: Pick<Operation, 'id' | 'responses'>): string | undefined {
  const type = successOf(operation).media[0]?.schema.source['type'];
  return typeof type === 'string' ? type : undefined;
}

/** The path with each parameter replaced by a segment, taken as it is: encode it first, or do not, on purpose. */
export function pathOf(operation: Operation, segments: Readonly<Record<string, string>>): string {
  return operation.template.replaceAll(/\{([^}]+)\}/g, (_, name: string) => segments[name] ?? `{${name}}`);
}

/** The one path parameter that names the customer: the first one, which is all the contract has today. */
export function customerParameter(operation: Operation): Parameter | undefined {
  return operation.parameters.find((parameter) => parameter.in === 'path');
}

/** The documented values of a success that stands for something of the customer, and what it stands for. */
export function customerAttribute(
  operation: Operation,
): { readonly name: string; readonly values: readonly string[] } | undefined {
  const schema = successOf(operation).media[0]?.schema.source;
  const name = schema?.['x-customer-attribute'];
  if (typeof name !== 'string') return undefined;
  return { name, values: Array.isArray(schema?.['enum']) ? schema['enum'].map(String) : [] };
}
