/** Three parts of base64url, the first of which is a JSON object. */
export function isJwt(token: string): boolean {
  return /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(token);
}

/** What a JWT claims, unverified; nothing for any other text. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  return objectIn(token.split('.')[1]);
}

/** The algorithm that a JWT's header names, unverified. */
export function algorithmOf(token: string): unknown {
  return objectIn(token.split('.')[0])['alg'];
}

function objectIn(part = ''): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
