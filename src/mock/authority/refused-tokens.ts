import type { Authority } from './tokens.js';

const elsewhere = '00000000-0000-4000-8000-00000000e15e';

/** App-only tokens of the mock's authority that are right but for one thing, by what that is. */
export async function refusedBy(authority: Authority): Promise<{
  readonly expired: string;
  readonly otherAudience: string;
  readonly otherTenant: string;
  readonly otherIssuer: string;
}> {
  const [expired, otherAudience, otherTenant, otherIssuer] = await Promise.all([
    authority.mint('app', { expiresIn: -3600 }),
    authority.mint('app', { audience: 'https://graph.windows.net' }),
    authority.mint('app', { tenant: elsewhere, issuer: authority.issuerOf(elsewhere) }),
    authority.mint('app', { issuer: 'https://issuer.example/' }),
  ]);
  return { expired, otherAudience, otherTenant, otherIssuer };
}
