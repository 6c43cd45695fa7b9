import type { Contract } from '../contract/contract.js';
import { KitError } from '../errors.js';
import { didYouMean } from '../files/nearest.js';
import { plainIn, plainValue } from '../files/plain-value.js';
import { isGuid } from '../http/guid.js';
import type { Grant } from '../identity/token-source.js';
import { parseBaseUrl, startOf } from './base-url.js';
import { problemOfWritable, problemsOfCustomers } from './customers.js';
import { refusedIn, refusedVariables } from './refused-tokens.js';
import {
  type Flow,
  flows,
  type Target,
  type TargetCustomer,
  usualWriteBudget,
  type Writing,
} from './target.js';

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
    [codeVariable]: 'validation code',
  };
  return new Map(Object.entries(names).map(([variable, name]) => [plainIn(env, variable) ?? '', name]));
}

const baseUrlVariable = 'PARTNER_CENTER_BASE_URL';
const customersVariable = 'PARTNER_CENTER_CUSTOMERS';
const writableVariable = 'PARTNER_CENTER_WRITABLE_CUSTOMERS';
const codeVariable = 'PARTNER_CENTER_VALIDATION_CODE';
const operationsVariable = 'PARTNER_CENTER_OPERATIONS';

const known = [
  baseUrlVariable,
  customersVariable,
  writableVariable,
  ...Object.values(tokenVariables),
  ...Object.values(refusedVariables),
  codeVariable,
  operationsVariable,
];
/** They mean nothing where no service is described: one is for drivers too, the other for the embedded mock. */
const harmless = [codeVariable, operationsVariable];
const ofDrivers =
  /^PARTNER_CENTER_(ACCESS_TOKEN|CUSTOMER_ID|OPERATION|QUALIFICATION|EDUCATION_SEGMENT|AUTHORITY|TENANT_ID|CLIENT_ID|CLIENT_SECRET)$/;

/** Throws KitError for a variable that looks like one of the kit's and is none. */
export function demandKnownVariables(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) {
    if (!/^partner_?center_?/i.test(name) || known.includes(name) || ofDrivers.test(name)) continue;
    throw new KitError(`unknown environment variable ${name}${didYouMean(name, known)}`);
  }
}

/** The first variable that describes a service, besides the tokens to be refused; first of all one that is not empty. Undefined where none is set. */
export function describingVariable(env: NodeJS.ProcessEnv): string | undefined {
  const names = [baseUrlVariable, customersVariable, writableVariable, ...Object.values(tokenVariables)];
  return names.find((name) => plainIn(env, name)) ?? names.find((name) => env[name] !== undefined);
}

/**
 * The service that the environment describes; undefined when it describes none. What is set and empty describes one.
 * Throws KitError for a variable that is misspelled, malformed, empty or missing beside the others.
 */
export function targetFromEnvironment(
  env: NodeJS.ProcessEnv,
  contract: Contract,
  baseUrlOption?: string,
): Target | undefined {
  demandKnownVariables(env);
  const given = baseUrlOption ?? env[baseUrlVariable];
  const baseUrl = given === undefined ? undefined : plainValue(given);
  if (baseUrl === undefined) {
    const lone = known.find((name) => env[name] !== undefined && !harmless.includes(name));
    if (lone === undefined) return undefined;
    throw new KitError(
      `${lone} is set${plainIn(env, lone) === '' ? ', though empty,' : ''} but ${baseUrlVariable} is not; set it or give --base-url, or unset ${lone} to judge the embedded mock`,
    );
  }
  const name = baseUrlOption === undefined ? baseUrlVariable : '--base-url';
  if (baseUrl === '')
    throw new KitError(
      `${name} is empty; give the URL that stands in front of the paths, or leave ${name} out to judge the embedded mock`,
    );
  const parsed = parseBaseUrl(baseUrl, contract);
  if (parsed.problem !== undefined) throw new KitError(`${name} ${parsed.problem}`);
  const { origin, prefix } = parsed;
  const grants = Object.fromEntries(flows.flatMap((flow) => grantIn(flow, env)));
  if (Object.keys(grants).length === 0)
    throw new KitError(
      'no token to read with; set PARTNER_CENTER_APP_TOKEN, PARTNER_CENTER_USER_TOKEN or both',
    );
  const customers = parseCustomers(plainIn(env, customersVariable) ?? '', contract);
  const writing = writingIn(env, customers);
  return {
    id: 'service',
    name: 'the service',
    origin,
    prefix,
    grants,
    refused: refusedIn(env, grants),
    customers,
    ...(writing ? { writing } : {}),
    connection: {},
  };
}

