import type { AuthenticationResult } from '@azure/msal-node';
import { KitError } from '../errors.js';
import type { AuthorityBase } from './authority-base.js';
import type { ProofOptions } from './credential.js';
import { Network } from './network.js';
import type { SendOptions } from './send-with-retry.js';
import type { Grant } from './token-source.js';

/** What to ask which authority for. */
export interface TokenRequest {
  readonly authority: AuthorityBase;
  readonly tenant: string;
  readonly scope: string;
  readonly clientId: string;
  /** For a user's token; absent for an application's own. */
  readonly refreshToken?: string;
}

/**
 * Gets one token through MSAL. Each call has an MSAL application of its own: one that lives longer would send the same
 * signed assertion again, and keep a second cache.
 * Throws KitError that says what the authority refused or what went wrong on the way.
 */
export async function acquireToken(
  asking: TokenRequest,
  proof: ProofOptions,
  options: SendOptions,
): Promise<Grant> {
  const { ConfidentialClientApplication, LogLevel } = await import('@azure/msal-node');
  const { authority, tenant, scope, clientId, refreshToken } = asking;
  const network = new Network(options, authority);
  const { host } = authority;
  try {
    const application = new ConfidentialClientApplication({
      // With the host known, MSAL asks nobody else about it. It takes HTTPS and a tenant alone; the network knows better.
      auth: { clientId, authority: `https://${host}/${tenant}`, knownAuthorities: [host], ...proof },
      system: {
        networkClient: network,
        // Its logs may hold what identifies persons.
        loggerOptions: { loggerCallback: () => {}, logLevel: LogLevel.Error, piiLoggingEnabled: false },
      },
    });
    const result =
      refreshToken === undefined
        ? await application.acquireTokenByClientCredential({
            scopes: [scope],
            azureRegion: 'DisableMsalForceRegion',
          })
        : await application.acquireTokenByRefreshToken({ scopes: [scope], refreshToken });
    return grantOf(result, network);
  } catch (thrown) {
    if (network.failure) throw network.failure;
    if (thrown instanceof KitError) throw thrown;
    throw new KitError(`MSAL: ${codeOf(thrown)}`);
  }
}

function grantOf(result: AuthenticationResult | null, network: Network): Grant {
  if (!result?.accessToken) throw new KitError('the authority answered without an access token');
  return {
    token: result.accessToken,
    ...(result.expiresOn === null ? {} : { expiresAt: result.expiresOn.getTime() }),
    ...(network.refreshToken === undefined ? {} : { refreshToken: network.refreshToken }),
  };
}

/** MSAL's messages may hold what was sent; its codes do not. */
function codeOf(thrown: unknown): string {
  if (typeof thrown === 'object' && thrown !== null && 'errorCode' in thrown) return String(thrown.errorCode);
  return thrown instanceof Error ? thrown.name : 'unknown failure';
}
