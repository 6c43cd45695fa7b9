import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { exportJWK, generateKeyPair, importPKCS8, type JWTPayload, SignJWT } from 'jose';
import { loadContract } from '../../src/contract/load-contract.js';
import { connectionOptionsFrom } from '../../src/http/connection-options.js';
import { jsonContentOf } from '../../src/http/content.js';
import { type Answer, headerValue } from '../../src/http/exchange.js';
import { exchange } from '../../src/http/transport.js';
import { behaviourNamed } from '../../src/mock/faults.js';
import { type Mock, startMock } from '../../src/mock/server.js';
import { makeClientCertificate } from './client-certificate.js';
import { federatedAudience } from './registered-assertions.js';
import { call, clientCertificate, read, serverCertificate, withTlsAuthority } from './tls-authority.js';

type Fields = Readonly<Record<string, string>>;

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

function json(answer: Answer): Record<string, unknown> {
  return jsonContentOf(answer)?.value as Record<string, unknown>;
}

/** Asks the second generation's endpoint; undefined fields are left out. */
async function ask(
  mock: Mock,
  changed: Readonly<Record<string, string | undefined>> = {},
  headers: readonly (readonly [string, string])[] = [],
): Promise<Answer> {
  const { tenant, clientId, clientSecret } = mock.authority.registration;
  const fields: Readonly<Record<string, string | undefined>> = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: `${mock.authority.resource}/.default`,
    ...changed,
  };
  const given = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return call(mock, 'POST', `/${tenant}/oauth2/v2.0/token`, headers, new URLSearchParams(given).toString());
}

async function codeOf(answer: Promise<Answer>): Promise<number> {
  const body = json(await answer);
  return body['access_token'] === undefined ? ((body['error_codes'] as number[])[0] ?? 0) : 200;
}

/** How an assertion differs from a good one. */
interface Change {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Fields;
  readonly pem?: string;
}

/** What an application signs, good unless changed; undefined takes a claim away. */
async function signed(mock: Mock, { claims = {}, header = {}, pem }: Change = {}): Promise<string> {
  const { cert, key } = await clientCertificate();
  const { tenant, clientId } = mock.authority.registration;
  const now = Math.floor(Date.now() / 1000);
  const thumbprint = Buffer.from(new X509Certificate(cert).fingerprint256.replaceAll(':', ''), 'hex');
  return new SignJWT({
    iss: clientId,
    sub: clientId,
    aud: `${mock.origin}/${tenant}/oauth2/v2.0/token`,
    jti: randomUUID(),
    nbf: now,
    exp: now + 600,
    ...claims,
  })
    .setProtectedHeader({ alg: 'PS256', 'x5t#S256': thumbprint.toString('base64url'), ...header })
    .sign(await importPKCS8(pem ?? key, 'PS256'));
}

async function asserts(mock: Mock, assertion: string, type = jwtBearer): Promise<number> {
  return codeOf(
    ask(mock, {
      client_secret: undefined,
      client_assertion: assertion,
      client_assertion_type: type,
    }),
  );
}

test('over TLS, a mock is trusted by its CA alone, under each of its names', async () => {
  await withTlsAuthority(async ({ mock, realm }) => {
    expect(mock.origin).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(await read(mock, await mock.authority.mint('app'))).toBe(200);
    const { port } = new URL(mock.origin);
    const limits = { timeoutMs: 5000, maxBodyBytes: 65536 };
    const request = { method: 'GET', origin: `https://localhost:${port}`, target: '/health', headers: [] };
    const connection = connectionOptionsFrom(realm);
    expect((await exchange(request, limits, { connection })).ending).toMatchObject({
      answer: { status: 200 },
    });
    expect((await exchange(request, limits)).ending).toMatchObject({
      kind: 'unreachable',
      message: /CA that is not trusted here \(\w+\); name that CA's certificate/,
    });
  });
});

