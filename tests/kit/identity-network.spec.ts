import { createServer as createPlainServer } from 'node:http';
import { createServer, request as forward } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { generate } from 'selfsigned';
import { clouds } from '../../src/identity/clouds.js';
import { openIdentity } from '../../src/identity/open-identity.js';
import { type ConnectProxy, startConnectProxy } from './connect-proxy.js';
import { app, refusalOf, type Stage, withSecrets } from './identities-under-test.js';
import { read, withEnvironment } from './tls-authority.js';

test('MSAL asks the authority for its discovery document and a token, and nobody else for anything', async () => {
  await withSecrets(async ({ realm, clientId, calls }) => {
    const proxy = await startConnectProxy();
    await (await openIdentity(app(clientId), { ...realm, proxy: proxy.url })).token();
    await proxy.close();
    expect(new Set(proxy.targets)).toEqual(new Set([new URL(realm.authority).host]));
    expect(calls()).toEqual(['/v2.0/.well-known/openid-configuration', '/oauth2/v2.0/token']);
  });
});

test.describe('an authority that is not well', () => {
  const troubles: readonly (readonly [fault: string, expected: RegExp, tokenCalls: number])[] = [
    ['authority-hangs', /did not answer: no response within 3000 ms/, 1],
    // The journal has a call once it is answered.
    ['authority-slow', /did not answer: no response within 3000 ms/, 0],
    ['authority-resets', /did not answer: the connection ended without a response/, 1],
    ['authority-cuts', /did not answer: the response ended after 20 bytes/, 1],
    ['authority-fails', /answered 500 with AADSTS90033 .*transient error.*try again later/, 2],
    ['authority-unavailable', /answered 503 .*; try again later/, 2],
    ['authority-unavailable-for-an-hour', /answered 503 .*; try again in 3600 s$/, 1],
    ['authority-throttles', /answered 429 .*; try again in 1 s$/, 2],
    ['authority-fails-in-html', /answered 503; try again later/, 0],
    [
      'authority-behind-a-portal',
      /answered 200 with no JSON \(text\/html\); is it the authority, or does a proxy/,
      0,
    ],
    [
      'authority-is-another-service',
      /answered 404 with JSON that is no authority's; is it the authority\?$/,
      0,
    ],
    ['authority-is-empty', /answered 200 with JSON that is no authority's/, 0],
    ['authority-redirects', /answered 307, a redirect, which is not followed/, 0],
    ['authority-names-plain-http', /login\.example would be called over plain HTTP/, 0],
  ];
  for (const [fault, expected, tokenCalls] of troubles) {
    test(`${fault} is told, after no more tries than are right`, async () => {
      await withSecrets(
        async ({ realm, clientId, calls }) => {
          const limit = { timeoutMs: /3000 ms/.test(expected.source) ? 3000 : 10_000 };
          expect(await refusalOf(app(clientId), { ...realm, ...limit })).toMatch(expected);
          expect(calls().filter((path) => path.endsWith('/token'))).toHaveLength(tokenCalls);
        },
        { fault },
      );
    });
  }

  for (const fault of ['authority-fails-once', 'authority-unavailable-once', 'authority-slow']) {
    test(`${fault} gives a token all the same`, async () => {
      await withSecrets(
        async ({ mock, realm, clientId }) => {
          const source = await openIdentity(app(clientId), realm);
          expect(await read(mock, await source.token())).toBe(200);
        },
        { fault },
      );
    });
  }
});

test.describe('a certificate', () => {
  test('of a CA that nobody named is refused with what to do', async () => {
    await withSecrets(async ({ realm, clientId, calls }) => {
      const { ca: _, ...without } = realm;
      const expected =
        /cannot be reached: its certificate comes from a CA that is not trusted here \(\w+\); name that CA's certificate, a PEM file, as the extra CA/;
      expect(await refusalOf(app(clientId), without)).toMatch(expected);
      const { emitWarning } = process;
      process.emitWarning = () => {};
      await withEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, async () => {
        expect(await refusalOf(app(clientId), without)).toMatch(expected);
      });
      process.emitWarning = emitWarning;
      expect(calls()).toEqual([]);
    });
  });

  const day = 86_400_000;
  const flawed = [
    ['that has expired', { notAfterDate: new Date(Date.now() - day) }, '127.0.0.1', /has expired .*clock/],
    [
      'that is not valid yet',
      { notBeforeDate: new Date(Date.now() + day) },
      '127.0.0.1',
      /not valid yet .*clock/,
    ],
    ['for another host', {}, '127.0.0.2', /its certificate is for another host/],
    ['for another name', {}, 'localhost', /its certificate is for another host/],
  ] as const;
  for (const [what, dates, name, expected] of flawed) {
    test(`${what} is refused, directly and through a proxy`, async () => {
      await withSecrets(async ({ realm, clientId, file }) => {
        const { cert, private: key } = await generate([{ name: 'commonName', value: 'flawed' }], {
          keyType: 'ec',
          algorithm: 'sha256',
          notBeforeDate: new Date(Date.now() - 2 * day),
          ...dates,
          extensions: [
            {
              name: 'subjectAltName',
              altNames: [name === 'localhost' ? { type: 2, value: name } : { type: 7, ip: name }],
            },
          ],
        });
        const server = createServer({ key, cert });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const proxy = await startConnectProxy();
        const address = server.address();
        const port = typeof address === 'object' ? address?.port : 0;
        const there = { ...realm, authority: `https://127.0.0.1:${port}`, ca: file('flawed.pem', cert) };
        expect(await refusalOf(app(clientId), there)).toMatch(expected);
        expect(await refusalOf(app(clientId), { ...there, proxy: proxy.url })).toMatch(expected);
        expect(proxy.targets).toHaveLength(1);
        await proxy.close();
        server.close();
      });
    });
  }

  test('file that is missing or empty is told before anything is sent', async () => {
    await withSecrets(async ({ realm, clientId, file }) => {
      expect(await refusalOf(app(clientId), { ...realm, ca: `${realm.ca}.not` })).toMatch(
        /^the extra CA cannot be read: ENOENT/,
      );
      expect(await refusalOf(app(clientId), { ...realm, ca: file('empty.pem', '') })).toMatch(
        /holds no certificate in PEM form/,
      );
    });
  });
});

