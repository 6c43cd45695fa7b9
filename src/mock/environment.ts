import type { Mock } from './server.js';

/** What a program needs to call a mock, as lines of an environment file; tokens are the caller's business. */
export function environmentOf({ origin, baseUrl, customers, authority, store }: Mock): readonly string[] {
  const { tenant, clientId, clientSecret } = authority.registration;
  return [
    `PARTNER_CENTER_BASE_URL=${baseUrl}`,
    `PARTNER_CENTER_CUSTOMERS=${customers.map(({ id, qualification }) => `${id}=${qualification}`).join(',')}`,
    `PARTNER_CENTER_VALIDATION_CODE=${store.codes[0] ?? ''}`,
    '# for clients that fetch their own token',
    `PARTNER_CENTER_AUTHORITY=${origin}`,
    `PARTNER_CENTER_TENANT_ID=${tenant}`,
    `PARTNER_CENTER_CLIENT_ID=${clientId}`,
    `PARTNER_CENTER_CLIENT_SECRET=${clientSecret}`,
  ];
}