test('two mocks made at run time share no CA', async () => {
  const [{ ca, cert }, other] = [await serverCertificate(), await makeClientCertificate()];
  const { publicKey } = new X509Certificate(ca);
  expect(new X509Certificate(cert).verify(publicKey)).toBe(true);
  expect(new X509Certificate(other.cert).verify(publicKey)).toBe(false);
  expect(new X509Certificate(cert).ca).toBe(false);
});

test('over TLS too, faults of the API break connections', async () => {
  const { key, cert, ca } = await serverCertificate();
  const behaviours = [behaviourNamed('sometimes-resets')];
  const mock = await startMock({ contract: loadContract(), seed: 1, tls: { key, cert }, behaviours });
  const target = `/v1/customers/${mock.customers[0]?.id}/qualification`;
  const request = { method: 'GET', origin: mock.origin, target, headers: [] };
  const limits = { timeoutMs: 5000, maxBodyBytes: 65536 };
  const kinds: string[] = [];
  for (let count = 0; count < 50; count += 1)
    kinds.push((await exchange(request, limits, { connection: { roots: [ca] } })).ending.kind);
  await mock.close();
  expect(kinds.filter((kind) => kind === 'broken')).toEqual(['broken']);
});

for (const [segment, version] of [
  ['tenant', ''],
  ['tenant', 'v2.0/'],
  ['common', ''],
  ['common', 'v2.0/'],
] as const) {
  test(`the discovery document at {${segment}}/${version} names endpoints of the mock that answer`, async () => {
    await withTlsAuthority(async ({ mock }) => {
      const { tenant } = mock.authority.registration;
      const path = segment === 'tenant' ? tenant : 'common';
      const document = json(await call(mock, 'GET', `/${path}/${version}.well-known/openid-configuration`));
      const named = segment === 'tenant' ? tenant : '{tenantid}';
      expect(document['issuer']).toBe(
        version === '' ? `https://sts.windows.net/${named}/` : `${mock.origin}/${named}/v2.0`,
      );
      const inside = (name: string) => String(document[name]).replace(mock.origin, '');
      expect(json(await call(mock, 'GET', inside('jwks_uri')))['keys']).toHaveLength(1);
      expect((await call(mock, 'POST', inside('token_endpoint'))).status).toBe(400);
    });
  });
}

test('the issuer of the first discovery document is that of the tokens', async () => {
  await withTlsAuthority(async ({ mock }) => {
    const { tenant } = mock.authority.registration;
    const document = json(await call(mock, 'GET', `/${tenant}/.well-known/openid-configuration`));
    expect(document['issuer']).toBe(mock.authority.issuerOf(tenant));
  });
});

test('instance discovery names the mock for its own cloud', async () => {
  await withTlsAuthority(async ({ mock }) => {
    const document = json(await call(mock, 'GET', '/common/discovery/instance?api-version=1.1'));
    const { host } = new URL(mock.origin);
    expect(document['metadata']).toEqual([
      { preferred_network: host, preferred_cache: host, aliases: [host] },
    ]);
    const { pathname } = new URL(String(document['tenant_discovery_endpoint']));
    expect((await call(mock, 'GET', pathname)).status).toBe(200);
  });
});

test('an unknown tenant has no discovery document', async () => {
  await withTlsAuthority(async ({ mock }) => {
    const answer = await call(mock, 'GET', `/${randomUUID()}/v2.0/.well-known/openid-configuration`);
    expect(answer.status).toBe(400);
    expect(json(answer)).toMatchObject({ error: 'invalid_tenant', error_codes: [90002] });
  });
});

test('a secret is taken from the form and from the Basic scheme', async () => {
  await withTlsAuthority(async ({ mock }) => {
    const { clientId, clientSecret, expiredSecret } = mock.authority.registration;
    const basic = (secret: string) =>
      `Basic ${Buffer.from(`${clientId}:${encodeURIComponent(secret)}`).toString('base64')}`;
    const without = { client_id: undefined, client_secret: undefined };
    expect(await codeOf(ask(mock))).toBe(200);
    expect(await codeOf(ask(mock, without, [['Authorization', basic(clientSecret)]]))).toBe(200);
    expect(await codeOf(ask(mock, without, [['Authorization', basic('not it')]]))).toBe(7000215);
    expect(await codeOf(ask(mock, without, [['Authorization', basic(expiredSecret)]]))).toBe(7000222);
    expect(await codeOf(ask(mock, { client_secret: expiredSecret }))).toBe(7000222);
    expect(await codeOf(ask(mock, { client_secret: undefined }))).toBe(7000218);
  });
});

