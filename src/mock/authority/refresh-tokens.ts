import { randomBytes } from 'node:crypto';
import type { OAuthCode } from './oauth-error.js';

/** Whether a refresh token can be redeemed, or why it cannot. */
export type Standing = 'good' | 'inactive' | 'signed-in-too-long-ago' | 'without-mfa';

const codes: Readonly<Record<Exclude<Standing, 'good'>, OAuthCode>> = {
  inactive: 70008,
  'signed-in-too-long-ago': 70043,
  'without-mfa': 50076,
};

/** The refresh tokens in use. Each is good once, which is stricter than Entra ID: it lets an old one live on. */
export class RefreshTokens {
  readonly #standings = new Map<string, Standing>();

  issue(standing: Standing = 'good'): string {
    const token = randomBytes(48).toString('base64url');
    this.#standings.set(token, standing);
    return token;
  }

  /** Takes a good token out of use; the code of the refusal for any other. */
  redeem(token: string): OAuthCode | undefined {
    const standing = this.#standings.get(token);
    if (standing === undefined) return 70000;
    if (standing !== 'good') return codes[standing];
    this.#standings.delete(token);
    return undefined;
  }
}
