import { KitError } from '../errors.js';
import { plainIn } from '../files/plain-value.js';
import type { Answer } from '../http/exchange.js';
import { resolveToken } from './secret-reference.js';
import { type AuthorityRequest, demandJson, type SendOptions, sendWithRetry } from './send-with-retry.js';

const audience = 'api://AzureADTokenExchange';

/** Those who give assertions by name. */
export const assertionProviders = ['github', 'azure-devops', 'workload'] as const;

/**
 * A fresh assertion for a federated credential, by reference or from whom a name stands for: `github` (OpenID Connect in
 * GitHub Actions), `azure-devops` (workload identity federation of a service connection) or `workload` (the file of
 * AZURE_FEDERATED_TOKEN_FILE, which whoever runs the pod renews). Throws KitError.
 */
export async function fetchAssertion(
  assertion: string,
  options: SendOptions,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  switch (assertion) {
    case 'github':
      return fromGitHub(options, env);
    case 'azure-devops':
      return fromAzureDevOps(options, env);
    case 'workload':
      return resolveToken(
        `file:${needed(env, 'AZURE_FEDERATED_TOKEN_FILE', 'the workload identity webhook sets it')}`,
      );
    default:
      return resolveToken(assertion, env);
  }
}

async function fromGitHub(options: SendOptions, env: NodeJS.ProcessEnv): Promise<string> {
  const hint = 'give the job the permission "id-token: write"';
  const url = new URL(needed(env, 'ACTIONS_ID_TOKEN_REQUEST_URL', hint));
  url.searchParams.set('audience', audience);
  const token = needed(env, 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', hint);
  const headers = { Authorization: `Bearer ${token}`, Accept: 'application/json' };
  return member('value', { method: 'GET', url: url.href, headers, content: '' }, options);
}

async function fromAzureDevOps(options: SendOptions, env: NodeJS.ProcessEnv): Promise<string> {
  const hint = 'run in a task that has the service connection, such as AzureCLI@2';
  const url = new URL(needed(env, 'SYSTEM_OIDCREQUESTURI', hint));
  url.searchParams.set('api-version', '7.1');
  url.searchParams.set('serviceConnectionId', needed(env, 'AZURESUBSCRIPTION_SERVICE_CONNECTION_ID', hint));
  const token = needed(
    env,
    'SYSTEM_ACCESSTOKEN',
    'map it in the step: SYSTEM_ACCESSTOKEN: $(System.AccessToken)',
  );
  const headers = {
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    // Azure DevOps would answer a refusal with a sign-in page.
    'X-TFS-FedAuthRedirect': 'Suppress',
  };
  return member('oidcToken', { method: 'POST', url: url.href, headers, content: '' }, options);
}

function needed(env: NodeJS.ProcessEnv, name: string, hint: string): string {
  const value = plainIn(env, name);
  if (value === undefined || value === '') throw new KitError(`${name} is not set; ${hint}`);
  return value;
}

async function member(name: string, sending: AuthorityRequest, options: SendOptions): Promise<string> {
  const answer = await sendWithRetry(sending, options);
  const { host } = new URL(sending.url);
  if (answer.status !== 200) throw new KitError(`${host} gave no assertion: it answered ${answer.status}`);
  const found = memberOf(name, answer, sending.url);
  if (found === undefined) throw new KitError(`${host} gave no assertion: its answer has no "${name}"`);
  return found;
}

function memberOf(name: string, answer: Answer, url: string): string | undefined {
  const json = demandJson(answer, url);
  const value =
    typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