const now = Math.floor(Date.now() / 1000);
const assertionCases: readonly (readonly [what: string, change: Change, code: number])[] = [
  ['a good one', {}, 200],
  ['one without nbf', { claims: { nbf: undefined } }, 200],
  ['one that expired an hour ago', { claims: { nbf: now - 7200, exp: now - 3600 } }, 700024],
  ['one that is good in an hour', { claims: { nbf: now + 3600, exp: now + 7200 } }, 700024],
  ['one without expiry', { claims: { exp: undefined } }, 700024],
  ['one for elsewhere', { claims: { aud: 'https://login.example/oauth2/token' } }, 700023],
  ['one of another subject', { claims: { sub: randomUUID() } }, 700021],
  ['one without jti', { claims: { jti: undefined } }, 50012],
  ['one that names no certificate', { header: { 'x5t#S256': '' } }, 700027],
  ['one that names another certificate', { header: { 'x5t#S256': 'A'.repeat(43) } }, 700027],
  ['one of an issuer nobody knows', { claims: { iss: 'https://issuer.example' } }, 700211],
];

for (const [what, change, code] of assertionCases) {
  test(`of a registered certificate's assertions, ${what} gets ${code}`, async () => {
    await withTlsAuthority(async ({ mock, assertions }) => {
      assertions.register((await clientCertificate()).cert);
      expect(await asserts(mock, await signed(mock, change))).toBe(code);
    });
  });
}

test('an authority whose application has a secret alone refuses every assertion', async () => {
  const { key, cert } = await serverCertificate();
  const mock = await startMock({ contract: loadContract(), seed: 11, tls: { key, cert } });
  expect(await codeOf(ask(mock))).toBe(200);
  expect(await asserts(mock, await signed(mock))).toBe(700027);
  expect(await asserts(mock, await signed(mock, { claims: { sub: randomUUID() } }))).toBe(700021);
  expect(await asserts(mock, await signed(mock, { claims: { iss: 'https://issuer.example' } }))).toBe(700211);
  expect(await asserts(mock, 'a.b')).toBe(50012);
  expect(await asserts(mock, await signed(mock), 'jwt')).toBe(50012);
  await mock.close();
});

test('an assertion may be addressed to the first endpoint too', async () => {
  await withTlsAuthority(async ({ mock, assertions }) => {
    assertions.register((await clientCertificate()).cert);
    const aud = `${mock.origin}/${mock.authority.registration.tenant}/oauth2/token`;
    expect(await asserts(mock, await signed(mock, { claims: { aud } }))).toBe(200);
  });
});

test('an assertion signed by another key, or before its certificate is registered, is refused', async () => {
  await withTlsAuthority(async ({ mock, assertions }) => {
    expect(await asserts(mock, await signed(mock))).toBe(700027);
    assertions.register((await clientCertificate()).cert);
    expect(await asserts(mock, await signed(mock))).toBe(200);
    const { key } = await makeClientCertificate();
    expect(await asserts(mock, await signed(mock, { pem: key }))).toBe(700027);
  });
});

test('a certificate may be named by its SHA-1 thumbprint', async () => {
  await withTlsAuthority(async ({ mock, assertions }) => {
    const { cert } = await clientCertificate();
    assertions.register(cert);
    const x5t = createHash('sha1').update(new X509Certificate(cert).raw).digest('base64url');
    expect(await asserts(mock, await signed(mock, { header: { 'x5t#S256': '', x5t } }))).toBe(200);
  });
});

