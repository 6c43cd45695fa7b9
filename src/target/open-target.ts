import { resolve } from 'node:path';
import type { Contract } from '../contract/contract.js';
import { KitError, messageOf } from '../errors.js';
import { plainIn } from '../files/plain-value.js';
import { readClientCertificate } from '../http/client-certificate.js';
import { cloudNamed } from '../identity/clouds.js';
import type { Identity } from '../identity/identity.js';
import { openGrants, type Realm } from '../identity/open-identity.js';
import { resolveSecret, resolveToken } from '../identity/secret-reference.js';
import { type Grant, TokenSource } from '../identity/token-source.js';
import { parseBaseUrl } from './base-url.js';
import { headerSecrets } from './extra-headers.js';
import { demandFilledIn } from './placeholders.js';
import { refusedIn } from './refused-tokens.js';
import {
  type Allowance,
  type Flow,
  flows,
  type Manners,
  type Target,
  usualWriteBudget,
  type Writing,
} from './target.js';
import {
  baseUrlOf,
  customersOf,
  type IdentityEntry,
  type TargetEntry,
  type TargetsFile,
  targetNamed,
} from './targets-file.js';

/** What a run asks of a service whose owner said nothing else. */
const usual: Allowance = { budget: 2000, pace: 10 };

/** A target of the file, without tokens. Throws KitError with the nearest name, and where something stands as `init` wrote it. */
export function targetFromFile(file: TargetsFile, name: string, contract: Contract): Target {
  const entry = targetNamed(file, name);
  demandFilledIn(file, name);
  const { folder } = file;
  const { ca, proxy, clientCertificate, budget = usual.budget, pace = usual.pace, tenant = '' } = entry;
  const cloud = cloudNamed(entry.cloud ?? 'global');
  const base = parseBaseUrl(baseUrlOf(entry), contract);
  if (base.problem !== undefined) throw new KitError(`the base URL of the target ${name} ${base.problem}`);
  return {
    id: name,
    name: `the target ${name}`,
    origin: base.origin,
    prefix: base.prefix,
    grants: {},
    access: {
      authority: entry.authority ?? cloud.authority,
      tenant,
      scope: entry.scope ?? cloud.scope,
      identities: Object.fromEntries(
        flows.flatMap((flow) => {
          const identity = entry.identities[flow];
          return identity ? [[flow, identityOf(identity, folder)]] : [];
        }),
      ),
    },
    customers: customersOf(entry),
    refused: {},
    ...(entry.headers === undefined
      ? {}
      : {
          headersAt: Object.fromEntries(
            Object.entries(entry.headers).map(([field, at]) => [field, located(at, folder)]),
          ),
        }),
    ...(entry.operations === undefined ? {} : { operations: entry.operations }),
    writing: writingOf(entry, folder),
    allowance: { budget, pace },
    manners: mannersOf(entry),
    connection: {
      ...(ca === undefined ? {} : { ca: resolve(folder, ca) }),
      ...(proxy === undefined ? {} : { proxy }),
      ...(clientCertificate === undefined ? {} : clientOf(clientCertificate, folder)),
    },
  };
}

/** The passphrase is fetched later. */
function clientOf(
  { certificate, key, passphrase }: NonNullable<TargetEntry['clientCertificate']>,
  folder: string,
): Target['connection'] {
  return {
    clientCertificate: { certificate: resolve(folder, certificate), key: resolve(folder, key) },
    ...(passphrase === undefined ? {} : { passphraseAt: located(passphrase, folder) }),
  };
}

/** The target with a client certificate that can be used, where it has one. Throws KitError in one line when it cannot be had. */
export async function withClientKey(target: Target): Promise<Target> {
  const { id, connection } = target;
  const { clientCertificate, passphraseAt, ...others } = connection;
  if (!clientCertificate) return target;
  const told = (thrown: unknown): never => {
    throw new KitError(`target ${id}, clientCertificate: ${messageOf(thrown)}`);
  };
  const passphrase = passphraseAt === undefined ? undefined : await resolveSecret(passphraseAt).catch(told);
  const opened = { ...clientCertificate, ...(passphrase === undefined ? {} : { passphrase }) };
  try {
    readClientCertificate(opened);
  } catch (thrown) {
    return told(thrown);
  }
  return { ...target, connection: { ...others, clientCertificate: opened } };
}

function mannersOf({ parallel, hangBudget }: TargetEntry): Partial<Manners> {
  return {
    ...(parallel === undefined ? {} : { parallel }),
    ...(hangBudget === undefined ? {} : { hangBudgetMs: hangBudget * 1000 }),
  };
}

function writingOf(
  { customers, writes = false, writeBudget = usualWriteBudget, validationCode }: TargetEntry,
  folder: string,
): Writing {
  return {
    customers: customers.filter(({ writable }) => writable === true).map(({ id }) => id),
    allowed: writes,
    budget: writeBudget,
    ...(validationCode === undefined ? {} : { validationCodeAt: located(validationCode, folder) }),
  };
}

/** The target with all that it refers to and that a run needs: client certificate, tokens, header fields, and for `writes` the validation code. Throws KitError in one line when one cannot be had. */
export async function openTarget(target: Target, writes: boolean): Promise<Target> {
  const known = await withClientKey(target);
  const granted = await withHeaders(known.access ? await withTokens(known, process.env) : known);
  return writes ? withValidationCode(granted) : granted;
}

