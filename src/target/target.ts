import type { Contract } from '../contract/contract.js';
import { isSameQualification, qualificationsOf } from '../contract/qualification.js';
import { KitError } from '../errors.js';
import { didYouMean } from '../files/nearest.js';
import { isGuid } from '../http/guid.js';
import { claimsOf, isJwt } from '../http/jwt.js';
import { isLoopback } from '../http/loopback.js';

/** The two kinds of tokens the documents name: an application's own, and a signed-in user's. */
export type Flow = 'app' | 'user';

export const flows: readonly Flow[] = ['app', 'user'];

/** A customer to read, and the qualification it must have, if that is known. */
export interface TargetCustomer {
  readonly id: string;
  readonly expected?: string;
}

/** Where a service is. */
export interface BaseUrl {
  /** Scheme, host and port. */
  readonly origin: string;
  /** What stands in front of the contract's paths; empty or `/prefix`. */
  readonly prefix: string;
}

/** A service to judge. */
export interface Target extends BaseUrl {
  readonly tokens: Readonly<Partial<Record<Flow, string>>>;
  readonly customers: readonly TargetCustomer[];
  readonly refused: RefusedTokens;
}

/** What a token that no service may accept has wrong, each in one way. */
export type RefusedKind = 'expired' | 'otherAudience' | 'otherTenant' | 'otherIssuer';

/** Tokens to be refused, which only an authority can make. */
export type RefusedTokens = Readonly<Partial<Record<RefusedKind, string>>>;

export const refusedVariables: Readonly<Record<RefusedKind, string>> = {
  expired: 'PARTNER_CENTER_EXPIRED_TOKEN',
  otherAudience: 'PARTNER_CENTER_OTHER_AUDIENCE_TOKEN',
  otherTenant: 'PARTNER_CENTER_OTHER_TENANT_TOKEN',
  otherIssuer: 'PARTNER_CENTER_OTHER_ISSUER_TOKEN',
};

export const tokenVariables: Readonly<Record<Flow, string>> = {
  app: 'PARTNER_CENTER_APP_TOKEN',
  user: 'PARTNER_CENTER_USER_TOKEN',
};

/** The secrets that an environment may hold for the kit or for a client, each with the name that stands in for it. */
export function secretsIn(env: NodeJS.ProcessEnv): ReadonlyMap<string, string> {
  const names: Readonly<Record<string, string>> = {
    ...Object.fromEntries(flows.map((flow) => [tokenVariables[flow], `${flow} token`])),
    ...Object.fromEntries(Object.values(refusedVariables).map((variable) => [variable, 'refused token'])),
    PARTNER_CENTER_ACCESS_TOKEN: 'access token',
    PARTNER_CENTER_CLIENT_SECRET: "client's secret",
  };
  return new Map(Object.entries(names).map(([variable, name]) => [env[variable]?.trim() ?? '', name]));
}

const known = [
  'PARTNER_CENTER_BASE_URL',
  'PARTNER_CENTER_CUSTOMERS',
  ...Object.values(tokenVariables),
  ...Object.values(refusedVariables),
];
const ofDrivers = /^PARTNER_CENTER_(ACCESS_TOKEN|CUSTOMER_ID|AUTHORITY|TENANT_ID|CLIENT_ID|CLIENT_SECRET)$/;

/**
 * The service that the environment describes; undefined when it describes none, which means the embedded mock.
 * Throws KitError for a variable that is misspelled, malformed or missing beside the others.
 */
export function targetFrom(
  env: NodeJS.ProcessEnv,
  contract: Contract,
  baseUrlOption?: string,
): Target | undefined {
  for (const name of Object.keys(env)) {
    if (!/^partner_?center_?/i.test(name) || known.includes(name) || ofDrivers.test(name)) continue;
    throw new KitError(`unknown environment variable ${name}${didYouMean(name, known)}`);
  }
  const baseUrl = baseUrlOption ?? env['PARTNER_CENTER_BASE_URL'];
  if (baseUrl === undefined || baseUrl === '') {
    const lone = known.find((name) => name !== 'PARTNER_CENTER_BASE_URL' && env[name]);
    if (lone !== undefined)
      throw new KitError(
        `${lone} is set but PARTNER_CENTER_BASE_URL is not; set it or give --base-url, or unset ${lone} to judge the embedded mock`,
      );
    return undefined;
  }
  const { origin, prefix } = parseBaseUrl(
    baseUrl,
    baseUrlOption === undefined ? 'PARTNER_CENTER_BASE_URL' : '--base-url',
    contract,
  );
  const tokens = Object.fromEntries(flows.flatMap((flow) => tokenOf(flow, env)));
  if (Object.keys(tokens).length === 0)
    throw new KitError(
      'no token to read with; set PARTNER_CENTER_APP_TOKEN, PARTNER_CENTER_USER_TOKEN or both',
    );
  return {
    origin,
    prefix,
    tokens,
    refused: refusedIn(env, Object.values(tokens)),
    customers: parseCustomers(env['PARTNER_CENTER_CUSTOMERS'] ?? '', contract),
  };
}