test('an assertion is good once, and is no assertion without its type or its three parts', async () => {
  await withTlsAuthority(async ({ mock, assertions }) => {
    assertions.register((await clientCertificate()).cert);
    const assertion = await signed(mock);
    expect(await asserts(mock, assertion)).toBe(200);
    expect(await asserts(mock, assertion)).toBe(700027);
    expect(await asserts(mock, await signed(mock), 'jwt')).toBe(50012);
    expect(await asserts(mock, 'a.b')).toBe(50012);
  });
});

test('a federated assertion is verified in issuer, subject, audience, signature and time', async () => {
  await withTlsAuthority(async ({ mock, assertions }) => {
    const [issuer, subject] = ['https://token.actions.example', 'repo:partner/tool:ref:refs/heads/main'];
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const keys = { keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256', kid: 'k' }] };
    assertions.trust({ issuer, subject, keys });
    const made = (changed: JWTPayload, key = privateKey) =>
      new SignJWT({ iss: issuer, sub: subject, aud: federatedAudience, exp: now + 600, ...changed })
        .setProtectedHeader({ alg: 'RS256', kid: 'k' })
        .sign(key);
    expect(await asserts(mock, await made({}))).toBe(200);
    expect(await asserts(mock, await made({ iss: `${issuer}/other` }))).toBe(700211);
    expect(await asserts(mock, await made({ sub: 'repo:partner/tool:pull_request' }))).toBe(700213);
    expect(await asserts(mock, await made({ aud: 'api://other' }))).toBe(700212);
    expect(await asserts(mock, await made({ exp: now - 3600 }))).toBe(700024);
    const { privateKey: stranger } = await generateKeyPair('RS256');
    expect(await asserts(mock, await made({}, stranger))).toBe(50013);
  });
});

for (const [standing, code] of [
  ['good', 200],
  ['inactive', 70008],
  ['signed-in-too-long-ago', 70043],
  ['without-mfa', 50076],
] as const) {
  test(`a refresh token that is ${standing} gets ${code}`, async () => {
    await withTlsAuthority(async ({ mock }) => {
      const fields = { grant_type: 'refresh_token', refresh_token: mock.authority.refreshToken(standing) };
      expect(await codeOf(ask(mock, fields))).toBe(code);
      if (standing === 'good') expect(await codeOf(ask(mock, fields))).toBe(70000);
    });
  });
}

test('whoever asks for OpenID is told the user', async () => {
  await withTlsAuthority(async ({ mock }) => {
    const scope = `${mock.authority.resource}/.default openid offline_access`;
    const fields = { grant_type: 'refresh_token', refresh_token: mock.authority.refreshToken(), scope };
    const body = json(await ask(mock, fields));
    const claims = JSON.parse(
      Buffer.from(String(body['id_token']).split('.')[1] ?? '', 'base64url').toString(),
    );
    const { tenant, clientId } = mock.authority.registration;
    expect(claims).toMatchObject({ iss: `${mock.origin}/${tenant}/v2.0`, aud: clientId, tid: tenant });
  });
});

for (const minutes of [60, -60]) {
  test(`an authority whose clock is ${minutes} minutes ahead says so in Date, and judges by it`, async () => {
    await withTlsAuthority(
      async ({ mock, assertions }) => {
        const answer = await ask(mock);
        const aheadMs = Date.parse(headerValue(answer.headers, 'date') ?? '') - Date.now();
        expect(Math.abs(aheadMs - minutes * 60_000)).toBeLessThan(5000);
        expect(await read(mock, String(json(answer)['access_token']))).toBe(200);
        assertions.register((await clientCertificate()).cert);
        expect(await asserts(mock, await signed(mock))).toBe(700024);
      },
      { settings: { clockAheadMs: minutes * 60_000 } },
    );
  });
}

test("China's authority grants tokens for its own resource alone", async () => {
  const resource = 'https://partner.partnercenterapi.microsoftonline.cn';
  await withTlsAuthority(
    async ({ mock }) => {
      const answer = await ask(mock);
      expect(await read(mock, String(json(answer)['access_token']))).toBe(200);
      const elsewhere = { scope: 'https://api.partnercenter.microsoft.com/.default' };
      expect(await codeOf(ask(mock, elsewhere))).toBe(500011);
    },
    { settings: { resource } },
  );
});
