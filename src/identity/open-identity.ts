import { KitError, messageOf } from '../errors.js';
import { connectionOptionsFrom } from '../http/connection-options.js';
import { Redactor } from '../http/redact.js';
import { acquireToken, type TokenRequest } from './acquire-token.js';
import { type AuthorityBase, parseAuthority } from './authority-base.js';
import { type OpenCredential, openCredential } from './credential.js';
import type { Identity } from './identity.js';
import { readToken } from './ready-token.js';
import { nameOfReference, parseReference, resolveToken } from './secret-reference.js';
import type { SendOptions } from './send-with-retry.js';
import { type Grant, TokenSource } from './token-source.js';

/** Where tokens come from, and the way there. */
export interface Realm {
  /** Scheme and host, such as `https://login.microsoftonline.com`; plain HTTP for loopback alone. */
  readonly authority: string;
  /** A tenant's id or one of its domains. */
  readonly tenant: string;
  /** Such as `https://api.partnercenter.microsoft.com/.default`. */
  readonly scope: string;
  /** Path of a PEM file with certificates that are trusted besides Node's own. */
  readonly ca?: string;
  /** URL of a proxy, in place of HTTPS_PROXY and NO_PROXY. */
  readonly proxy?: string;
  /** Longest time for one exchange, in milliseconds; default 10000. */
  readonly timeoutMs?: number;
  /** Is told, in one line and once, what whoever runs this should know. */
  readonly warn?: (line: string) => void;
}

/** Characters: of what an authority may say, and of what is told. */
const [longestReason, longestLine] = [20_000, 600];

/**
 * A source of an identity's tokens. Secrets are resolved and certificates read now; assertions, ready tokens and the
 * authority wait until a token is asked for. A refresh token that the authority gives in exchange is kept in memory and
 * never written back to where the first one came from.
 * Throws KitError, in one line, without a secret; so do the source's methods.
 */
export async function openIdentity(identity: Identity, realm: Realm): Promise<TokenSource> {
  return new TokenSource(await openGrants(identity, realm));
}

/**
 * Asks for a token of an identity each time it is called.
 * @param held what was granted last, by whomever: a refresh token in it is used in place of the referenced one
 */
export async function openGrants(
  identity: Identity,
  realm: Realm,
  held?: Grant,
): Promise<() => Promise<Grant>> {
  if (identity.kind === 'token') {
    parseReference(identity.token);
    return () => readToken(identity.token);
  }
  const authority = checkAuthority(realm);
  const options = { connection: connectionOptionsFrom(realm), timeoutMs: realm.timeoutMs ?? 10_000 };
  const secrets = new Redactor(new Map());
  const learn = (secret: string) => secrets.learn(secret, 'secret');
  const credential = await openCredential(identity.credential, options, learn);
  const { clientId } = identity;
  const asking = { authority, tenant: realm.tenant, scope: realm.scope, clientId };
  if (identity.kind === 'app')
    return () => requestToken(asking, credential, options, secrets, credential.name);
  const refreshToken = held?.refreshToken ?? (await resolveToken(identity.refreshToken));
  learn(refreshToken);
  // Whoever handed down a refresh token has told of it.
  const told = held?.refreshToken !== undefined;
  return userGrants({ ...asking, refreshToken }, credential, options, secrets, {
    name: nameOfReference(parseReference(identity.refreshToken)),
    warn: (told ? undefined : realm.warn) ?? (() => {}),
  });
}

/** The next token is asked for with the refresh token that came last. */
function userGrants(
  first: TokenRequest,
  credential: OpenCredential,
  options: SendOptions,
  secrets: Redactor,
  { name, warn }: { readonly name: string; readonly warn: (line: string) => void },
): () => Promise<Grant> {
  let asking = first;
  return async () => {
    const how = `${credential.name}, refresh token ${name}`;
    const grant = await requestToken(asking, credential, options, secrets, how);
    const { refreshToken } = grant;
    if (refreshToken !== undefined && refreshToken !== asking.refreshToken) {
      secrets.learn(refreshToken, 'secret');
      if (asking === first)
        warn(`the authority gave a new refresh token; it is kept in memory and not written back to ${name}`);
      asking = { ...asking, refreshToken };
    }
    return grant;
  };
}

async function requestToken(
  asking: TokenRequest,
  credential: OpenCredential,
  options: SendOptions,
  secrets: Redactor,
  how: string,
): Promise<Grant> {
  try {
    return await acquireToken(asking, await credential.proof(), options);
  } catch (thrown) {
    const { host, prefix } = asking.authority;
    const why = messageOf(thrown).slice(0, longestReason).replaceAll(/\s+/g, ' ');
    // First without secrets, then short: of a secret that was cut, the rest would not be known for one.
    const line = secrets.text(
      `no token from ${host}${prefix} for client ${asking.clientId} (${how}): ${why}`,
    );
    throw new KitError(line.length > longestLine ? `${line.slice(0, longestLine)}…` : line);
  }
}

/** Where the authority is asked. */
function checkAuthority({ authority, tenant }: Realm): AuthorityBase {
  const parsed = parseAuthority(authority, tenant);
  if (parsed.problem !== undefined) throw new KitError(`the authority ${parsed.problem}`);
  if (!/^[\w.-]+$/.test(tenant) || /^(common|organizations|consumers)$/i.test(tenant))
    throw new KitError(`"${tenant.slice(0, 40)}" is no tenant; give its id or one of its domains`);
  return parsed;
}
