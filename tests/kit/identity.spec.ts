import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { cloudNamed } from '../../src/identity/clouds.js';
import type { Credential, Identity } from '../../src/identity/identity.js';
import { openIdentity, type Realm } from '../../src/identity/open-identity.js';
import { makeClientCertificate } from './client-certificate.js';
import { app, refusalOf, secret, user, withSecrets } from './identities-under-test.js';
import { federatedAudience } from './registered-assertions.js';
import {
  clientCertificate,
  lockedCertificate,
  read,
  serverCertificate,
  type TlsAuthority,
  withEnvironment,
} from './tls-authority.js';

/** Whoever gives assertions: an issuer that the mock trusts, and a server that hands out its tokens. */
async function withIssuer(
  stage: TlsAuthority,
  use: (issuer: {
    readonly url: string;
    readonly requests: string[];
    assertion(): Promise<string>;
  }) => Promise<void>,
  wrap: (assertion: string) => unknown = (value) => ({ value }),
): Promise<void> {
  const [iss, sub] = ['https://issuer.example', 'repo:partner/tool:ref:refs/heads/main'];
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const keys = { keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256' }] };
  stage.assertions.trust({ issuer: iss, subject: sub, keys });
  const assertion = () =>
    new SignJWT({ iss, sub, aud: federatedAudience, exp: Math.floor(Date.now() / 1000) + 600 })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(privateKey);
  const { key, cert } = await serverCertificate();
  const requests: string[] = [];
  const server = createServer({ key, cert }, async (request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(wrap(await assertion())));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/token?job=1`;
  try {
    await use({ url, requests, assertion });
  } finally {
    server.close();
  }
}

/** Node, printing a text from a file: quoting that every shell understands. */
function printing(path: string): string {
  return `command:"${process.execPath}" -p "require('fs').readFileSync(process.argv[1],'utf8')" "${path}"`;
}

test.describe('MSAL gets a token that the API takes', () => {
  const credentials: readonly (readonly [string, (stage: TlsAuthority) => Promise<Credential>])[] = [
    ['a secret', async () => secret],
    [
      'a certificate',
      async ({ assertions, file }) => {
        const { cert, key } = await clientCertificate();
        assertions.register(cert);
        return { kind: 'certificate', path: file('client.pem', `${key}\n${cert}`) };
      },
    ],
    [
      'a certificate with a passphrase',
      async ({ assertions, file }) => {
        const { cert, key } = await lockedCertificate();
        assertions.register(cert);
        const path = file('locked.pem', `${cert}\r\n${key.replaceAll(/\r?\n/g, '\r\n')}`);
        return { kind: 'certificate', path, passphrase: 'env:TEST_PASSPHRASE' };
      },
    ],
  ];
  for (const [what, made] of credentials) {
    test(`for an application with ${what}, once and again`, async () => {
      await withSecrets(async (stage) => {
        const source = await openIdentity(app(stage.clientId, await made(stage)), stage.realm);
        const first = await source.token();
        expect(await read(stage.mock, first)).toBe(200);
        const second = await source.renew(first);
        expect(second).not.toBe(first);
        expect(await read(stage.mock, second)).toBe(200);
      });
    });

    test(`for a user, with ${what} and a refresh token, once and again`, async () => {
      await withSecrets(async (stage) => {
        const source = await openIdentity(user(stage.clientId, await made(stage)), stage.realm);
        const first = await source.token();
        expect(await read(stage.mock, first)).toBe(200);
        expect(await read(stage.mock, await source.renew(first))).toBe(200);
      });
    });
  }

  test('for an application and for a user, with an assertion from GitHub Actions', async () => {
    await withSecrets(async (stage) => {
      await withIssuer(stage, async ({ url, requests }) => {
        const environment = {
          ACTIONS_ID_TOKEN_REQUEST_URL: url,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job',
        };
        await withEnvironment(environment, async () => {
          for (const identity of [app, user]) {
            const github = identity(stage.clientId, { kind: 'assertion', assertion: 'github' });
            const source = await openIdentity(github, stage.realm);
            expect(await read(stage.mock, await source.token())).toBe(200);
          }
          const line = 'GET /token?job=1&audience=api%3A%2F%2FAzureADTokenExchange Bearer of-the-job';
          expect(requests).toEqual([line, line]);
        });
      });
    });
  });

  test('with an assertion from Azure DevOps', async () => {
    await withSecrets(async (stage) => {
      const use: Parameters<typeof withIssuer>[1] = async ({ url, requests }) => {
        const environment = {
          SYSTEM_OIDCREQUESTURI: url,
          SYSTEM_ACCESSTOKEN: 'of-the-job',
          AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: 'c1',
        };
        await withEnvironment(environment, async () => {
          const identity = app(stage.clientId, { kind: 'assertion', assertion: 'azure-devops' });
          const source = await openIdentity(identity, stage.realm);
          expect(await read(stage.mock, await source.token())).toBe(200);
          expect(requests).toEqual([
            'POST /token?job=1&api-version=7.1&serviceConnectionId=c1 Bearer of-the-job',
          ]);
        });
      };
      await withIssuer(stage, use, (oidcToken) => ({ oidcToken }));
    });
  });

  for (const where of ['AZURE_FEDERATED_TOKEN_FILE', 'a file', 'a variable', 'a command'] as const) {
    test(`with an assertion from ${where}, read afresh for each token`, async () => {
      await withSecrets(async (stage) => {
        await withIssuer(stage, async ({ assertion }) => {
          const path = stage.file('assertion', `${await assertion()}\n`);
          const assertions = {
            AZURE_FEDERATED_TOKEN_FILE: 'workload',
            'a file': `file:${path}`,
            'a variable': 'env:TEST_ASSERTION',
            'a command': printing(path),
          };
          const environment = { AZURE_FEDERATED_TOKEN_FILE: path, TEST_ASSERTION: await assertion() };
          await withEnvironment(environment, async () => {
            const identity = app(stage.clientId, { kind: 'assertion', assertion: assertions[where] });
            const source = await openIdentity(identity, stage.realm);
            const first = await source.token();
            expect(await read(stage.mock, first)).toBe(200);
            stage.file('assertion', 'stale');
            process.env['TEST_ASSERTION'] = 'stale';
            await expect(source.renew(first)).rejects.toThrow(/AADSTS50012/);
          });
        });
      });
    });
  }

  test('from an authority on plain HTTP, on this machine', async () => {
    await withSecrets(
      async ({ mock, assertions, realm, clientId, file }) => {
        expect(mock.origin).toMatch(/^http:/);
        const { cert, key } = await clientCertificate();
        assertions.register(cert);
        const path = file('client.pem', `${cert}\n${key}`);
        for (const credential of [secret, { kind: 'certificate', path } as const]) {
          const source = await openIdentity(app(clientId, credential), realm);
          expect(await read(mock, await source.token())).toBe(200);
        }
      },
      { plain: true },
    );
  });

  test("for China's resource", async () => {
    const { scope } = cloudNamed('china');
    await withSecrets(
      async ({ mock, realm, clientId }) => {
        expect(realm.scope).toBe(scope);
        const source = await openIdentity(app(clientId), realm);
        expect(await read(mock, await source.token())).toBe(200);
        const elsewhere = { ...realm, scope: cloudNamed('global').scope };
        expect(await refusalOf(app(clientId), elsewhere)).toContain('AADSTS500011');
      },
      { settings: { resource: scope.replace('/.default', '') } },
    );
  });

  for (const minutes of [60, -60]) {
    test(`with a secret, from an authority whose clock is ${minutes} minutes ahead`, async () => {
      await withSecrets(
        async ({ mock, realm, clientId, calls }) => {
          const source = await openIdentity(app(clientId), realm);
          const token = await source.token();
          expect(await source.token()).toBe(token);
          expect(await read(mock, token)).toBe(200);
          expect(calls().filter((path) => path.endsWith('/token'))).toHaveLength(1);
        },
        { settings: { clockAheadMs: minutes * 60_000 } },
      );
    });
  }
});

test('nothing is logged, whatever comes of it', async () => {
  const written: unknown[] = [];
  const streams = [process.stdout, process.stderr] as const;
  const real = streams.map((stream) => stream.write);
  await withSecrets(async ({ realm, clientId }) => {
    for (const stream of streams) stream.write = (chunk: unknown) => written.push(chunk) > 0;
    try {
      await (await openIdentity(app(clientId), realm)).token();
      await refusalOf(app(clientId), { ...realm, tenant: 'other.example' });
    } finally {
      streams.forEach((stream, index) => {
        stream.write = real[index] ?? stream.write;
      });
    }
  });
  expect(written).toEqual([]);
});

/** Who asks where, of what unusual authority, and what is told. */
type Refusal = readonly [
  what: string,
  expected: RegExp,
  unusual: Parameters<typeof withSecrets>[1],
  asked: (clientId: string, realm: Realm) => readonly [Identity, Realm],
];

test.describe('a refusal is told in one line, without a secret', () => {
  const other = '11111111-2222-3333-4444-555555555555';
  const refusals: readonly Refusal[] = [
    [
      'another application',
      /client 1{8}-.*AADSTS700016: the application is not found in the tenant; check the client id/,
      {},
      (_, realm) => [app(other), realm],
    ],
    [
      'a wrong secret',
      /secret env:TEST_CLIENT_SECRET\): AADSTS7000215: the client secret is wrong; give the secret's value, not its id/,
      { given: 'not the secret of this application' },
      (clientId, realm) => [app(clientId), realm],
    ],
    [
      'another tenant',
      /AADSTS90002: the tenant is not found; check the tenant, and that it belongs to this cloud/,
      {},
      (clientId, realm) => [app(clientId), { ...realm, tenant: other }],
    ],
    [
      'another resource',
      /AADSTS500011: the resource is not known in the tenant; check that scope and cloud belong together/,
      {},
      (clientId, realm) => [app(clientId), { ...realm, scope: 'https://graph.microsoft.com/.default' }],
    ],
    [
      'a refresh token that was not used for long',
      /refresh token env:TEST_REFRESH_TOKEN\): AADSTS70008: the refresh token has expired or was revoked/,
      { standing: 'inactive' },
      (clientId, realm) => [user(clientId), realm],
    ],
    [
      'a refresh token of a sign-in long ago',
      /AADSTS70043: .*; sign in and consent once more, and store the new refresh token/,
      { standing: 'signed-in-too-long-ago' },
      (clientId, realm) => [user(clientId), realm],
    ],
    [
      'a refresh token of a sign-in without MFA',
      /AADSTS50076: multi-factor authentication is needed; .*with MFA, as the Secure Application Model asks/,
      { standing: 'without-mfa' },
      (clientId, realm) => [user(clientId), realm],
    ],
    [
      'a request that the authority tells back',
      /AADSTS900144 \(invalid_request\): Unexpected \[secret\] \[secret\] \(\[secret\]&\[secret\]\)/,
      { fault: 'authority-tells-secrets' },
      (clientId, realm) => [user(clientId), realm],
    ],
  ];
  for (const [what, expected, unusual, asked] of refusals) {
    test(what, async () => {
      await withSecrets(async ({ realm, clientId }) => {
        const message = await refusalOf(...asked(clientId, realm));
        expect(message).toMatch(expected);
        expect(message).toMatch(new RegExp(`^no token from ${new URL(realm.authority).host} for client `));
      }, unusual);
    });
  }

  test('an expired secret', async () => {
    await withSecrets(async ({ mock, realm, clientId }) => {
      await withEnvironment({ TEST_CLIENT_SECRET: mock.authority.registration.expiredSecret }, async () => {
        expect(await refusalOf(app(clientId), realm)).toMatch(
          /AADSTS7000222: the client secret has expired; make a new one in the app registration/,
        );
      });
    });
  });

  test('a certificate that is not registered, and one whose key is another', async () => {
    await withSecrets(async ({ assertions, realm, clientId, file }) => {
      const [mine, theirs] = [await clientCertificate(), await makeClientCertificate()];
      assertions.register(theirs.cert);
      const path = file('client.pem', `${mine.cert}\n${mine.key}`);
      const message = await refusalOf(app(clientId, { kind: 'certificate', path }), realm);
      expect(message).toMatch(/AADSTS700027: .*; upload the certificate to the app registration/);
      expect(message).toContain(`certificate ${path}`);
      const mixed = file('mixed.pem', `${theirs.cert}\n${mine.key}`);
      expect(await refusalOf(app(clientId, { kind: 'certificate', path: mixed }), realm)).toMatch(
        /the key in .* does not belong to the first certificate/,
      );
    });
  });

  for (const [minutes, words] of [
    [60, "60 minutes behind the authority's"],
    [-60, "60 minutes ahead of the authority's"],
  ] as const) {
    test(`a certificate, when this machine's clock is ${words}`, async () => {
      await withSecrets(
        async ({ assertions, realm, clientId, file }) => {
          const { cert, key } = await clientCertificate();
          assertions.register(cert);
          const path = file('client.pem', `${cert}\n${key}`);
          const message = await refusalOf(app(clientId, { kind: 'certificate', path }), realm);
          expect(message).toMatch(/AADSTS700024: .*set this machine's clock/);
          expect(message).toContain(`this machine's clock is ${words}`);
        },
        { settings: { clockAheadMs: minutes * 60_000 } },
      );
    });
  }

  test('a federated assertion of another subject, and an issuer that cannot be asked', async () => {
    await withSecrets(async (stage) => {
      const { privateKey } = await generateKeyPair('RS256');
      const assertion = await new SignJWT({ iss: 'https://nobody.example', sub: 'x', aud: federatedAudience })
        .setProtectedHeader({ alg: 'RS256' })
        .sign(privateKey);
      const path = stage.file('assertion', assertion);
      const identity = (from: string) => app(stage.clientId, { kind: 'assertion', assertion: from });
      expect(await refusalOf(identity(`file:${path}`), stage.realm, [assertion])).toMatch(
        /AADSTS700211: no federated credential of the application matches the assertion; compare issuer/,
      );
      await withEnvironment({ ACTIONS_ID_TOKEN_REQUEST_URL: undefined }, async () => {
        expect(await refusalOf(identity('github'), stage.realm)).toMatch(
          /ACTIONS_ID_TOKEN_REQUEST_URL is not set; give the job the permission "id-token: write"/,
        );
      });
      const use: Parameters<typeof withIssuer>[1] = async ({ url }) => {
        const environment = {
          ACTIONS_ID_TOKEN_REQUEST_URL: url,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-job',
        };
        await withEnvironment(environment, async () => {
          expect(await refusalOf(identity('github'), stage.realm)).toMatch(/its answer has no "value"/);
        });
      };
      await withIssuer(stage, use, () => ({}));
    });
  });
});