test.describe('a proxy', () => {
  async function withProxy(use: (stage: Stage, proxy: ConnectProxy) => Promise<void>, refuses?: number) {
    const proxy = await startConnectProxy(refuses);
    try {
      await withSecrets((stage) => use(stage, proxy));
    } finally {
      await proxy.close();
    }
  }

  for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY']) {
    test(`in ${name} is used, but for hosts in NO_PROXY`, async () => {
      await withProxy(async ({ mock, realm, clientId }, proxy) => {
        const token = async () => (await openIdentity(app(clientId), realm)).token();
        await withEnvironment({ [name]: proxy.url }, async () => {
          expect(await read(mock, await token())).toBe(200);
          // For the discovery document, for the token, and for the API.
          expect(proxy.targets).toEqual(Array(3).fill(new URL(realm.authority).host));
          await withEnvironment({ NO_PROXY: 'example.com,127.0.0.1' }, token);
          expect(proxy.targets).toHaveLength(3);
        });
      });
    });
  }

  test('that is configured is used, whatever the environment says', async () => {
    await withProxy(async ({ mock, realm, clientId }, proxy) => {
      await withEnvironment({ NO_PROXY: '*', HTTPS_PROXY: 'http://127.0.0.1:9' }, async () => {
        const source = await openIdentity(app(clientId), { ...realm, proxy: proxy.url });
        expect(await read(mock, await source.token())).toBe(200);
      });
      expect(proxy.targets).toHaveLength(2);
    });
  });

  test('gets the user name and password of its URL, which no message tells', async () => {
    const password = 'p%40ss word'.replace(' ', '%20');
    const withUser = (url: string) => url.replace('//', `//partner:${password}@`);
    await withProxy(async ({ realm, clientId }, proxy) => {
      const source = await openIdentity(app(clientId), { ...realm, proxy: withUser(proxy.url) });
      await source.token();
      expect(Buffer.from(proxy.credentials[0]?.slice(6) ?? '', 'base64').toString()).toBe(
        'partner:p@ss word',
      );
      await proxy.close();
      const message = await refusalOf(app(clientId), { ...realm, proxy: withUser(proxy.url) }, [
        password,
        'p@ss word',
      ]);
      expect(message).toContain(`(through the proxy ${new URL(proxy.url).host})`);
    });
  });

  for (const [status, expected] of [
    [407, /the proxy answered CONNECT with 407; give its user name and password in its URL/],
    [403, /the proxy answered CONNECT with 403 \(through the proxy 127\.0\.0\.1:\d+\)/],
  ] as const) {
    test(`that answers CONNECT with ${status} is told`, async () => {
      await withProxy(async ({ realm, clientId, calls }, proxy) => {
        expect(await refusalOf(app(clientId), { ...realm, proxy: proxy.url })).toMatch(expected);
        expect(calls()).toEqual([]);
      }, status);
    });
  }

  test('that is no URL is told without showing it', async () => {
    await withSecrets(async ({ realm, clientId }) => {
      const proxy = 'socks5://user:word@127.0.0.1:1';
      expect(await refusalOf(app(clientId), { ...realm, proxy }, [proxy])).toBe(
        'the proxy is no URL such as http://proxy.example:3128',
      );
      await withEnvironment({ HTTPS_PROXY: proxy }, async () => {
        expect(await refusalOf(app(clientId), realm, [proxy])).toMatch(/HTTPS_PROXY is no URL/);
      });
    });
  });

  for (const cloud of clouds) {
    test(`is asked for the authority of ${cloud.name} alone when a token for that cloud is wanted`, async () => {
      await withProxy(async ({ clientId }, proxy) => {
        const { authority, scope } = cloud;
        await refusalOf(app(clientId), { authority, scope, tenant: 'partner.example', proxy: proxy.url });
        expect(proxy.targets).toEqual([`${new URL(authority).host}:443`]);
      }, 403);
    });
  }
});

