import { expect } from '@playwright/test';
import { KitError } from '../../src/errors.js';
import type { Credential, Identity } from '../../src/identity/identity.js';
import { openIdentity, type Realm } from '../../src/identity/open-identity.js';
import type { Standing } from '../../src/mock/authority/refresh-tokens.js';
import {
  passphrase,
  type TlsAuthority,
  type Unusual,
  withEnvironment,
  withTlsAuthority,
} from './tls-authority.js';

export const secret: Credential = { kind: 'secret', secret: 'env:TEST_CLIENT_SECRET' };

/** What a test of an identity has at hand. */
export type Stage = TlsAuthority & { readonly clientId: string };

/** Runs with the mock's secret, and a refresh token, in the environment, and no proxy of whoever runs the tests. */
export async function withSecrets(
  use: (stage: Stage) => Promise<void>,
  unusual: Unusual & { readonly standing?: Standing; readonly given?: string } = {},
): Promise<void> {
  await withTlsAuthority(async (stage) => {
    const { clientId, clientSecret } = stage.mock.authority.registration;
    const environment = {
      TEST_CLIENT_SECRET: unusual.given ?? clientSecret,
      TEST_REFRESH_TOKEN: stage.mock.authority.refreshToken(unusual.standing),
      TEST_PASSPHRASE: passphrase,
      ...noProxy,
    };
    await withEnvironment(environment, () => use({ ...stage, clientId }));
  }, unusual);
}

export const noProxy = {
  HTTPS_PROXY: undefined,
  https_proxy: undefined,
  ALL_PROXY: undefined,
  all_proxy: undefined,
  NO_PROXY: undefined,
  no_proxy: undefined,
};

export function app(clientId: string, credential: Credential = secret): Identity {
  return { kind: 'app', clientId, credential };
}

export function user(clientId: string, credential: Credential = secret): Identity {
  return { kind: 'user', clientId, credential, refreshToken: 'env:TEST_REFRESH_TOKEN' };
}

/** The message with which an identity gives no token, after a look that it is one line without any secret. */
export async function refusalOf(
  identity: Identity,
  realm: Realm,
  secrets: readonly string[] = [],
): Promise<string> {
  const thrown = await openIdentity(identity, realm)
    .then((source) => source.token())
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  expect(thrown).toBeInstanceOf(KitError);
  const { message, stack = '' } = thrown as KitError;
  expect(message).not.toContain('\n');
  const hidden = [process.env['TEST_CLIENT_SECRET'], process.env['TEST_REFRESH_TOKEN'], ...secrets];
  for (const value of hidden.filter((one) => one !== undefined)) {
    expect(message).not.toContain(value);
    expect(message).not.toContain(encodeURIComponent(value));
    expect(stack).not.toContain(value);
  }
  return message;
}