/** Tokens that are wrong in the way that they are given for; a good one, or one that tells nothing, would prove nothing. */
function refusedIn(env: NodeJS.ProcessEnv, good: readonly string[]): RefusedTokens {
  const given = Object.entries(refusedVariables).flatMap(([kind, name]) => {
    const token = env[name]?.trim() ?? '';
    if (token === '') return [];
    demandWrong(kind as RefusedKind, name, token, good);
    return [[kind, token]];
  });
  return Object.fromEntries(given);
}

const wrongClaims = { otherAudience: 'aud', otherTenant: 'tid', otherIssuer: 'iss' } as const;

function demandWrong(kind: RefusedKind, name: string, token: string, good: readonly string[]): void {
  if (!isJwt(token)) throw new KitError(`${name} is no JWT, so nobody can tell what is wrong with it`);
  const claims = claimsOf(token);
  if (kind === 'expired') {
    if (typeof claims['exp'] === 'number' && claims['exp'] * 1000 < Date.now()) return;
    throw new KitError(`${name} has not expired`);
  }
  const claim = wrongClaims[kind];
  if (good.some((one) => isJwt(one) && String(claimsOf(one)[claim]) === String(claims[claim])))
    throw new KitError(`${name} has the claim "${claim}" of the good token, so nothing is wrong with it`);
}

/**
 * Reads a base URL, with or without a slash at its end. Throws KitError for one that cannot be a service's.
 * @param name what the message calls it
 */
export function parseBaseUrl(text: string, name: string, contract: Contract): BaseUrl {
  if (!URL.canParse(text))
    throw new KitError(
      `${name} "${start(text)}" is no URL; did you mean "https://${start(text.replace(/^(\w+:)?\/+/, ''))}"?`,
    );
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new KitError(`${name} begins with "${url.protocol}"; did you mean "https:"?`);
  if (url.username !== '' || url.password !== '')
    throw new KitError(
      `${name} holds credentials; give tokens in PARTNER_CENTER_APP_TOKEN or PARTNER_CENTER_USER_TOKEN`,
    );
  if (url.search !== '' || url.hash !== '')
    throw new KitError(
      `${name} has a query or a fragment; give scheme, host and, if there is one, a path prefix`,
    );
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw new KitError(
      `${name} would send tokens over plain HTTP to ${url.hostname}; did you mean "https://${url.host}"?`,
    );
  const prefix = url.pathname.replace(/\/+$/, '');
  const version = contract.operations[0]?.template.split('/')[1];
  if (version !== undefined && prefix.split('/').includes(version))
    throw new KitError(
      `${name} has /${version} in it, with which the contract's paths begin; did you mean "${url.origin}${prefix.slice(0, prefix.indexOf(`/${version}`))}"?`,
    );
  return { origin: url.origin, prefix };
}

function tokenOf(flow: Flow, env: NodeJS.ProcessEnv): (readonly [Flow, string])[] {
  const name = tokenVariables[flow];
  const token = env[name]?.trim() ?? '';
  if (token === '') return [];
  if (/^bearer\s/i.test(token)) throw new KitError(`${name} begins with "Bearer"; give the token alone`);
  if (/[^\x21-\x7e]/.test(token))
    throw new KitError(`${name} holds a character that no token has; was it copied whole, in one line?`);
  return [[flow, token]];
}

/** The beginning of what somebody gave, which may be a secret in the wrong place. */
function start(text: string): string {
  const harmless =
    text.length <= 16 || /^[0-9a-f-]{1,40}$/i.test(text) || /^[\w:/-]+(\.[\w-]+){1,4}[\w:/-]*$/.test(text);
  return harmless && !text.startsWith('eyJ') ? text : `${text.slice(0, 8)}…`;
}

function parseCustomers(text: string, contract: Contract): readonly TargetCustomer[] {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  if (text.includes(';')) throw new KitError('PARTNER_CENTER_CUSTOMERS has a semicolon; did you mean ","?');
  if (entries.length === 0)
    throw new KitError('no customer to read; set PARTNER_CENTER_CUSTOMERS to <guid>=education,<guid>');
  const values = qualificationsOf(contract);
  const seen = new Set<string>();
  return entries.map((entry, index) => {
    const place = `PARTNER_CENTER_CUSTOMERS, entry ${index + 1}`;
    const [id = '', expected, ...rest] = entry.split('=').map((part) => part.trim());
    if (!isGuid(id))
      throw new KitError(`${place}: "${start(id)}" is no GUID such as c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2`);
    if (seen.has(id.toLowerCase())) throw new KitError(`${place}: the customer ${id} stands there twice`);
    seen.add(id.toLowerCase());
    if (expected === undefined) return { id };
    if (rest.length > 0 || !values.some((value) => isSameQualification(value, expected))) {
      throw new KitError(
        `${place}: unknown qualification "${[expected, ...rest].join('=')}"${didYouMean(expected, values)}`,
      );
    }
    return { id, expected };
  });
}