test('an authority that cannot be asked as it stands is told before anything is sent', async () => {
  await withSecrets(async ({ realm, clientId }) => {
    const wrong: readonly (readonly [Partial<typeof realm>, RegExp])[] = [
      [{ authority: 'login.example' }, /the authority is no URL/],
      [{ authority: 'http://login.example' }, /did you mean "https:\/\/login\.example"\?/],
      [
        { authority: `${realm.authority}/${realm.tenant}` },
        /has the path \/.*; give the tenant as "tenant", and https:\/\/[^/]+ as the authority/,
      ],
      [{ authority: `${realm.authority}/?a=b` }, /has a query or a fragment/],
      [{ authority: 'https://user:word@login.example' }, /the authority holds credentials/],
      [{ tenant: 'common' }, /"common" is no tenant/],
      [{ tenant: 'a/b' }, /"a\/b" is no tenant/],
    ];
    for (const [change, expected] of wrong)
      expect(await refusalOf(app(clientId), { ...realm, ...change }, ['word@'])).toMatch(expected);
  });
});

/** A gateway that takes `/entra` off and hands on the rest to an authority, which takes it for another host where one is given. */
async function behindPath(
  origin: string,
  host: string | undefined,
  use: (authority: string, asked: readonly string[]) => Promise<void>,
): Promise<void> {
  const asked: string[] = [];
  const gateway = createPlainServer((incoming, outgoing) => {
    const { method, url = '', headers } = incoming;
    asked.push(url.replace(/^\/entra\/[^/]+|\?.*/g, (part) => (part.startsWith('?') ? '' : '/entra/TENANT')));
    if (!url.startsWith('/entra/')) return outgoing.writeHead(404).end();
    const options = {
      method,
      rejectUnauthorized: false,
      headers: { ...headers, ...(host === undefined ? {} : { host }) },
    };
    const onward = forward(new URL(url.slice('/entra'.length), origin), options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    return incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  try {
    await use(`http://127.0.0.1:${(gateway.address() as AddressInfo).port}/entra/`, asked);
  } finally {
    gateway.closeAllConnections();
    gateway.close();
  }
}

for (const [what, host] of [
  ['names itself', undefined],
  ['hands on the names of what is behind it', 'login.microsoftonline.com'],
] as const)
  test(`an authority behind the path of a gateway that ${what} is asked there alone, and named so`, async () => {
    await withSecrets(async ({ mock, realm, clientId }) => {
      await behindPath(mock.origin, host, async (authority, asked) => {
        const there = { ...realm, authority };
        const source = await openIdentity(app(clientId), there);
        expect(await read(mock, await source.token())).toBe(200);
        expect(asked).toEqual([
          '/entra/TENANT/v2.0/.well-known/openid-configuration',
          '/entra/TENANT/oauth2/v2.0/token',
        ]);
        const unknown = app('00000000-0000-4000-8000-000000000000');
        expect(await refusalOf(unknown, there)).toMatch(/^no token from 127\.0\.0\.1:\d+\/entra for client /);
      });
    });
  });