/** The operationIds that the environment names; undefined where it says nothing of them. Throws KitError for none. */
export function operationsIn(env: NodeJS.ProcessEnv): readonly string[] | undefined {
  const text = plainIn(env, operationsVariable);
  if (text === undefined) return undefined;
  const named = listed(text);
  if (named.length === 0)
    throw new KitError(`${operationsVariable} names nothing; give operationIds, or leave it out`);
  return named;
}

/** What may be written to. Where it is allowed for other than loopback is said in targets.yaml alone. */
function writingIn(env: NodeJS.ProcessEnv, customers: readonly TargetCustomer[]): Writing | undefined {
  const text = plainIn(env, writableVariable);
  if (text === undefined) return undefined;
  const ids = listed(text);
  for (const [index, id] of ids.entries()) {
    const place = `${writableVariable}, entry ${index + 1}`;
    const known = customers.find((one) => one.id.toLowerCase() === id.toLowerCase());
    if (!known)
      throw new KitError(
        `${place}: "${startOf(id)}" is not in ${customersVariable}${didYouMean(
          id,
          customers.map((one) => one.id),
        )}`,
      );
    const problem = problemOfWritable(known);
    if (problem !== undefined) throw new KitError(`${place}: ${problem}`);
  }
  const code = plainIn(env, codeVariable) ?? '';
  return {
    customers: customers.map(({ id }) => id).filter((id) => hasId(ids, id)),
    allowed: false,
    budget: usualWriteBudget,
    ...(code === '' ? {} : { validationCode: code }),
  };
}

function hasId(ids: readonly string[], id: string): boolean {
  return ids.some((one) => one.toLowerCase() === id.toLowerCase());
}

function listed(text: string): readonly string[] {
  return text
    .split(/[,\r\n]+/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function grantIn(flow: Flow, env: NodeJS.ProcessEnv): (readonly [Flow, Grant])[] {
  const name = tokenVariables[flow];
  const token = plainIn(env, name) ?? '';
  if (token === '') return [];
  if (/^bearer\s/i.test(token)) throw new KitError(`${name} begins with "Bearer"; give the token alone`);
  if (/[^\x21-\x7e]/.test(token))
    throw new KitError(`${name} holds a character that no token has; was it copied whole, in one line?`);
  return [[flow, { token }]];
}

function parseCustomers(text: string, contract: Contract): readonly TargetCustomer[] {
  const entries = listed(text);
  if (text.includes(';')) throw new KitError(`${customersVariable} has a semicolon; did you mean ","?`);
  if (entries.length === 0)
    throw new KitError(`no customer to read; set ${customersVariable} to <guid>=education,<guid>`);
  const place = (index: number) => `${customersVariable}, entry ${index + 1}`;
  const customers = entries.map((entry, index): TargetCustomer => {
    const [id = '', ...rest] = entry.split('=').map((part) => part.trim());
    if (!isGuid(id))
      throw new KitError(
        `${place(index)}: "${startOf(id)}" is no GUID such as c4f6bf3c-60de-432e-a3ec-20bcc5b26ec2`,
      );
    return rest.length === 0 ? { id } : { id, expected: rest.join('=') };
  });
  const [problem] = problemsOfCustomers(customers, contract);
  if (problem) throw new KitError(`${place(problem.index)}: ${problem.what}${problem.hint}`);
  return customers;
}