/** The target with the validation code that it refers to, if it refers to one. Throws KitError in one line when it cannot be had. */
async function withValidationCode(target: Target): Promise<Target> {
  const { id, writing } = target;
  if (writing?.validationCodeAt === undefined) return target;
  const validationCode = await resolveSecret(writing.validationCodeAt).catch((thrown: unknown) => {
    throw new KitError(`target ${id}, validationCode: ${messageOf(thrown)}`);
  });
  return { ...target, writing: { ...writing, validationCode } };
}

/** The target with the header fields that it refers to. Throws KitError in one line when one cannot be had. */
async function withHeaders(target: Target): Promise<Target> {
  const { id, headersAt, ...known } = target;
  if (!headersAt) return target;
  const fetched: Record<string, string> = {};
  for (const [field, at] of Object.entries(headersAt))
    fetched[field] = await resolveSecret(at).catch((thrown: unknown) => {
      throw new KitError(`target ${id}, header ${field}: ${messageOf(thrown)}`);
    });
  return { id, ...known, headers: { ...fetched, ...target.headers } };
}

/** The target with tokens that were just fetched, and with the tokens to be refused that the environment holds. Throws KitError in one line when one cannot be had. */
async function withTokens(target: Target, env: NodeJS.ProcessEnv): Promise<Target> {
  const grants: Partial<Record<Flow, Grant>> = {};
  for (const flow of flowsOf(target)) {
    const source = await openTokens(target, flow);
    const token = await source.token();
    grants[flow] = source.held ?? { token };
  }
  return { ...target, grants, refused: refusedIn(env, grants) };
}

/** Sources of all tokens that can be fetched anew, by flow. Throws KitError like openTokens. */
export async function openAllTokens(target: Target): Promise<Readonly<Partial<Record<Flow, TokenSource>>>> {
  const fetched = flows.filter((flow) => target.access?.identities[flow] !== undefined);
  return Object.fromEntries(
    await Promise.all(fetched.map(async (flow) => [flow, await openTokens(target, flow)] as const)),
  );
}

/** The kinds of tokens that a target can be read with. */
export function flowsOf({ access, grants }: Target): readonly Flow[] {
  return flows.filter((flow) => access?.identities[flow] !== undefined || grants[flow] !== undefined);
}

/** A source of the tokens of a target's identity, which goes on from what the target was granted. Throws KitError that says of which target and identity; so do the source's methods. */
export async function openTokens(target: Target, flow: Flow): Promise<TokenSource> {
  const { id, access, connection } = target;
  const identity = access?.identities[flow];
  if (!access || !identity) throw new KitError(`the target ${id} has no identity "${flow}"`);
  const told = (thrown: unknown): never => {
    throw new KitError(`target ${id}, identity ${flow}: ${messageOf(thrown)}`);
  };
  const held = target.grants[flow];
  const warn = (line: string) => process.stderr.write(`qualification-kit: ${line}\n`);
  const { authority, tenant, scope } = access;
  const { ca, proxy } = connection;
  const realm: Realm = {
    ...{ authority, tenant, scope, warn },
    ...(ca === undefined ? {} : { ca }),
    ...(proxy === undefined ? {} : { proxy }),
  };
  const acquire = await openGrants(identity, realm, held).catch(told);
  return new TokenSource(() => acquire().catch(told), Date.now, held);
}

/** The secrets that a target was granted or refers to, and their names, for whoever has to find them again. What a command prints is not asked for a second time. */
export async function secretsOf(target: Target): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const token of Object.values(target.refused)) found.set(token, 'refused token');
  for (const [value, name] of headerSecrets(target.headers)) found.set(value, name);
  const { passphrase } = target.connection.clientCertificate ?? {};
  if (passphrase !== undefined) found.set(passphrase, 'clientCertificate passphrase');
  const code = target.writing?.validationCode;
  if (code !== undefined) found.set(code, 'validation code');
  for (const flow of flowsOf(target)) {
    const { token, refreshToken } = target.grants[flow] ?? {};
    if (token !== undefined) found.set(token, `${flow} token`);
    if (refreshToken !== undefined) found.set(refreshToken, `${flow} refreshToken`);
    const identity = target.access?.identities[flow];
    for (const [key, reference] of identity ? referencesOf(identity) : [])
      if (/^(env|file):/.test(reference))
        found.set(
          await (key === 'passphrase' ? resolveSecret(reference) : resolveToken(reference)),
          `${flow} ${key}`,
        );
  }
  return found;
}

/** The variables that a flow's identity refers to and that the environment does not have, or has empty. */
export function unsetVariablesOf({ access }: Target, flow: Flow, env: NodeJS.ProcessEnv): readonly string[] {
  const identity = access?.identities[flow];
  return (identity ? referencesOf(identity) : []).flatMap(([, reference]) => {
    const variable = /^env:\s*(.*\S)/.exec(reference)?.[1];
    return variable !== undefined && (plainIn(env, variable) ?? '') === '' ? [variable] : [];
  });
}

/** The references of an identity, by the keys of targets.yaml. */
function referencesOf(identity: Identity): readonly (readonly [string, string])[] {
  if (identity.kind === 'token') return [['token', identity.token]];
  const { credential } = identity;
  const own: readonly (readonly [string, string])[] =
    credential.kind === 'secret'
      ? [['secret', credential.secret]]
      : credential.kind === 'assertion'
        ? [['assertion', credential.assertion]]
        : credential.passphrase === undefined
          ? []
          : [['passphrase', credential.passphrase]];
  return identity.kind === 'user' ? [...own, ['refreshToken', identity.refreshToken]] : own;
}

/** An entry of the file as an identity; paths count from the file's folder. The file was linted, so one credential is there. */
function identityOf(entry: IdentityEntry, folder: string): Identity {
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
