/** The two generations of Entra ID's endpoints, which name and type their fields differently. */
export type Generation = 'v1' | 'v2';

/** Who issues tokens: the first generation names one host for all clouds, the second the authority itself. */
export function issuerOf(tenant: string, generation: Generation, origin: string): string {
  return generation === 'v1' ? `https://sts.windows.net/${tenant}/` : `${origin}/${tenant}/v2.0`;
}

/**
 * The OpenID discovery document of a tenant or of `common` (OpenID Connect Discovery 1.0, with the members that Entra ID
 * adds). All its endpoints lie on the origin under which the client reached the authority.
 */
export function openIdConfiguration(
  segment: string,
  generation: Generation,
  origin: string,
): Readonly<Record<string, unknown>> {
  const version = generation === 'v1' ? '' : 'v2.0/';
  const base = `${origin}/${segment}`;
  return {
    issuer: issuerOf(segment === 'common' ? '{tenantid}' : segment, generation, origin),
    authorization_endpoint: `${base}/oauth2/${version}authorize`,
    token_endpoint: `${base}/oauth2/${version}token`,
    jwks_uri: `${base}/discovery/${version}keys`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt'],
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['ES256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'nonce',
      'preferred_username',
      'name',
      'tid',
      'ver',
    ],
    tenant_region_scope: null,
    cloud_instance_name: new URL(origin).host,
  };
}

/** What a client that does not know an authority's host asks it: where the tenant's discovery document is, and which hosts are the same cloud. */
export function instanceDiscovery(segment: string, origin: string): Readonly<Record<string, unknown>> {
  const { host } = new URL(origin);
  return {
    tenant_discovery_endpoint: `${origin}/${segment}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}
