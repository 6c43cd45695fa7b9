import { randomUUID } from 'node:crypto';

/** An HTTP status and a JSON body. */
export interface TokenAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** How Entra ID refuses: the OAuth error, the status, and what happened (Microsoft Entra authentication and authorization error codes). */
const refusals = {
  50012: ['invalid_client', 401, 'the assertion is no JWT with the claims it needs'],
  50013: ['invalid_client', 401, "the assertion's signature is not that of its issuer"],
  50076: ['interaction_required', 400, 'multi-factor authentication is needed'],
  70000: ['invalid_grant', 400, 'the refresh token is not valid or was used before'],
  70003: ['unsupported_grant_type', 400, 'the grant type is not supported'],
  70008: ['invalid_grant', 400, 'the refresh token has expired due to inactivity'],
  70043: ['invalid_grant', 400, 'the refresh token has expired due to sign-in frequency checks'],
  90002: ['invalid_request', 400, 'the tenant is not found'],
  500011: ['invalid_resource', 400, 'the resource is not found'],
  700016: ['unauthorized_client', 400, 'the application is not found'],
  700021: ['invalid_client', 401, "the assertion's issuer or subject is not the client id"],
  700023: ['invalid_client', 401, "the assertion's audience is not the token endpoint"],
  700024: ['invalid_client', 401, 'the assertion is not within its valid time range'],
  700027: ['invalid_client', 401, 'the assertion is not signed by a registered certificate'],
  700211: ['invalid_client', 401, "no federated credential has the assertion's issuer"],
  700212: ['invalid_client', 401, "no federated credential has the assertion's audience"],
  700213: ['invalid_client', 401, "no federated credential has the assertion's subject"],
  900561: ['invalid_request', 400, 'the endpoint accepts POST only'],
  7000215: ['invalid_client', 401, 'the client secret is not valid'],
  7000218: ['invalid_client', 401, 'client_secret or client_assertion is missing'],
  7000222: ['invalid_client', 401, 'the client secret has expired'],
} as const;

/** An AADSTS number that the mock refuses with. */
export type OAuthCode = keyof typeof refusals;

/** A refusal in the form that Entra ID uses, dated by the authority's clock in milliseconds. */
export function oauthError(code: OAuthCode, now: number): TokenAnswer {
  const [error, status, what] = refusals[code];
  const body = {
    error,
    error_description: `AADSTS${code}: ${what}.`,
    error_codes: [code],
    timestamp: new Date(now)
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z/, 'Z'),
    trace_id: randomUUID(),
    correlation_id: randomUUID(),
    ...(error === 'interaction_required' ? { suberror: 'basic_action' } : {}),
  };
  return { status, body };
}
