import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Contract } from '../contract/contract.js';
import { KitError } from '../errors.js';
import { byLine, publishedSchema, violationsOf } from '../files/json-schema.js';
import { didYouMean } from '../files/nearest.js';
import { YamlFile } from '../files/yaml-file.js';
import { parseAuthority } from '../identity/authority-base.js';
import { cloudNamed } from '../identity/clouds.js';
import { parseBaseUrl } from './base-url.js';
import { problemOfWritable, problemsOfCustomers } from './customers.js';
import { problemOfHeader } from './extra-headers.js';
import type { TargetCustomer } from './target.js';

/** What targets.yaml says of one identity: where its secrets are, never the secrets. */
export interface IdentityEntry {
  readonly clientId?: string;
  readonly secret?: string;
  readonly certificate?: string;
  readonly passphrase?: string;
  readonly assertion?: string;
  readonly refreshToken?: string;
  readonly token?: string;
}

/** What targets.yaml says of one service. */
export interface TargetEntry {
  readonly cloud?: string;
  readonly baseUrl?: string;
  readonly authority?: string;
  readonly scope?: string;
  readonly tenant?: string;
  readonly identities: Readonly<Partial<Record<'app' | 'user', IdentityEntry>>>;
  readonly customers: readonly {
    readonly id: string;
    readonly qualification?: string;
    readonly writable?: boolean;
  }[];
  readonly operations?: readonly string[];
  readonly writes?: boolean;
  readonly writeBudget?: number;
  readonly validationCode?: string;
  readonly budget?: number;
  readonly pace?: number;
  /** References, by the names of header fields. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly parallel?: number;
  /** Seconds. */
  readonly hangBudget?: number;
  readonly proxy?: string;
  readonly ca?: string;
  readonly clientCertificate?: {
    readonly certificate: string;
    readonly key: string;
    readonly passphrase?: string;
  };
}

/** A file of targets that nothing is wrong with. */
export interface TargetsFile {
  readonly path: string;
  /** What relative paths in the file count from. */
  readonly folder: string;
  readonly targets: ReadonlyMap<string, TargetEntry>;
  /** `file:line` of the value at a path of keys. */
  at(path: readonly (string | number)[]): string;
}

export const targetsFileName = 'targets.yaml';

const references = ['secret', 'passphrase', 'refreshToken', 'token'] as const;
const assertionWords = ['github', 'azure-devops', 'workload'];
const reference = /^(env|file|command):./;

/** So many problems of a file are told at once. */
const mostTold = 10;

/** Reads and lints a file of targets. Throws KitError with a line for each problem: file, line and the nearest valid word; a value that may be a secret is never repeated. */
export function readTargets(path: string, contract: Contract): TargetsFile {
  const absolute = resolve(path);
  if (!existsSync(absolute))
    throw new KitError(`there is no ${path}; qualification-kit init writes one to fill in`);
  const file = new YamlFile(absolute);
  const schema = publishedSchema('targets');
  demandNone(path, [...literalsIn(file), ...violationsOf(file, schema)]);
  const { targets } = file.data as { readonly targets: Readonly<Record<string, TargetEntry>> };
  const senseless = Object.entries(targets).flatMap(([name, target]) => [
    ...contradictionsIn(file, name, target, contract),
  ]);
  demandNone(path, senseless);
  return {
    path: absolute,
    folder: dirname(absolute),
    targets: new Map(Object.entries(targets)),
    at: (place) => file.at(place),
  };
}

/** What stands in front of the contract's paths: the entry's own base URL, else its cloud's. */
export function baseUrlOf({ baseUrl, cloud = 'global' }: TargetEntry): string {
  return baseUrl ?? cloudNamed(cloud).baseUrl;
}

/** The customers of an entry. */
export function customersOf({ customers }: TargetEntry): readonly TargetCustomer[] {
  return customers.map(({ id, qualification }) =>
    qualification === undefined ? { id } : { id, expected: qualification },
  );
}

/** The target of that name. Throws KitError with the nearest name. */
export function targetNamed({ path, targets }: TargetsFile, name: string): TargetEntry {
  const found = targets.get(name);
  if (!found) throw new KitError(`${path} has no target "${name}"${didYouMean(name, targets.keys())}`);
  return found;
}

/** The name that was given, else that of the only target. Throws KitError with the names where there are several. */
export function nameOrOnly({ path, targets }: TargetsFile, given: string | undefined): string {
  const [only, ...others] = targets.keys();
  if (given !== undefined) return given;
  if (only !== undefined && others.length === 0) return only;
  throw new KitError(
    `${path} has several targets: give --target with one of ${[...targets.keys()].join(', ')}`,
  );
}

function demandNone(path: string, problems: readonly string[]): void {
  const [first, ...others] = byLine(problems);
  if (first === undefined) return;
  if (others.length === 0) throw new KitError(first);
  const more = problems.length > mostTold ? [`and ${problems.length - mostTold} more`] : [];
  throw new KitError(`${path} has ${problems.length} problems`, [
    ...[first, ...others].slice(0, mostTold),
    ...more,
  ]);
}

