import { resolve } from 'node:path';
import { KitError, messageOf } from '../errors.js';
import { cloudNamed } from '../identity/clouds.js';
import type { Identity } from '../identity/identity.js';
import { openGrants, type Realm } from '../identity/open-identity.js';
import { resolveSecret } from '../identity/secret-reference.js';
import { type Grant, TokenSource } from '../identity/token-source.js';
import { type Flow, flows, tokenVariables } from './target.js';
import type { IdentityEntry, TargetEntry, TargetsFile } from './targets-file.js';
import { targetNamed } from './targets-file.js';

/** The environment that names a target as the service to judge, with tokens that were just fetched. Throws KitError in one line when one cannot be had. */
export async function targetEnvironment(
  file: TargetsFile,
  name: string,
  tokenOf: (flow: Flow) => Promise<string>,
): Promise<NodeJS.ProcessEnv> {
  const entry = targetNamed(file, name);
  const env: NodeJS.ProcessEnv = {
    PARTNER_CENTER_BASE_URL: baseUrlOf(entry),
    PARTNER_CENTER_CUSTOMERS: entry.customers
      .map(({ id, qualification }) => (qualification === undefined ? id : `${id}=${qualification}`))
      .join(','),
  };
  for (const flow of flowsOf(entry)) env[tokenVariables[flow]] = await tokenOf(flow);
  return env;
}

/** The kinds of tokens that a target can be read with. */
export function flowsOf({ identities }: TargetEntry): readonly Flow[] {
  return flows.filter((flow) => identities[flow] !== undefined);
}

export function baseUrlOf({ baseUrl, cloud = 'global' }: TargetEntry): string {
  return baseUrl ?? cloudNamed(cloud).baseUrl;
}

/**
 * A source of the tokens of a target's identity, as its owner configured it. Throws KitError that says of which target
 * and identity; so do the source's methods.
 * @param held what was granted last, by another process of the run
 */
export async function openTokens(
  file: TargetsFile,
  name: string,
  flow: Flow,
  held?: Grant,
): Promise<TokenSource> {
  const entry = targetNamed(file, name);
  const identity = entry.identities[flow];
  if (!identity) throw new KitError(`the target ${name} has no identity "${flow}"`);
  const told = (thrown: unknown): never => {
    throw new KitError(`target ${name}, identity ${flow}: ${messageOf(thrown)}`);
  };
  const { folder } = file;
  const acquire = await openGrants(identityOf(identity, folder), realmOf(entry, folder), held).catch(told);
  return new TokenSource(() => acquire().catch(told), Date.now, held);
}

/** The secrets that a target refers to, and their names, for whoever has to find them again. What a command prints is not asked for a second time. */
export async function secretsOf(file: TargetsFile, name: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const [flow, entry] of Object.entries(targetNamed(file, name).identities)) {
    for (const key of ['secret', 'passphrase', 'assertion', 'refreshToken', 'token'] as const) {
      const reference = entry?.[key];
      if (reference === undefined || !/^(env|file):/.test(reference)) continue;
      found.set(await resolveSecret(located(reference, file.folder)), `${flow} ${key}`);
    }
  }
  return found;
}

/** The variables that an identity refers to and that the environment does not have, or has empty. */
export function unsetVariablesOf(identity: IdentityEntry, env: NodeJS.ProcessEnv): readonly string[] {
  return Object.values(identity).flatMap((reference) => {
    const variable = /^env:\s*(.*\S)/.exec(reference)?.[1];
    return variable !== undefined && (env[variable] ?? '').trim() === '' ? [variable] : [];
  });
}

/** Where a target's tokens come from. */
export function realmOf(entry: TargetEntry, folder: string): Realm {
  const cloud = cloudNamed(entry.cloud ?? 'global');
  return {
    authority: entry.authority ?? cloud.authority,
    tenant: entry.tenant ?? '',
    scope: entry.scope ?? cloud.scope,
    ...(entry.ca === undefined ? {} : { ca: resolve(folder, entry.ca) }),
    ...(entry.proxy === undefined ? {} : { proxy: entry.proxy }),
    warn: (line) => process.stderr.write(`qualification-kit: ${line}\n`),
  };
}

/** An entry of the file as an identity; paths count from the file's folder. The file was linted, so one credential is there. */
export function identityOf(entry: IdentityEntry, folder: string): Identity {
  if (entry.token !== undefined) return { kind: 'token', token: located(entry.token, folder) };
  const { clientId = '', secret, certificate, passphrase, assertion = 'workload', refreshToken } = entry;
  const credential =
    secret !== undefined
      ? ({ kind: 'secret', secret: located(secret, folder) } as const)
      : certificate !== undefined
        ? ({
            kind: 'certificate',
            path: resolve(folder, certificate),
            ...(passphrase === undefined ? {} : { passphrase: located(passphrase, folder) }),
          } as const)
        : ({ kind: 'assertion', assertion: located(assertion, folder) } as const);
  return refreshToken === undefined
    ? { kind: 'app', clientId, credential }
    : { kind: 'user', clientId, credential, refreshToken: located(refreshToken, folder) };
}

/** A reference whose path, if it has one, counts from the folder. */
function located(reference: string, folder: string): string {
  return reference.startsWith('file:')
    ? `file:${resolve(folder, reference.slice('file:'.length))}`
    : reference;
}
