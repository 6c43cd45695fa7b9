import { randomUUID } from 'node:crypto';
import { customerParameter, type Operation, type Parameter, pathOf } from '../contract/operation.js';
import { asksForGuid } from '../contract/schema.js';
import type { HeaderList } from '../http/exchange.js';
import { type Flow, flows } from '../target/target.js';
import type { Subject } from './subject.js';

/** Headers set to a value, or left out where undefined. */
export type HeaderChanges = Readonly<Record<string, string | undefined>>;

/**
 * How a request to the service under test differs from a valid read of the first visible customer. What is absent is as
 * in that: the operation's path and method, a token that works, and the headers that the contract asks for.
 */
export interface Probe {
  /** What is special about the request, for messages. */
  readonly note?: string;
  /** The segment for the customer, as it shall stand in the path: nothing is encoded. */
  readonly segment?: string;
  /** Whose token. */
  readonly flow?: Flow;
  /** Set or left out; Authorization and the ids are headers like others. */
  readonly headers?: HeaderChanges;
  /** Further fields, each on a line of its own behind the others, whether or not the name occurs already. */
  readonly fields?: HeaderList;
  readonly method?: string;
  /** The path below the base URL, in place of the operation's. */
  readonly path?: string;
  /** What stands behind the path, with its question mark. */
  readonly query?: string;
  /** What the request carries, as JSON unless the headers say otherwise. */
  readonly content?: string;
  /** Meant to upset a server, so that whatever stands in front of the service may refuse it in its own words. */
  readonly hostile?: boolean;
}

/** A request to the service under test before it has headers and ids, and what is known of it. */
export interface PlannedRequest {
  readonly operation: Operation;
  /** Absent: nothing differs from a valid request. */
  readonly probe?: Probe;
  /** Whose id stands in the path, unless the probe says otherwise. */
  readonly customer: string;
  /** Whose token, unless the probe says otherwise. */
  readonly flow: Flow;
  /** A read with a token that works, of a visible customer, with documented headers; default false. */
  readonly valid?: boolean;
  /** The qualification that the customer is known to have. */
  readonly expected?: string | undefined;
  /** What a right service writes for it, for requests of an operation that writes; absent for what it refuses. */
  readonly value?: string;
  /** One of many that go out at once on purpose; default false. */
  readonly together?: boolean;
}

/** The line and the fields of a request. Ids that nobody set are new each time this is called. */
export interface ComposedRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: HeaderList;
  readonly content?: string;
}

/** Makes a request from the contract: path, required and disputed headers, and a GUID for every header that is one. */
export function compose(
  { operation, probe = {}, customer, flow }: PlannedRequest,
  subject: Pick<Subject, 'tokens' | 'prefix'>,
): ComposedRequest {
  const path =
    probe.path ??
    pathOf(operation, { [customerParameter(operation)?.name ?? '']: probe.segment ?? customer });
  const headers = new Map<string, string>();
  for (const parameter of operation.parameters) {
    if (parameter.in !== 'header') continue;
    const value = valueFor(parameter, subject.tokens[probe.flow ?? flow]);
    if (value !== undefined) headers.set(parameter.name, value);
  }
  const { content } = probe;
  if (content !== undefined)
    headers.set('Content-Type', operation.content?.media[0]?.type ?? 'application/json');
  for (const [name, value] of Object.entries(probe.headers ?? {})) {
    const known = [...headers.keys()].find((key) => key.toLowerCase() === name.toLowerCase()) ?? name;
    if (value === undefined) headers.delete(known);
    else headers.set(known, value);
  }
  return {
    method: probe.method ?? operation.method,
    target: subject.prefix + path + (probe.query ?? requiredQuery(operation)),
    headers: [...headers, ...(probe.fields ?? [])],
    ...(content === undefined ? {} : { content }),
  };
}

/** The value a valid request has for a header, or undefined for one it does not need. */
function valueFor(parameter: Parameter, token: string | undefined): string | undefined {
  if (parameter.name.toLowerCase() === 'authorization')
    return token === undefined ? undefined : `Bearer ${token}`;
  if (asksForGuid(parameter.schema.source)) return randomUUID();
  if (parameter.required || parameter.disputed || parameter.name.toLowerCase() === 'accept')
    return exampleOf(parameter);
  return undefined;
}

/** A value of a parameter: the contract's example, else the schema's first value, else a word. */
export function exampleOf(parameter: Parameter): string {
  const { source } = parameter.schema;
  const [first] = Array.isArray(source['enum']) ? source['enum'] : [];
  return (
    parameter.examples[0] ?? String(source['const'] ?? first ?? source['default'] ?? 'qualification-kit')
  );
}

function requiredQuery(operation: Operation): string {
  const pairs = operation.parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  if (pairs.length === 0) return '';
  return `?${pairs.map((parameter) => `${encodeURIComponent(parameter.name)}=${encodeURIComponent(exampleOf(parameter))}`).join('&')}`;
}

/** The flows a subject has a token for. */
export function flowsOf(subject: Subject): readonly Flow[] {
  return flows.filter((flow) => subject.tokens[flow] !== undefined);
}