/** Literals where references belong, which are never repeated. */
function* literalsIn(file: YamlFile): Generator<string> {
  const { targets } = (file.data ?? {}) as { readonly targets?: unknown };
  for (const [name, target] of entriesOf(targets)) {
    const code = Object(target)['validationCode'];
    if (code !== undefined && !(typeof code === 'string' && reference.test(code)))
      yield noReference('validationCode', file.at(['targets', name, 'validationCode']));
    const phrase = Object(Object(target)['clientCertificate'])['passphrase'];
    if (phrase !== undefined && !(typeof phrase === 'string' && reference.test(phrase)))
      yield noReference('passphrase', file.at(['targets', name, 'clientCertificate', 'passphrase']));
    for (const [field, value] of entriesOf(Object(target)['headers'])) {
      const place = file.at(['targets', name, 'headers', field]);
      if (!(typeof value === 'string' && reference.test(value))) yield noReference(field, place);
      const problem = problemOfHeader(field);
      if (problem !== undefined) yield `${problem}, at ${place}`;
    }
    for (const [flow, identity] of entriesOf(Object(target)['identities'])) {
      for (const [key, value] of entriesOf(identity)) {
        const place = file.at(['targets', name, 'identities', flow, key]);
        const isReference = typeof value === 'string' && reference.test(value);
        if ((references as readonly string[]).includes(key) && !isReference) yield noReference(key, place);
        if (key === 'assertion' && !isReference && !assertionWords.includes(String(value)))
          yield `"assertion" at ${place} is neither a reference (env:NAME, file:PATH, command:COMMAND) nor one of ${assertionWords.join(', ')}`;
      }
    }
  }
}

function noReference(key: string, place: string): string {
  return `"${key}" at ${place} is no reference; write env:NAME, file:PATH or command:COMMAND, and if it is a secret, have it replaced: it stood in a file`;
}

/** What no schema tells. */
function* contradictionsIn(
  file: YamlFile,
  name: string,
  target: TargetEntry,
  contract: Contract,
): Generator<string> {
  const at = (...path: readonly (string | number)[]) => file.at(['targets', name, ...path]);
  const base = parseBaseUrl(baseUrlOf(target), contract);
  if (base.problem !== undefined) yield `"baseUrl" at ${at('baseUrl')} ${base.problem}`;
  if (target.clientCertificate !== undefined && 'origin' in base && base.origin.startsWith('http:'))
    yield `"clientCertificate" at ${at('clientCertificate')} is for a base URL with https`;
  const { authority } = target;
  if (authority !== undefined) {
    const { problem } = parseAuthority(authority, target.tenant);
    if (problem !== undefined) yield `"authority" at ${at('authority')} ${problem}`;
  }
  if (target.proxy !== undefined && new URL(target.proxy).password !== '')
    yield `"proxy" at ${at('proxy')} holds a password; leave it to HTTPS_PROXY`;
  for (const [flow, identity] of Object.entries(target.identities)) {
    const problem = identity && problemWith(flow, identity, target.tenant);
    if (problem !== undefined) yield `"${flow}" at ${at('identities', flow)} ${problem}`;
  }
  const operations = contract.operations.map(({ id }) => id);
  for (const [index, id] of (target.operations ?? []).entries())
    if (!operations.includes(id))
      yield `unknown operation "${id}" at ${at('operations', index)}${didYouMean(id, operations)}`;
  for (const [index, customer] of customersOf(target).entries()) {
    const problem = target.customers[index]?.writable === true ? problemOfWritable(customer) : undefined;
    if (problem !== undefined) yield `${problem}, at ${at('customers', index, 'writable')}`;
  }
  for (const { index, about, what, hint } of problemsOfCustomers(customersOf(target), contract))
    yield `${what} at ${about === 'id' ? at('customers', index) : at('customers', index, 'qualification')}${hint}`;
}

/** What is missing or too much in an identity. */
function problemWith(flow: string, identity: IdentityEntry, tenant: string | undefined): string | undefined {
  const keys = Object.keys(identity);
  if (identity.token !== undefined)
    return keys.length > 1
      ? `has a ready token; leave ${keys.filter((key) => key !== 'token').join(', ')} out`
      : undefined;
  if (identity.clientId === undefined) return 'needs a clientId, or a ready token';
  const credentials = (['secret', 'certificate', 'assertion'] as const).filter(
    (key) => identity[key] !== undefined,
  );
  if (credentials.length !== 1)
    return `needs one of secret, certificate and assertion, and has ${credentials.join(' and ') || 'none'}`;
  if (identity.passphrase !== undefined && identity.certificate === undefined)
    return 'has a passphrase and no certificate';
  if (flow === 'user' && identity.refreshToken === undefined) return 'needs a refreshToken, or a ready token';
  if (flow === 'app' && identity.refreshToken !== undefined)
    return 'has a refreshToken, which belongs to the identity "user"';
  return tenant === undefined ? "needs the target's tenant to fetch tokens" : undefined;
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
